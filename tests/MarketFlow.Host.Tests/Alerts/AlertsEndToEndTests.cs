using System.Globalization;
using System.Reactive.Concurrency;
using System.Runtime.InteropServices;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Real troubles of a real host: each is told to a webhook, on its page and in the metrics, and is over of itself.</summary>
public sealed class AlertsEndToEndTests
{
    [Fact]
    public async Task Tell_of_a_feed_that_is_gone_and_back()
    {
        var vendor = await RunningHost.StartVendorAsync();
        var address = vendor.Address;
        await using var witness = await AlertWitness.OnAsync(address);
        using var client = await witness.Host.SubscribeAsync("trade.*");
        await client.ReadAsync();
        await vendor.DisposeAsync();

        Assert.Equal("critical", (await witness.RaisedAsync("feed:x")).GetProperty("severity").GetString());
        await using var again = await RunningHost.StartVendorAsync(("Urls", address.ToString()));
        await witness.ResolvedAsync("feed:x");
    }

    [Fact]
    public async Task Tell_of_a_feed_that_is_silent()
    {
        await using var vendor = await VendorAsync("""{"do":"silent","connection":1,"at":1}""");
        await using var witness = await AlertWitness.OnAsync(vendor.Address, ("Feeds:0:SilenceLimit", "00:00:03"));

        await witness.RaisedAsync("feed:x");
        await witness.ResolvedAsync("feed:x");
    }

    [Fact]
    public async Task Tell_of_messages_that_cannot_be_read()
    {
        await using var vendor = await VendorAsync("""{"do":"corrupt","connection":1,"at":1,"for":2,"share":0.3}""");
        await using var witness = await AlertWitness.OnAsync(vendor.Address);

        await witness.RaisedAsync("faults:x");
        await witness.ResolvedAsync("faults:x"); // once enough that can be read has come in the minute
    }

    [Fact]
    public async Task Tell_of_a_delivery_that_is_held_up()
    {
        await using var witness = await AlertWitness.StartAsync(("Lanes:Tick:Capacity", "500"));
        using var client = await witness.Host.SubscribeAsync("trade.*");
        await client.ReadAsync();
        using ManualResetEventSlim release = new();
        witness.Host.Market.Delivery.Schedule(() => release.Wait(TestClient.Patience()));

        Assert.Equal("error", (await witness.RaisedAsync("lane:tick")).GetProperty("severity").GetString());
        await witness.RaisedAsync("loss:host");
        await witness.RaisedAsync("channel:tick"); // its lane is over 90 % full
        release.Set();
        await witness.RaisedAsync("latency:tick"); // what had waited is old
        foreach (var id in new[] { "lane:tick", "loss:host", "channel:tick", "latency:tick" })
        {
            await witness.ResolvedAsync(id);
        }
    }

    [Fact]
    public async Task Tell_of_a_channel_whose_events_are_invalid()
    {
        await using var vendor = await new SpeakingVendor(
            MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.*", "Q.*", "AM.*", "FMV.*")).StartAsync();
        await using var witness = await AlertWitness.OnAsync(vendor.Address);
        await vendor.SendAsync(Trades(from: 0, count: 20, price: 0));

        await witness.RaisedAsync("channel:tick");
        await vendor.SendAsync(Trades(from: 20, count: 400, price: 1));
        await witness.ResolvedAsync("channel:tick");

        static byte[] Trades(int from, int count, int price) => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(from, count).Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ev":"T","sym":"A","x":4,"i":"{{number}}","z":3,"p":{{price}},"s":100,"t":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"q":{{number}}}""")))}]");
    }

    [Fact]
    public async Task Tell_of_memory_that_grew_and_was_given_back()
    {
        const int Taken = 700_000_000;
        await using var witness = await AlertWitness.StartAsync(("Alerts:MemoryBytes", $"{Environment.WorkingSet + 400_000_000}"));
        var memory = Marshal.AllocHGlobal(Taken);
        Fill(memory);

        await witness.RaisedAsync("memory:limit");
        Marshal.FreeHGlobal(memory);
        await witness.ResolvedAsync("memory:limit");

        static void Fill(nint memory) // only what is touched is resident
        {
            for (var page = 0; page < Taken; page += 4_096)
            {
                Marshal.WriteByte(memory, page, 1);
            }
        }
    }

    [Fact]
    public async Task Tell_of_a_ledger_that_is_uneven()
    {
        await using var witness = await AlertWitness.StartAsync();
        witness.Host.Market.Alerts.Book.OnNext(Samples.Well() with { Imbalance = 3 }); // what the host is never to do is said of it

        Assert.Equal("critical", (await witness.RaisedAsync("ledger:host")).GetProperty("severity").GetString());
        await witness.ResolvedAsync("ledger:host"); // by the next look at the host itself
    }

    /// <summary>Both take a minute to be over, which is theirs, so they are one test.</summary>
    [Fact]
    public async Task Tell_of_slow_clients_and_of_a_feed_over_its_cap()
    {
        await using var vendor = await VendorAsync("""{"do":"refuse","connection":1,"at":20}""", ("Simulation:EventsPerSecond", "20000"));
        await using var witness = await AlertWitness.OnAsync(vendor.Address, ("Alerts:SlowClients", "0"), ("Clients:MaxOutboxBytes", "65536"), ("Clients:CloseTimeout", "00:00:00.1"));
        using var stalled = await witness.Host.SubscribeAsync("trade.*"); // and reads no more

        await witness.RaisedAsync("client:host");
        Assert.Equal("over its cap", (await witness.RaisedAsync("feed:x")).GetProperty("value").GetString());
        await witness.ResolvedAsync("client:host");
        await witness.ResolvedAsync("feed:x");
    }

    private static async Task<RunningHost> VendorAsync(string fault, params (string Name, string Value)[] settings)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $$"""{"faults":[{{fault}}]}""");
        try
        {
            return await RunningHost.StartVendorAsync([("Faults", script), .. settings]);
        }
        finally
        {
            File.Delete(script);
        }
    }
}
