using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>What the host says to one client of <c>/socket.io/</c>: who it is, whose detections it wants, and then the news at intervals.</summary>
/// <remarks>
/// The filter fails closed: a client that names no ticker gets no <c>stock_data</c>. Each <c>stock_data</c> has the detections since
/// the last one; while nothing is fetched they wait in the client's outbox, and the next one has them all.
/// Messages are handled one at a time, whatever brings them.
/// </remarks>
internal sealed class SocketIoConversation : EngineListener
{
    public static readonly TimeSpan StockDataInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(2);

    private readonly EngineSession _session;
    private readonly bool _isAllowed;
    private readonly SocketIoDesk _desk;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly SingleAssignmentDisposable _deadline = new();
    private readonly CompositeDisposable _timers = [];
    private readonly HashSet<string> _tickers = [];
    private readonly DuePackets _stockData;
    private readonly DuePackets _status;
    private bool _isStockDataTold;
    private volatile bool _isConnected;
    private volatile int _tickerCount;

    /// <param name="session">What carries it.</param>
    /// <param name="isAllowed">True where the client needs no key, or has offered one that opens.</param>
    /// <param name="desk">What all conversations share.</param>
    public SocketIoConversation(EngineSession session, bool isAllowed, SocketIoDesk desk)
    {
        (_session, _isAllowed, _desk) = (session, isAllowed, desk);
        StockDataSource source = new(session.Client.Outbox, _desk.Activity);
        _stockData = new(packets => source.TakeInto(packets, evenIfEmpty: _tickerCount > 0));
        _status = new(packets => packets.Add(SocketIoWords.Event("status_update", desk.Status())));
        Rest = new(packets => source.TakeInto(packets, evenIfEmpty: false));
    }

    /// <inheritdoc/>
    public override DuePackets Rest { get; }

    /// <inheritdoc/>
    public override void Open() => _deadline.Disposable = _desk.Rules.Clock.Schedule(_desk.Rules.Clients.AuthTimeout, () => _session.End(EngineClose.NotConnected));

