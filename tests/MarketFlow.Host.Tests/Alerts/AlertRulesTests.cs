namespace MarketFlow.Host.Tests;

/// <summary>Each row of the table, on both sides of its threshold and of its duration.</summary>
public sealed class AlertRulesTests
{
    private const long OverBaseline = 614_400_001; // a fifth over the least baseline of 512 MB
    private static readonly Func<FeedSample, FeedSample> _deaf = feed => feed with { Trouble = FeedTrouble.Silent, Reasons = ["connection 0 brings no data"] };

    public static TheoryData<string, int, string> Wrong => new()
    {
        { nameof(Latency), 30, "latency:tick warning" },
        { nameof(LatencyTwice), 30, "latency:tick error" },
        { nameof(LatencyOfBars), 30, "latency:bars warning" },
        { nameof(Faults), 120, "faults:massive warning" },
        { nameof(FaultsTwice), 120, "faults:massive error" },
        { nameof(LaneFull), 10, "lane:tick warning" },
        { nameof(LaneAlmostOver), 10, "lane:tick error" },
        { nameof(Loss), 0, "loss:host error" },
        { nameof(Unhealthy), 30, "channel:tick critical" },
        { nameof(Silent), 15, "feed:massive error" },
        { nameof(CutOff), 15, "feed:massive critical" },
        { nameof(Memory), 60, "memory:limit warning" },
        { nameof(MemoryError), 60, "memory:limit error" },
        { nameof(LedgerUneven), 0, "ledger:host critical" },
        { nameof(LedgerUnder), 0, "ledger:host critical" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Fire_once_wrong_for_long_enough_and_not_a_second_before(string wrong, int seconds, string expected)
    {
        var change = ChangeOf(wrong);
        WatchedHost host = new();
        host.See(seconds, change); // the first second begins it: so many samples last one less

        Assert.Empty(host.Firing);
        host.See(1, change);
        Assert.Equal([$"{seconds} raised {expected}"], host.Told);
    }

    [Theory]
    [InlineData(nameof(AtLatency))]
    [InlineData(nameof(AtLatencyOfBars))]
    [InlineData(nameof(AtFaults))]
    [InlineData(nameof(AtLane))]
    [InlineData(nameof(AtMemory))]
    public void Are_content_with_a_value_that_is_allowed(string allowed) => Assert.Empty(new WatchedHost().See(700, ChangeOf(allowed)).Told);

    [Theory]
    [InlineData(nameof(BelowLatencyTwice), "latency:tick warning")]
    [InlineData(nameof(BelowFaultsTwice), "faults:massive warning")]
    [InlineData(nameof(BelowLaneError), "lane:tick warning")]
    [InlineData(nameof(BelowMemoryError), "memory:limit warning")]
    public void Are_no_worse_than_the_step_that_was_reached(string wrong, string expected) =>
        Assert.EndsWith(expected, Assert.Single(new WatchedHost().See(121, ChangeOf(wrong)).Told), StringComparison.Ordinal);

    [Fact]
    public void Raise_nothing_in_half_an_hour_of_an_idle_host() =>
        Assert.Empty(new WatchedHost().See(1_800, sample => Samples.Idle((sample.At - Samples.Start).TotalSeconds)).Told);

    [Fact]
    public void Raise_nothing_in_half_an_hour_of_a_host_that_is_well() => Assert.Empty(new WatchedHost().SeeWell(1_800).Told);

    [Fact]
    public void End_a_loss_once_nothing_more_was_lost_for_a_minute()
    {
        WatchedHost host = new();
        host.SeeWell(10).See(1, Loss).See(60, Loss);

        Assert.Equal(["10 raised loss:host error", "70 resolved loss:host error"], host.Told);
    }

    [Fact]
    public void Go_on_with_a_loss_while_more_is_lost()
    {
        WatchedHost host = new();
        host.See(1, Loss).See(59, Loss).See(60, well => well with { Lost = 3 });

        Assert.Equal(["loss:host"], host.Firing);
        Assert.Equal("1 lost", host.Book.Alerts[0].Value);
    }

    [Fact]
    public void Count_what_was_lost_before_the_first_look() =>
        Assert.Equal("2 lost", Assert.Single(new WatchedHost().See(1, Loss).News).Alert.Value);

    [Fact]
    public void Raise_slow_clients_where_more_than_five_a_minute_are_cut_for_a_minute()
    {
        WatchedHost host = new();
        var slow = 0;
        host.See(115, well => well with { SlowClients = slow += (int)(well.At - Samples.Start).TotalSeconds % 10 == 0 ? 1 : 0 });

        // One every 10 s is six a minute: reached at second 50, and kept for a minute at second 110.
        Assert.Equal(["110 raised client:host warning"], host.Told);
    }

    [Fact]
    public void End_slow_clients_once_at_most_four_were_cut_in_the_minute()
    {
        WatchedHost host = new();
        host.See(200, well => well with { SlowClients = 1 + ((int)Math.Min((well.At - Samples.Start).TotalSeconds, 114) / 10) });

        // The last are cut at 80, 90, 100 and 110, and that at 70 is a minute ago at 130.
        Assert.Equal(["110 raised client:host warning", "130 resolved client:host warning"], host.Told);
    }

    [Fact]
    public void End_a_feed_over_its_cap_once_it_is_let_in()
    {
        WatchedHost host = new();
        host.See(60, well => well.WithMassive(feed => feed with { Trouble = FeedTrouble.OverCap, IsCutOff = true })).SeeWell(1);

        Assert.Equal(["15 raised feed:massive critical", "60 resolved feed:massive critical"], host.Told);
        Assert.Equal("over its cap", host.News[0].Alert.Value);
    }

    [Fact]
    public void Allow_five_slow_clients_a_minute()
    {
        var slow = 0;
        Assert.Empty(new WatchedHost().See(600, well => well with { SlowClients = slow += (int)(well.At - Samples.Start).TotalSeconds % 12 == 0 ? 1 : 0 }).Told);
    }

    [Fact]
    public void Take_a_burst_of_slow_clients_for_no_trend() => Assert.Empty(new WatchedHost().SeeWell(5).See(600, well => well with { SlowClients = 100 }).Told);

    [Fact]
    public void Take_no_warm_up_for_a_leak()
    {
        WatchedHost host = new(new() { MemoryLeastBaseline = 0 });

        // As measured: 245 to 314 MiB in 20 minutes, and level from there on.
        host.See(7_200, well => well with { ResidentBytes = (long)(1024 * 1024 * (245 + (69 * Math.Min(1, (well.At - Samples.Start).TotalMinutes / 20)))) });

        Assert.Empty(host.Told);
    }

    [Theory]
    [InlineData(600, 0)]
    [InlineData(601, 1)]
    public void Raise_growth_by_a_fifth_over_the_most_of_the_warm_up(int seconds, int raised)
    {
        WatchedHost host = new();
        host.See(1_801, well => well with { ResidentBytes = 400_000_000 }).See(seconds, well => well with { ResidentBytes = OverBaseline });

        Assert.Equal(raised, host.Told.Count());
        Assert.All(host.Told, told => Assert.Equal("2401 raised memory:growth warning", told));
    }

    [Fact]
    public void Look_at_no_growth_below_the_least_baseline() =>
        Assert.Empty(new WatchedHost().See(1_801, well => well with { ResidentBytes = 100_000_000 }).See(700, well => well with { ResidentBytes = OverBaseline - 1 }).Told);

    [Fact]
    public void Take_the_larger_level_of_the_warm_up_for_the_baseline() =>
        Assert.Empty(new WatchedHost().See(1_801, well => well with { ResidentBytes = 1_000_000_000 }).See(700, well => well with { ResidentBytes = 1_200_000_000 }).Told);

    [Fact]
    public void Say_what_is_wrong_and_what_is_allowed()
    {
        WatchedHost host = new();
        host.See(31, Latency);

        var alert = Assert.Single(host.News).Alert;
        Assert.Equal(("p99 63 ms", "at most 50 ms"), (alert.Value, alert.Allowed));
        Assert.Equal("Channel tick: p99 is 63 ms; must be at most 50 ms.", alert.Message);
        Assert.Equal((Samples.Start, Samples.Start + TimeSpan.FromSeconds(30)), (alert.Since, alert.FiredAt));
    }

    [Fact]
    public void Name_the_trouble_of_a_feed() =>
        Assert.Equal(
            "Feed massive is silent: connection 0 brings no data; must be connected and talking.",
            Assert.Single(new WatchedHost().See(16, Silent).News).Alert.Message);

    [Theory]
    [InlineData("latency", false)]
    [InlineData("latency:tick", false)]
    [InlineData("latency:bars", true)]
    public void Are_not_raised_where_they_are_silenced(string silenced, bool isRaised) =>
        Assert.Equal(isRaised, new WatchedHost(new() { Silenced = [silenced] }).See(31, Latency).Told.Any());

    private static HostSample Latency(HostSample well) => well.WithP99(63);

    private static HostSample LatencyTwice(HostSample well) => well.WithP99(100);

    private static HostSample BelowLatencyTwice(HostSample well) => well.WithP99(99.9);

    private static HostSample AtLatency(HostSample well) => well.WithP99(50);

    private static HostSample LatencyOfBars(HostSample well) => OfBars(well, 151);

    private static HostSample AtLatencyOfBars(HostSample well) => OfBars(well, 150);

    private static HostSample OfBars(HostSample well, int milliseconds) =>
        well with { Channels = [well.Channels[0], well.Channels[1] with { P99 = TimeSpan.FromMilliseconds(milliseconds) }, well.Channels[2]] };

    private static HostSample Faults(HostSample well) => well.WithMassive(feed => feed with { FaultRate = 0.051 });

    private static HostSample FaultsTwice(HostSample well) => well.WithMassive(feed => feed with { FaultRate = 0.1 });

    private static HostSample BelowFaultsTwice(HostSample well) => well.WithMassive(feed => feed with { FaultRate = 0.099 });

    private static HostSample AtFaults(HostSample well) => well.WithMassive(feed => feed with { FaultRate = 0.05 });

    private static HostSample LaneFull(HostSample well) => well.WithTickLane(801);

    private static HostSample LaneAlmostOver(HostSample well) => well.WithTickLane(950);

    private static HostSample BelowLaneError(HostSample well) => well.WithTickLane(949);

    private static HostSample AtLane(HostSample well) => well.WithTickLane(800);

    private static HostSample Loss(HostSample well) => well with { Lost = 2 };

    private static HostSample Unhealthy(HostSample well) => well.WithTick(tick => tick with { Reasons = ["its breaker is open"] });

    private static HostSample Silent(HostSample well) => well.WithMassive(_deaf);

    private static HostSample CutOff(HostSample well) => well.WithMassive(feed => feed with { Trouble = FeedTrouble.Disconnected, IsCutOff = true });

    private static HostSample Memory(HostSample well) => well with { ResidentBytes = 2_000_000_001 };

    private static HostSample MemoryError(HostSample well) => well with { ResidentBytes = 2_400_000_000 };

    private static HostSample BelowMemoryError(HostSample well) => well with { ResidentBytes = 2_399_999_999 };

    private static HostSample AtMemory(HostSample well) => well with { ResidentBytes = 2_000_000_000 };

    private static HostSample LedgerUneven(HostSample well) => well with { Imbalance = 1 };

    private static HostSample LedgerUnder(HostSample well) => well with { Imbalance = -1 };

    private static Func<HostSample, HostSample> ChangeOf(string name) =>
        typeof(AlertRulesTests).GetMethod(name, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic, [typeof(HostSample)])!
            .CreateDelegate<Func<HostSample, HostSample>>();
}
