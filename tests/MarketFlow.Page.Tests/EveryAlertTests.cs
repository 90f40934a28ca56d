using System.Net.WebSockets;
using System.Text;
using MarketFlow.Host.Tests;

namespace MarketFlow.Page.Tests;

/// <summary>
/// Each alert of the table in domain.md on a real host, brought about by a vendor's fault script where it is a vendor that can do it: told to
/// a webhook, by the API and in the metrics, seen on the page, and over by itself.
/// </summary>
/// <remarks>The ledger is uneven only where MarketFlow has a defect: the test is the defect.</remarks>
public sealed class EveryAlertTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Is_seen_of_feeds_memory_and_the_ledger()
    {
        await using var gone = await VendorAsync("""{"do":"drop","connection":1,"at":6},{"do":"silent","connection":2}""");
        await using var silent = await VendorAsync("""{"do":"corrupt","connection":1,"at":6,"for":8}""");
        await using var torn = await VendorAsync("""{"do":"corrupt","connection":1,"at":6,"for":3},{"do":"surge","at":10,"for":15,"times":40}""");
        await using var capped = await VendorAsync("""{"do":"refuse","connection":1,"at":6}""");
        await using var witness = await AlertWitness.StartAsync(
        [
            .. Feed(0, "gone", gone),
            .. Feed(1, "silent", silent),
            ("Feeds:1:SilenceLimit", "00:00:03"),
            .. Feed(2, "torn", torn),
            .. Feed(3, "capped", capped),
            ("Alerts:MemoryBytes", $"{Environment.WorkingSet + 500_000_000}"),
        ]);
        await using var visit = await browser.OpenAsync(witness.Host.Address);
        SeenAlerts page = new(visit);
        await page.BeginAsync();

        await RaisedAsync("feed:gone", "Feed gone is disconnected altogether");
        await RaisedAsync("feed:silent", "Feed silent is silent");
        await RaisedAsync("faults:torn", "of its messages in the last minute could not be read");
        await RaisedAsync("feed:capped", "Feed capped is over its cap: connection 1 is one too many for the account");
        using (TakenMemory memory = new(900_000_000))
        {
            await RaisedAsync("memory:limit", "Memory is");
        }

        var defect = witness.Host.Market.Ledger.Stage("defect");
        defect.Changed(received: 1, emitted: 0);
        await RaisedAsync("ledger:host", "The ledger's imbalance is 1; must be 0");
        await Screenshots.TakeAsync(visit.Page, "alerts-of-feeds");
        defect.Changed(received: 0, emitted: 1);

        await ResolvedAsync("ledger:host", "The ledger's imbalance is 1");
        await ResolvedAsync("memory:limit", "Memory is");
        await ResolvedAsync("feed:silent", "Feed silent is silent");
        await ResolvedAsync("feed:gone", "Feed gone is disconnected altogether");
        await ResolvedAsync("faults:torn", "of its messages in the last minute could not be read");
        await ResolvedAsync("feed:capped", "Feed capped is over its cap"); // after the minute for which the host keeps away
        await visit.EndsWithoutAWordAsync();

        async Task RaisedAsync(string id, string words)
        {
            await witness.RaisedAsync(id);
            await page.RaisedAsync(words);
        }

        async Task ResolvedAsync(string id, string words)
        {
            await witness.ResolvedAsync(id);
            await page.ResolvedAsync(words);
        }
    }

    /// <summary>More than this machine can take, for ten seconds: the market of the script tries to be 500 times as lively.</summary>
    /// <remarks>The latency limit of 20 ms lies between the two: in a surge the p99 is 50 ms and more, and some milliseconds after it on a busy machine.</remarks>
    [Fact]
    public async Task Is_seen_of_a_surge_that_is_too_much()
    {
        await using var vendor = await HostUnderTest.StartVendorAsync("""{"faults":[{"do":"surge","at":12,"for":10,"times":500}]}""", "--rate", "2000");
        await using var witness = await AlertWitness.StartAsync(
            [.. Feed(0, "x", vendor), ("Lanes:Tick:Capacity", "100"), ("Alerts:Latency", "00:00:00.020"), ("Alerts:SlowClients", "0"), ("Clients:MaxOutboxBytes", "1048576"), ("Clients:CloseTimeout", "00:00:00.1")]);
        var readers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConnectAsync(witness.Host)));
        Array.ForEach(readers, reader => _ = ReadAsync(reader));
        using var stalled = await ConnectAsync(witness.Host); // and reads nothing
        await using var visit = await browser.OpenAsync(witness.Host.Address);
        SeenAlerts page = new(visit);
        await page.BeginAsync();
        (string Id, string Words)[] expected =
        [
            ("loss:host", "lost for want of room or time"),
            ("lane:tick", "of 100 places are taken"),
            ("latency:tick", "Channel tick: p99 is"),
            ("channel:tick", "Channel tick: .*must be healthy"),
            ("client:host", "disconnected for being slow"),
        ];

        foreach (var (id, words) in expected)
        {
            await witness.RaisedAsync(id);
            await page.RaisedAsync(words);
        }

        await Screenshots.TakeAsync(visit.Page, "alerts-of-a-surge");
        foreach (var (id, words) in expected)
        {
            await witness.ResolvedAsync(id);
            await page.ResolvedAsync(words);
        }

        Array.ForEach(readers, reader => reader.Dispose());
        await visit.EndsWithoutAWordAsync();
    }

    private static Task<HostUnderTest> VendorAsync(string faults) => HostUnderTest.StartVendorAsync($$"""{"faults":[{{faults}}]}""", "--rate", "100", "--symbols", "50");

    private static (string Name, string Value)[] Feed(int number, string name, HostUnderTest vendor) =>
    [
        ($"Feeds:{number}:Name", name),
        ($"Feeds:{number}:Dialect", "massive"),
        ($"Feeds:{number}:Url", new UriBuilder(vendor.Address) { Scheme = "ws", Path = "/stocks" }.ToString()),
        ($"Feeds:{number}:Hours", "always"),
        ($"Feeds:{number}:Symbols:0", "*"),
        ($"Feeds:{number}:Key", "any"),
    ];

    private static async Task<ClientWebSocket> ConnectAsync(RunningHost host)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/ws" }.Uri, TestClient.Patience());
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"op":"subscribe","topics":["trade.*","quote.*","bar.*","fmv.*"]}"""), WebSocketMessageType.Text, endOfMessage: true, TestClient.Patience());
        return socket;
    }

    // Reads as fast as it can and keeps nothing: a surge is more than a test should remember.
    private static async Task ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[65_536];
        try
        {
            while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // the test is over
        }
    }
}
