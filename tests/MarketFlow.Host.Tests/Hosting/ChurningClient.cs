using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>One visit of a client of either protocol: asks for trades, and must get every one that was told while its asking was acknowledged.</summary>
internal sealed class ChurningClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<long>> _received = [];
    private readonly HashSet<string> _answers = [];
    private readonly bool _isMassive;
    private readonly UpstreamWitness _witness;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _since;

    private ChurningClient(bool isMassive, IReadOnlyList<string> symbols, UpstreamWitness witness) => (_isMassive, Symbols, _witness) = (isMassive, symbols, witness);

    /// <summary>What it asks for; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>Connects, asks, and returns when it was acknowledged.</summary>
    public static async Task<ChurningClient> JoinAsync(Uri host, bool isMassive, IReadOnlyList<string> symbols, UpstreamWitness witness)
    {
        ChurningClient client = new(isMassive, symbols, witness);
        await client._socket.ConnectAsync(new(host, isMassive ? "/stocks" : "/ws"), TestClient.Patience());
        client._reading = client.ReadAsync();
        if (isMassive)
        {
            await client.AskAsync("""{"action":"auth","params":"any"}""", "auth_success");
        }

        await client.AskAsync(client.Request("subscribe"), client.Answer("subscribed"));
        client._since = witness.Now();
        return client;
    }

    /// <summary>Returns when it has everything that was told since it was acknowledged, up to now; fails where one is missing or comes twice.</summary>
    public async Task HasEverythingAsync(IEnumerable<string> market)
    {
        var symbols = Symbols.Contains("*") ? market.ToList() : Symbols;
        foreach (var symbol in symbols)
        {
            var told = _witness.IdsSince(symbol, _since);
            await UntilAsync(() => told.Count == 0 || (_received.TryGetValue(symbol, out var ids) && ids[^1] >= told[^1]), $"trade {symbol} {(told.Count == 0 ? 0 : told[^1])}");
            Assert.Subset(Received(symbol).ToHashSet(), told.ToHashSet());
        }

        AssertUnbroken();
    }

    /// <summary>What came of each symbol is a stretch of what the vendor told: nothing is missing in between, nothing came twice.</summary>
    public void AssertUnbroken()
    {
        lock (_gate)
        {
            foreach (var (symbol, ids) in _received)
            {
                Assert.Equal(_witness.IdsSince(symbol, instant: 0).SkipWhile(id => id != ids[0]).Take(ids.Count), ids);
            }
        }
    }

    /// <summary>Takes back what it asked for, and returns when that was acknowledged.</summary>
    public Task UnsubscribeAsync() => AskAsync(Request("unsubscribe"), _isMassive ? Answer("unsubscribed") : "\"topics\":[]");

    /// <summary>Leaves without a word.</summary>
    public void Cut() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestClient.Patience());
        }

        await _reading;
        _socket.Dispose();
    }

    private string Request(string word) => _isMassive
        ? $$"""{"action":"{{word}}","params":"{{string.Join(',', Symbols.Select(symbol => $"T.{symbol}"))}}"}"""
        : JsonSerializer.Serialize(new { op = word, topics = Symbols.Select(symbol => $"trade.{symbol}") });

    private string Answer(string word) => _isMassive ? $"{word} to: T.{Symbols[^1]}\"" : "\"type\":\"subscribed\"";

    private async Task AskAsync(string request, string answer)
    {
        lock (_gate)
        {
            _answers.Clear();
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(request), WebSocketMessageType.Text, endOfMessage: true, TestClient.Patience());
        await UntilAsync(() => _answers.Any(text => text.Contains(answer, StringComparison.Ordinal)), answer);
    }

    private IReadOnlyList<long> Received(string symbol)
    {
        lock (_gate)
        {
            return _received.TryGetValue(symbol, out var ids) ? [.. ids] : [];
        }
    }

    private async Task UntilAsync(Func<bool> isThere, string what)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (isThere())
                {
                    return;
                }

                more = _more.Task;
            }

            Assert.False(_reading.IsCompleted, $"The connection ended before {what} came.");
            await more.WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(
                waiting => Assert.True(waiting.IsCompletedSuccessfully, $"{what} never came."), TaskScheduler.Default);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[300 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                using var frame = JsonDocument.Parse(buffer.AsMemory(0, length));
                Note(frame.RootElement);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // it was cut
        }
        finally
        {
            Pulse();
        }
    }

    private void Note(JsonElement frame)
    {
        lock (_gate)
        {
            foreach (var element in frame.EnumerateArray())
            {
                var isTrade = _isMassive ? element.GetProperty("ev").ValueEquals("T") : element.GetProperty("type").ValueEquals("trade");
                if (!isTrade)
                {
                    _answers.Add(element.GetRawText());
                    continue;
                }

                var symbol = element.GetProperty(_isMassive ? "sym" : "symbol").GetString()!;
                if (!_received.TryGetValue(symbol, out var ids))
                {
                    _received.Add(symbol, ids = []);
                }

                ids.Add(long.Parse(element.GetProperty(_isMassive ? "i" : "id").GetString()!));
            }
        }

        Pulse();
    }

    private void Pulse()
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            (before, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.TrySetResult();
    }
}
