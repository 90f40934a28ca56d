using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>One client that stops reading among fifty, over real sockets and in every protocol: it costs itself its connection, the others nothing, and the host no memory.</summary>
public sealed class FiftyClientsTests
{
    private const int Others = 49;
    private const int Bound = 256 * 1024;
    private const int SmallBuffer = 4 * 1024; // of the machine's, both ways: or a few megabytes would be gone before anything waits
    private const int TradesPerRound = 20;
    private const int QuotesPerRound = 40;
    private const int QuotedSymbols = 4;

    // Long events, so that a few rounds pass the bound, and one round stays far below it for whoever reads. Numbers, which all protocols have a word for.
    private static readonly string[] _conditions = [.. Enumerable.Repeat("123456789", 100)];

    private static readonly (string Path, string? ContentType)[] _protocols = [("/ws", null), ("/stocks", null), ("/v2/sip", null), ("/v2/sip", "application/msgpack")];

    /// <summary>Told, because it reads on within the time that it is given.</summary>
    [Theory]
    [InlineData(0, "\"code\":\"slow-client\"")]
    [InlineData(1, "\"status\":\"error\",\"message\":\"slow client:")]
    [InlineData(2, """{"T":"error","code":407,"msg":"slow client"}""")]
    [InlineData(3, "slow client")]
    public async Task One_that_reads_on_is_told_and_closed(int protocol, string lastWords)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = Bound, CloseTimeout = TimeSpan.FromMinutes(1) }, SmallBuffer);
        var (stalled, slow) = await StallAsync(server, protocol);
        using (stalled)
        {
            await PublishUntilSlowAsync(server, slow);

            var frames = await stalled.ReadToEndAsync();

            Assert.Contains(lastWords, frames[^1], StringComparison.Ordinal);
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, stalled.CloseStatus);
        }

        await LeavesNothingAsync(server, slow);
    }

    /// <summary>Cut, because it never reads again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_that_never_reads_again_is_cut(int protocol)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = Bound, CloseTimeout = TimeSpan.FromMilliseconds(100) }, SmallBuffer);
        var (stalled, slow) = await StallAsync(server, protocol);
        using (stalled)
        {
            await PublishUntilSlowAsync(server, slow);
            await LeftAsync(slow);

            await Assert.ThrowsAnyAsync<Exception>(stalled.ReadToEndAsync);
        }

        await LeavesNothingAsync(server, slow);
    }

    private static async Task<(VendorClient Client, WeakReference<Client> Slow)> StallAsync(ClientServer server, int protocol)
    {
        var stalled = await SubscribedAsync(server, protocol, SmallBuffer);
        return (stalled, Weak(server));
    }

    // Only weakly held by the test, which must not be what keeps it alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Client> Weak(ClientServer server) => new(server.Hub.Clients.Single());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task LeftAsync(WeakReference<Client> slow) => slow.TryGetTarget(out var client) ? client.Left.WaitAsync(TestClient.Patience()) : Task.CompletedTask;

    /// <summary>Publishes in rounds until the stalled one is given up, and one round more; the others read each round before the next.</summary>
    private static async Task PublishUntilSlowAsync(ClientServer server, WeakReference<Client> slow)
    {
        var others = await Task.WhenAll(Enumerable.Range(0, Others).Select(async i => (Client: await SubscribedAsync(server, i % _protocols.Length), Protocol: i % _protocols.Length)));
        Assert.Equal(Others + 1, server.Hub.Clients.Count);
        Watch watch = new(slow);
        var received = others.Select(_ => new List<int>()).ToArray();
        var published = 0;
        for (var isLast = false; ; isLast = watch.WasSlow)
        {
            var from = published;
            published += TradesPerRound;
            await server.OnDeliveryThreadAsync(() => PublishRound(server.Hub, from, watch));
            await Task.WhenAll(others.Select((other, index) => ReadRoundAsync(other.Client, other.Protocol, received[index], published)));
            if (isLast)
            {
                break;
            }
        }

        Assert.All(received, trades => Assert.Equal(Enumerable.Range(0, published), trades));
        Assert.InRange(watch.MostWaiting, Bound / 2, Bound);
        Assert.True(watch.ConflatedBefore > 0, "No quote was conflated before it was given up.");
        Assert.Equal((0L, watch.Conflated), (server.Hub.Ledger.Snapshot().Imbalance, server.Hub.Ledger.Snapshot().Conflated)); // nobody else's
        foreach (var (client, _) in others)
        {
            await client.CloseAsync();
            client.Dispose();
        }
    }

    private static void PublishRound(ClientHub hub, int from, Watch watch)
    {
        for (var i = 0; i < QuotesPerRound; i++)
        {
            Publish(Some.Quote($"Q{i % QuotedSymbols}", from + i + 1) with { Conditions = _conditions });
        }

        for (var i = 0; i < TradesPerRound; i++)
        {
            Publish(Some.Trade($"S{i % 5}", from + i + 1) with { Id = from + i + 1, Conditions = _conditions });
        }

        void Publish(MarketEvent value)
        {
            hub.OnNext(value);
            watch.Look();
        }
    }

    // Up to the round's last trade, so that every event of the round was read: the last trade is the last event.
    private static async Task ReadRoundAsync(VendorClient client, int protocol, List<int> trades, int until)
    {
        while (trades.Count == 0 || trades[^1] < until - 1)
        {
            trades.AddRange(TradesIn(await client.ReadBytesAsync(), protocol));
        }
    }

    private static IEnumerable<int> TradesIn(byte[] frame, int protocol)
    {
        using var json = JsonDocument.Parse(protocol == 3 ? Unpacked(frame) : frame);
        return [.. json.RootElement.EnumerateArray().Where(IsTrade).Select(trade => NumberOf(trade.TryGetProperty("id", out var id) ? id : trade.GetProperty("i")) - 1)];

        static bool IsTrade(JsonElement value) =>
            (value.TryGetProperty("type", out var type) && type.ValueEquals("trade")) || (value.TryGetProperty("ev", out type) && type.ValueEquals("T"))
            || (value.TryGetProperty("T", out type) && type.ValueEquals("t"));

        static int NumberOf(JsonElement id) => id.ValueKind == JsonValueKind.String ? int.Parse(id.GetString()!) : id.GetInt32();
    }

    private static byte[] Unpacked(byte[] frame)
    {
        var found = new DecodedFrame();
        new AlpacaDialect().CreateDecoder().Decode(new("test", 1, default, frame), found);
        Assert.Empty(found.Faults);
        AlpacaJsonEncoder encoder = new();
        ArrayBufferWriter<byte> buffer = new();
        foreach (var value in found.Events)
        {
            buffer.Write(buffer.WrittenCount == 0 ? "["u8 : ","u8);
            Assert.True(encoder.TryWrite(value, buffer));
        }

        return [.. buffer.WrittenSpan, (byte)']'];
    }

    private static async Task<VendorClient> SubscribedAsync(ClientServer server, int protocol, int? receiveBuffer = null)
    {
        var (path, contentType) = _protocols[protocol];
        var client = await VendorClient.ConnectAsync(new(server.Address, path), contentType, receiveBuffer);
        string[] words = protocol switch
        {
            0 => ["""{"op":"subscribe","topics":["trade.*","quote.*"]}"""],
            1 => [MassiveClients.Auth(), MassiveClients.Subscribe("T.*,Q.*")],
            _ => [AlpacaClients.Auth(), """{"action":"subscribe","trades":["*"],"quotes":["*"]}"""],
        };
        if (protocol > 0)
        {
            await client.ReadBytesAsync(); // the greeting
        }

        foreach (var word in words)
        {
            await client.AskAsync(word);
        }

        return client;
    }

    private static async Task LeavesNothingAsync(ClientServer server, WeakReference<Client> slow)
    {
        await LeftAsync(slow);
        Assert.True(IsGoneFrom(server.Hub, slow));
        var account = server.Hub.Ledger.Snapshot();
        Assert.Equal((0, 0), (account.Imbalance, account.Held));
        Assert.True(account.ClientSlow > 0);
        Assert.Equal(1, server.Hub.Ledger.SlowClients);
        await server.PublishAsync(Some.Trade("A")); // what the hub said last of the stalled one's is let go of

        // Nothing of the host's holds it: neither its outbox, nor its socket, nor a timer. The server's own end of the request may take a moment,
        // and a pool's thread that has nothing to do still has what it did last on its stack.
        for (var patience = TestClient.Patience(); slow.TryGetTarget(out _) && !patience.IsCancellationRequested;)
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(static () => Thread.SpinWait(1_000))));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(slow.TryGetTarget(out _), "The client that was dropped is still held by something.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsGoneFrom(ClientHub hub, WeakReference<Client> slow) =>
        !slow.TryGetTarget(out var client) || (!hub.Clients.Contains(client) && client.Outbox is { WaitingBytes: 0, Account.Held: 0, Account.Imbalance: 0 });

    /// <summary>Looks at the stalled one after every event that it is offered, on the thread that offers.</summary>
    private sealed class Watch(WeakReference<Client> client)
    {
        public long MostWaiting { get; private set; }

        /// <summary>Quotes conflated while it was still connected.</summary>
        public long ConflatedBefore { get; private set; }

        public long Conflated { get; private set; }

        public bool WasSlow { get; private set; }

        public void Look()
        {
            if (!client.TryGetTarget(out var stalled))
            {
                return;
            }

            MostWaiting = Math.Max(MostWaiting, stalled.Outbox.WaitingBytes);
            WasSlow |= stalled.Outbox.WasSlow;
            Conflated = stalled.Outbox.Account.Conflated;
            ConflatedBefore = WasSlow ? ConflatedBefore : Conflated;
        }
    }
}
