using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Real troubles of a real host: each is told to a webhook, on its page and in the metrics, and is over of itself.</summary>
/// <remarks>
/// Alerts need no duration here: how long each needs is tested in virtual time by <see cref="AlertRulesTests"/>, and so is the end of a
/// cap, which needs a minute. A channel is not healthy for its lane and its latency here: what is invalid does not come so far from a feed.
/// </remarks>
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
        var goneAt = DateTimeOffset.UtcNow;
        await vendor.DisposeAsync();

        var alert = await witness.RaisedAsync("feed:x", alert => alert.GetProperty("since").GetDateTimeOffset() > goneAt);
        Assert.Equal(("critical", "disconnected altogether"), (alert.GetProperty("severity").GetString(), alert.GetProperty("value").GetString()));
        await using var again = await RunningHost.StartVendorAsync(("Urls", address.ToString()));
        await witness.ResolvedAsync("feed:x");
    }

    [Fact]
    public async Task Tell_of_a_feed_that_is_silent()
    {
        await using var vendor = await Vendor().StartAsync();
        await using var witness = await AlertWitness.OnAsync(vendor.Address, ("Feeds:0:SilenceLimit", "00:00:03"));

        await witness.RaisedAsync("feed:x", alert => alert.GetProperty("value").GetString() == "silent");
        await vendor.SendAsync(Trades(from: 0, count: 1));
        await witness.ResolvedAsync("feed:x");
    }

    /// <summary>The host tries again after a minute: so long nobody waits here.</summary>
    [Fact]
    public async Task Tell_of_a_feed_over_its_cap()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """{"faults":[{"do":"refuse","connection":1,"at":1}]}""");
        await using var vendor = await RunningHost.StartVendorAsync(("Faults", script));
        File.Delete(script);
        await using var witness = await AlertWitness.OnAsync(vendor.Address);

        await witness.RaisedAsync("feed:x", alert => alert.GetProperty("value").GetString() == "over its cap");
    }

    [Fact]
    public async Task Tell_of_messages_that_cannot_be_read()
    {
        await using var vendor = await Vendor().StartAsync();
        await using var witness = await AlertWitness.OnAsync(vendor.Address);
        await vendor.SendAsync(Trades(from: 0, count: 20, price: "\"dear\""));

        Assert.Equal("error", (await witness.RaisedAsync("faults:x")).GetProperty("severity").GetString());
        await vendor.SendAsync(Trades(from: 20, count: 1_000)); // of which 20 are less than a twentieth
        await witness.ResolvedAsync("faults:x");
    }

    [Fact]
    public async Task Tell_of_a_delivery_that_is_held_up()
    {
        await using var witness = await AlertWitness.StartAsync(("Lanes:Tick:Capacity", "500"), ("Alerts:Latency", "00:00:00.1"));
        using var client = await witness.Host.SubscribeAsync("trade.*");
        await client.ReadAsync();
        using ManualResetEventSlim release = new();
        DateTimeOffset releasedAt;
        witness.Host.Market.Delivery.Schedule(() => release.Wait(TimeSpan.FromMinutes(1)));
        try
        {
            await witness.RaisedAsync("lane:tick", alert => alert.GetProperty("severity").GetString() == "error");
            await witness.RaisedAsync("loss:host");
            await witness.RaisedAsync("channel:tick", alert => alert.GetProperty("message").GetString()!.Contains("wait in its lane", StringComparison.Ordinal));
        }
        finally
        {
            releasedAt = DateTimeOffset.UtcNow;
            release.Set();
        }

        await witness.RaisedAsync("latency:tick", alert => alert.GetProperty("since").GetDateTimeOffset() > releasedAt); // what had waited is old
        foreach (var id in new[] { "lane:tick", "loss:host", "channel:tick", "latency:tick" })
        {
            await witness.ResolvedAsync(id);
        }
    }

    [Fact]
    public async Task Tell_of_memory_that_grew_and_was_given_back()
    {
        var most = $"{Environment.WorkingSet + 400_000_000}";
        await using var witness = await AlertWitness.StartAsync(
            ("Alerts:MemoryBytes", most), ("Alerts:MemoryWarmUp", "00:00:00"), ("Alerts:MemoryLeastBaseline", most), ("Alerts:MemoryGrowth", "0.01"));
        await witness.Host.Market.Monitor.Samples.FirstAsync().ToTask(TestClient.Patience()); // what it grows from is read then
        using (TakenMemory memory = new(700_000_000))
        {
            await witness.RaisedAsync("memory:limit");
            await witness.RaisedAsync("memory:growth");
        }

        await witness.ResolvedAsync("memory:limit");
        await witness.ResolvedAsync("memory:growth");
    }

    [Fact]
    public async Task Tell_of_a_ledger_that_is_uneven()
    {
        await using var witness = await AlertWitness.StartAsync();
        witness.Host.Market.Alerts.Book.OnNext(Samples.Well() with { Imbalance = 3 }); // what the host is never to do is said of it

        Assert.Equal("critical", (await witness.RaisedAsync("ledger:host")).GetProperty("severity").GetString());
        await witness.ResolvedAsync("ledger:host"); // by the next look at the host itself
    }

    [Fact]
    public async Task Tell_of_slow_clients()
    {
        await using var witness = await AlertWitness.StartAsync(
            ("Simulation:EventsPerSecond", "20000"), ("Simulation:QuoteShare", "0"), ("Simulation:Symbols", "50"), ("Alerts:SlowClients", "0"), ("Clients:MaxOutboxBytes", "65536"), ("Clients:CloseTimeout", "00:00:00.1"));
        using var stalled = await witness.Host.SubscribeAsync("trade.*"); // and reads no more

        await witness.RaisedAsync("client:host");
        var latest = witness.Host.Market.Monitor.Latest!;
        witness.Host.Market.Alerts.Book.OnNext(latest with { At = latest.At + TimeSpan.FromMinutes(1) }); // clients are counted by the minute, which nobody waits for here
        await witness.ResolvedAsync("client:host");
    }

    private static SpeakingVendor Vendor() =>
        new(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.*", "Q.*", "AM.*", "FMV.*"));

    private static byte[] Trades(int from, int count, string price = "1") => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(from, count).Select(number => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"ev":"T","sym":"A","x":4,"i":"{{number}}","z":3,"p":{{price}},"s":100,"t":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"q":{{number}}}""")))}]");
}
