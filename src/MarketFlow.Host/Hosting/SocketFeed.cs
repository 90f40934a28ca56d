using System.Globalization;
using System.Reactive.Concurrency;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A vendor's feed over one or more WebSockets.</summary>
internal sealed class SocketFeed : IFeed
{
    // Frames that may wait while one is being decoded; at 256 KB each a bound nobody wants to see reached, but a bound.
    private const int WaitingFrames = 16_384;
    private readonly IDialect _dialect;
    private readonly Uri _url;
    private readonly WebSocketFeed _sockets;
    private readonly FaultLog<FeedFault> _socketFaults = new();
    private readonly FaultLog<DecodeFault> _decodeFaults = new();

    public SocketFeed(FeedSettings settings, IScheduler clock, Ledger ledger)
    {
        _dialect = settings.FindDialect();
        _url = settings.FindUrl();
        Name = settings.NameOrDialect;
        WebSocketFeedOptions options = new()
        {
            Name = Name,
            Url = _url,
            Connections = settings.Connections,
            CreateConversation = settings.Key is null && settings.Symbols.Count == 0 ? null : () => Converse(settings),
            SilenceLimit = settings.SilenceLimit,
            IsDataExpected = settings.FindHours(),
        };
        _sockets = new(options, _socketFaults, clock);
        var decoded = ledger.Stage($"decode-{Name}");
        FeedNewsOptions news = new()
        {
            StaleAfter = settings.StaleAfter,
            IsDataExpected = settings.FindHours(),
            GapStage = ledger.Stage($"gaps-{Name}"),
            StaleStage = ledger.Stage($"stale-{Name}"),
        };
        Stage = ledger.Stage($"feed-{Name}", decoded, news.GapStage, news.StaleStage);
        Events = _sockets.Connections
            .Interleave(WaitingFrames, ledger.Stage($"frames-{Name}"))
            .Decode(_dialect.CreateDecoder(), _decodeFaults, decoded)
            .WithNews(_sockets.Gaps, news, clock, Stage);
    }

    public string Name { get; }

    public string Dialect => _dialect.Name;

    public int ReplayDepth => _dialect.ReplayDepth;

    public LedgerStage Stage { get; }

    public IObservable<MarketEvent> Events { get; }

    public long FaultCount => _socketFaults.Total + _decodeFaults.Total;

    public string? NotReady =>
        _sockets.Status.Any(connection => connection.State == ConnectionState.Open)
            ? null
            : $"feed {Name}: no connection to {_url} is open; the last error was: {_sockets.Status.Select(connection => connection.LastError).FirstOrDefault(error => error is not null) ?? "none"}";

    public IEnumerable<JsonObject> Faults =>
        _socketFaults.Latest().Select(fault => FaultJson.Write(Name, fault.Connection, fault.At, fault.Reason, default))
            .Concat(_decodeFaults.Latest().Select(fault => FaultJson.Write(Name, fault.Frame.Connection, fault.Frame.ReceivedAt, fault.Reason, fault.Bytes)));

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["dialect"] = _dialect.Name,
        ["url"] = _url.ToString(),
        ["faults"] = FaultCount,
        ["connections"] = new JsonArray([.. _sockets.Status.Select(ToJson)]),
    };

    public void Stop() => _sockets.Stop();

    private IConversation Converse(FeedSettings settings) =>
        _dialect.CreateConversation(new() { Key = settings.Key, Secret = settings.Secret, Topics = [.. _dialect.TopicsOf(settings.Symbols)] });

    private static JsonObject ToJson(ConnectionStatus status) => new()
    {
        ["connection"] = status.Connection,
        ["state"] = status.State.ToString().ToLowerInvariant(),
        ["attempts"] = status.Attempts,
        ["lastError"] = status.LastError,
        ["lastFrameAt"] = status.LastFrameAt?.ToString(format: null, CultureInfo.InvariantCulture),
        ["frames"] = status.Frames,
        ["bytes"] = status.Bytes,
    };
}
