using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>Stands between a host and its vendor, hands everything on, and knows what was asked for and which trades were told, in order.</summary>
internal sealed class UpstreamWitness : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _topics = [];
    private readonly List<string> _wrongs = [];
    private readonly Dictionary<string, List<(long Order, long Id)>> _trades = [];
    private readonly Uri _vendor;
    private readonly WebApplication _application;
    private long _order;
    private long _count;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private UpstreamWitness(Uri vendor)
    {
        _vendor = vendor;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(RelayAsync);
    }

    public Uri Address => new(_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/stocks");

    /// <summary>How many trades were told so far: the clock of those who wait here.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>What was asked for that was asked for already, or taken back that was not.</summary>
    public IReadOnlyList<string> Wrongs => Locked(() => _wrongs.ToList());

    /// <summary>The topics that the vendor has been asked for and not been asked to stop.</summary>
    public IReadOnlySet<string> Topics => Locked(() => _topics.ToHashSet());

    public static async Task<UpstreamWitness> StartAsync(Uri vendor)
    {
        UpstreamWitness witness = new(vendor);
        await witness._application.StartAsync();
        return witness;
    }

    /// <summary>An instant, in the order in which things happen here.</summary>
    public long Now() => Locked(() => _order);

    /// <summary>The ids of a symbol's trades that were told after an instant.</summary>
    public IReadOnlyList<long> IdsSince(string symbol, long instant) => Locked(() =>
        _trades.TryGetValue(symbol, out var trades) ? trades.Where(trade => trade.Order > instant).Select(trade => trade.Id).ToList() : []);

    /// <summary>Completes when so many more trades were told.</summary>
    public async Task WaitAsync(long trades)
    {
        var until = Count + trades;
        while (Count < until)
        {
            await Locked(() => _more.Task).WaitAsync(TestClient.Patience());
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task RelayAsync(HttpContext context)
    {
        using var host = await context.WebSockets.AcceptWebSocketAsync();
        using ClientWebSocket vendor = new();
        await vendor.ConnectAsync(_vendor, TestClient.Patience());
        Locked(() => _topics.Count == 0 ? 0 : throw new InvalidOperationException("A second connection came while the first had topics."));
        try
        {
            await Task.WhenAny(HandOnAsync(host, vendor, Asked), HandOnAsync(vendor, host, Told));
        }
        finally
        {
            Locked(() => _topics.Clear());
        }
    }

    private static async Task HandOnAsync(WebSocket from, WebSocket to, Action<JsonElement> note)
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
                    received = await from.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                using (var message = JsonDocument.Parse(buffer.AsMemory(0, length)))
                {
                    note(message.RootElement);
                }

                await to.SendAsync(buffer.AsMemory(0, length), received.MessageType, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // one of the two is gone
        }
    }

    private void Asked(JsonElement request)
    {
        var action = request.GetProperty("action").GetString();
        foreach (var topic in action is "subscribe" or "unsubscribe" ? request.GetProperty("params").GetString()!.Split(',', StringSplitOptions.TrimEntries) : [])
        {
            Locked(() =>
            {
                if (action == "subscribe" ? !_topics.Add(topic) : !_topics.Remove(topic))
                {
                    _wrongs.Add($"{action} {topic}");
                }
            });
        }
    }

    private void Told(JsonElement frame)
    {
        foreach (var told in frame.EnumerateArray().Where(element => element.GetProperty("ev").GetString() == "T"))
        {
            var (symbol, id) = (told.GetProperty("sym").GetString()!, long.Parse(told.GetProperty("i").GetString()!));
            Locked(() =>
            {
                if (!_trades.TryGetValue(symbol, out var trades))
                {
                    _trades.Add(symbol, trades = []);
                }

                trades.Add((++_order, id));
                Interlocked.Increment(ref _count);
                _more.TrySetResult();
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            });
        }
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