    /// <inheritdoc/>
    public override async Task<string?> HandleAsync(ReadOnlyMemory<byte> message)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return SocketIoPacket.TryRead(message, out var packet, out var problem) ? await HandleAsync(packet) : problem;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override EnginePacket LastWords(string code, string message) =>
        _isConnected ? SocketIoWords.Error(code, message) : SocketIoWords.ConnectError(SocketIoPacket.Root, code, message);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _deadline.Dispose();
        _timers.Dispose();
    }

    private async Task<string?> HandleAsync(SocketIoPacket packet)
    {
        switch (packet.Type)
        {
            case SocketIoType.Connect when packet.Namespace != SocketIoPacket.Root:
                _session.Send(SocketIoWords.ConnectError(
                    packet.Namespace, "unknown-namespace", $"The namespace is {ClientError.Shown(packet.Namespace)}; must be \"{SocketIoPacket.Root}\", the only one there is."));
                return null;
            case SocketIoType.Connect when _isConnected:
                return "The client is connected already; a session connects once.";
            case SocketIoType.Connect:
                return Connect(packet);
            case SocketIoType.BinaryEvent or SocketIoType.BinaryAck:
                return "The packet is binary; nothing here is.";
            case var type when !_isConnected || packet.Namespace != SocketIoPacket.Root:
                return $"A packet of type {type} came for namespace {ClientError.Shown(packet.Namespace)}, to which the client is not connected.";
            case SocketIoType.Disconnect:
                _session.End(ClientClose.Gone);
                return null;
            case SocketIoType.Event:
                await ChangeAsync(packet);
                return null;
            default:
                return $"A packet of type {packet.Type} answers nothing that was asked.";
        }
    }

    private string? Connect(SocketIoPacket packet)
    {
        if (!TryReadKey(packet.Json, out var key))
        {
            return "The payload of the connect packet is no JSON object; must be one such as {\"key\":\"…\"}, or left out.";
        }

        if (!_isAllowed && !_desk.Keys.Accepts(key, secret: null, isLoopback: false))
        {
            _session.Send(SocketIoWords.ConnectError(SocketIoPacket.Root, "unauthorized", SocketIoEndpoint.KeyNeeded));
            return null;
        }

        _deadline.Dispose();
        _isConnected = true;
        _session.Send(SocketIoWords.Connected(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10))));
        _session.Outgoing.AddDue(_status);
        Every(StatusInterval, _status, () => true);
        return null;
    }

    private async Task ChangeAsync(SocketIoPacket packet)
    {
        if (!TickerRequest.TryRead(packet.Json, out var request, out var error) || (error = await ChangeAsync(request)) is not null)
        {
            if (packet.AckId is { } id)
            {
                _session.Send(SocketIoWords.Ack(id, new() { ["ok"] = false, ["code"] = error.Code, ["message"] = error.Message }));
            }
            else
            {
                _session.Send(SocketIoWords.Error(error.Code, error.Message));
            }
        }
        else if (packet.AckId is { } id)
        {
            var tickers = new JsonArray([.. _tickers.Order(StringComparer.Ordinal).Select(ticker => JsonValue.Create(ticker))]);
            JsonObject answer = new() { ["ok"] = true, ["tickers"] = tickers };
            if (_desk.Hub.Symbols?.WarningsFor(_tickers.Order(StringComparer.Ordinal).Select(ticker => (ticker, ticker))) is { Count: > 0 } warnings)
            {
                answer["warnings"] = new JsonArray([.. warnings.Select(warning =>
                    new JsonObject { ["ticker"] = warning.Topic, ["code"] = SymbolWarning.Code, ["message"] = warning.Message })]);
            }

            _session.Send(SocketIoWords.Ack(id, answer));
        }
    }

    private async Task<ClientError?> ChangeAsync(TickerRequest request)
    {
        List<string> changed = [.. request.Tickers.Where(ticker => _tickers.Contains(ticker) != request.IsSubscribe)];
        if (request.IsSubscribe && _tickers.Count + changed.Count > _desk.Rules.Clients.MaxTopics)
        {
            return new(
                ClientError.TooManyTopics,
                $"{_tickers.Count} tickers are held and {changed.Count} more asked for; allowed: {_desk.Rules.Clients.MaxTopics}. Nothing was changed; \"*\" counts as one.");
        }

        if (changed.Count == 0)
        {
            return null;
        }

        List<TopicFilter> topics = [.. changed.SelectMany(StockDataProtocol.TopicsOf)];
        await Task.WhenAny(
            _desk.Hub.ChangeTopicsAsync(_session.Client, request.IsSubscribe ? new(topics, [], static () => []) : new([], topics, static () => [])), _session.Client.Outbox.Ending);
        if (request.IsSubscribe)
        {
            _tickers.UnionWith(changed);
            _tickerCount = _tickers.Count;
            StartStockData();
        }
        else
        {
            _tickers.ExceptWith(changed);
            _tickerCount = _tickers.Count;
            _session.Outgoing.AddDue(Rest); // what was found before is told before the answer, and nothing of it after
        }

        return null;
    }

    private void StartStockData()
    {
        if (!_isStockDataTold)
        {
            _isStockDataTold = true;
            Every(StockDataInterval, _stockData, () => _tickerCount > 0);
        }
    }

    private void Every(TimeSpan interval, DuePackets due, Func<bool> isWanted) =>
        _timers.Add(Observable.Interval(interval, _desk.Rules.Clock).Where(_ => isWanted()).Subscribe(_ => _session.Outgoing.AddDue(due)));

    private static bool TryReadKey(ReadOnlyMemory<byte> json, out string key)
    {
        key = string.Empty;
        if (json.IsEmpty)
        {
            return true;
        }

        try
        {
            using var auth = JsonDocument.Parse(json);
            if (auth.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            // a key of another kind opens nothing, and is no error where none is needed
            key = auth.RootElement.TryGetProperty("key", out var offered) && offered.ValueKind == JsonValueKind.String ? offered.GetString()! : string.Empty;
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
