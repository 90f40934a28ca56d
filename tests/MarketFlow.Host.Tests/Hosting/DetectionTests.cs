using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>Detections from a vendor's socket to clients that ask for them, through the whole host.</summary>
public sealed class DetectionTests
{
    private const int Trades = 18;
    private const string Value = """{"ev":"FMV","fmv":110,"sym":"MSFT","t":1773064891000}""";

    /// <summary>The last trade is a new high, the beginning of a trend, and a surge; what happened before it took 90 s of the vendor's time.</summary>
    [Fact]
    public async Task Each_kind_comes_out_under_its_topic_with_its_figures_and_the_source_of_its_trade()
    {
        await using var vendor = await Vendor().StartAsync();
        await using var host = await OnAsync(vendor);
        using var all = await host.SubscribeAsync("detection.highlow.MSFT", "detection.trend.*", "detection.surge.MSFT", "detection.surge.AAPL");
        using var trends = await host.SubscribeAsync("detection.trend.MSFT", "detection.highlow.AAPL");
        await vendor.SendAsync(Burst());

        var told = (await all.ReadAsync(3)).ToDictionary(message => message.GetProperty("kind").GetString()!);

        Assert.Equal(["highlow", "surge", "trend"], told.Keys.Order());
        Assert.All(told.Values, message => Assert.Equal(
            ("detection", "MSFT", "101.5", "up", Trades + 1),
            (Text(message, "type"), Text(message, "symbol"), Text(message, "price"), Text(message, "direction"), message.GetProperty("source").GetProperty("sequence").GetInt32())));
        Assert.Equal(["100", "101.5", "1", "0"], Texts(told["highlow"], "previous", "extreme", "countUp", "countDown"));
        Assert.Equal(["strong", "2026-03-09T14:01:30.000Z", "1.5"], Texts(told["trend"], "strength", "since", "percentChange"));
        Assert.Equal(["1.5", "price", "2026-03-09T14:02:00.000Z", "1"], Texts(told["surge"], "magnitude", "trigger", "expiresAt", "countToday"));
        Assert.Equal("trend", Text(await trends.ReadAsync(), "kind"));

        var stopping = host.StopAsync();
        Assert.Empty((await Task.WhenAll(all.ReadToEndAsync(), trends.ReadToEndAsync())).SelectMany(more => more));
        await stopping;
        Assert.Equal((0L, 0L), (host.Market.Ledger.Snapshot().Imbalance, host.Market.Ledger.Snapshot().InTransit));
    }

    [Fact]
    public async Task A_snapshot_begins_with_the_latest_of_each_kind()
    {
        await using var vendor = await Vendor().StartAsync();
        await using var host = await OnAsync(vendor);
        using var first = await host.SubscribeAsync("detection.trend.*");
        await vendor.SendAsync(Burst());
        await first.ReadAsync(); // it has the longest window: the others have gone before it

        using var client = await host.SubscribeAsync("trade.AAPL");
        await client.SendAsync("""{"op":"subscribe","topics":["detection.highlow.*","detection.surge.MSFT"],"snapshot":true}""");
        var messages = await client.ReadAsync(3);

        Assert.Equal(["highlow", "surge"], messages.Where(message => Text(message, "type") == "detection").Select(message => Text(message, "kind")).Order());
    }

    [Theory]
    [InlineData("Detectors:HighLow", "highlow")]
    [InlineData("Detectors:Trend", "trend")]
    [InlineData("Detectors:Surge", "surge")]
    [InlineData("Detectors:Bars", "bar")]
    [InlineData("Detectors:FairValue", "fmv")]
    public async Task A_setting_switches_one_detector_off(string setting, string kind)
    {
        await using var vendor = await Vendor().StartAsync();
        await using var host = await OnAsync(vendor, (setting, "false"));
        using var client = await host.SubscribeAsync([.. DetectionKinds.All.Select(each => $"detection.{each}.*")]);
        await vendor.SendAsync(Burst());
        var told = await client.ReadAsync(4);
        Assert.Equal(DetectionKinds.All.Where(each => each != kind).Order(), told.Select(message => Text(message, "kind")).Order());

        var stopping = host.StopAsync();
        Assert.DoesNotContain(await client.ReadToEndAsync(), message => Text(message, "type") == "detection");
        await stopping;
        Assert.DoesNotContain(kind, host.Settings.Detectors.For(host.Market.Feeds).SelectMany(Kinds));
    }

    [Fact]
    public async Task A_stand_in_for_a_vendor_has_none()
    {
        await using var vendor = await RunningHost.StartVendorAsync(("Simulation:Symbols", "5"));

        Assert.DoesNotContain(vendor.Market.Ledger.Snapshot().Stages, stage => stage.Name == "conflicts");
    }

    private static IEnumerable<string> Kinds(MarketDetectors set)
    {
        var kinds = new (string Kind, object? Options)[]
        {
            ("highlow", set.HighLow), ("trend", set.Trend), ("surge", set.Surge), ("fmv", set.FairValue),
            ("bar", set.VolumeSurge), ("bar", set.SignificantMove), ("bar", set.CloseAtExtreme), ("bar", set.BarGap),
        };
        return kinds.Where(each => each.Options is not null).Select(each => each.Kind);
    }

    private static SpeakingVendor Vendor() => new(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.*", "Q.*", "AM.*", "FMV.*"));

    private static Task<RunningHost> OnAsync(SpeakingVendor vendor, params (string Name, string Value)[] settings) => RunningHost.OnFeedAsync(
        "massive", vendor.Address, 1, [("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "*"), .. settings]);

    // And two bars of which the later opened far above the close of the earlier, and a value far from the last trade.
    private static byte[] Burst() => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, Trades + 1).Select(Trade))},{Bar(0, 100)},{Bar(1, 102)},{Value}]");

    private static string Bar(int minute, int price) =>
        $$"""{"ev":"AM","sym":"MSFT","v":100,"o":{{price}},"c":{{price}},"h":{{price}},"l":{{price}},"s":{{1773064800000 + (minute * 60_000)}},"e":{{1773064860000 + (minute * 60_000)}}}""";

    // From 10:00 in New York on, one each five seconds.
    private static string Trade(int number)
    {
        var price = number == Trades ? "101.5" : "100";
        return $$"""{"ev":"T","sym":"MSFT","x":4,"i":"{{number + 1}}","z":3,"p":{{price}},"s":100,"t":{{1773064800000 + (number * 5_000)}},"q":{{number + 1}}}""";
    }

    private static string Text(JsonElement message, string name) => message.GetProperty(name).ToString();

    private static List<string> Texts(JsonElement message, params string[] names) => [.. names.Select(name => Text(message, name))];
}
