using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class ArrivalArbitrariesTests
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);
    private readonly Arbitrary<int> _numbers = ArbMap.Default.ArbFor<int>();

    [Fact]
    public void Refuses_shares_and_spans_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("values", () => MarketArbitraries.Arrivals<int>(null!));
        Assert.Throws<ArgumentNullException>("spans", () => MarketArbitraries.Arrivals(_numbers, 0, null!));
        Assert.Throws<ArgumentOutOfRangeException>("repeatShare", () => MarketArbitraries.Arrivals(_numbers, repeatShare: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("repeatShare", () => MarketArbitraries.Arrivals(_numbers, repeatShare: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>("spans", () => MarketArbitraries.Arrivals(_numbers, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Never_go_back_in_time_nor_before_the_open()
    {
        var arrivals = MarketArbitraries.Arrivals(_numbers);

        Prop.ForAll(arrivals, sequence => arrivals.Shrinker(sequence).Prepend(sequence).All(IsInOrder)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Come_together_in_bursts_and_after_pauses()
    {
        var gaps = MarketArbitraries.Arrivals(_numbers).Generator.Sample(100).SelectMany(GapsOf).ToList();

        Assert.True(gaps.Count(gap => gap == TimeSpan.Zero) > gaps.Count / 4);
        Assert.True(gaps.Count(gap => gap > TimeSpan.Zero && gap <= TimeSpan.FromMilliseconds(1)) > gaps.Count / 5);
        Assert.Contains(gaps, gap => gap > _window);
    }

    [Fact]
    public void Come_at_exactly_the_spans_asked_for_and_a_tick_beside()
    {
        var gaps = MarketArbitraries.Arrivals(_numbers, 0, _window).Generator.Sample(100).SelectMany(GapsOf).ToHashSet();

        Assert.Superset(new HashSet<TimeSpan> { _window - TimeSpan.FromTicks(1), _window, _window + TimeSpan.FromTicks(1) }, gaps);
    }

    [Fact]
    public void Repeat_themselves_as_often_as_asked()
    {
        var source = Arb.From(Gen.Fresh(() => new object()));

        double ShareOfRepeats(double repeatShare)
        {
            var sequences = MarketArbitraries.Arrivals(source, repeatShare).Generator.Sample(200, 100).ToList();
            return sequences.Sum(sequence => sequence.Count - sequence.Values.Distinct().Count()) / (double)sequences.Sum(sequence => sequence.Count);
        }

        Assert.Equal(0, ShareOfRepeats(0));
        Assert.InRange(ShareOfRepeats(0.3), 0.2, 0.4);
        Assert.InRange(ShareOfRepeats(1), 0.9, 1);
    }

    [Fact]
    public void Shrink_to_the_one_arrival_that_matters_at_the_open()
    {
        var arrivals = MarketArbitraries.Arrivals(MarketArbitraries.Trades);
        static bool Fails(Arrivals<Trade> sequence) => sequence.Values.Any(trade => trade.Price > 100);
        var failing = arrivals.Generator.Where(sequence => sequence.Count > 20 && Fails(sequence)).Sample(1, 100).Single();

        var shrunk = arrivals.Shrunk(failing, Fails);

        var (at, trade) = Assert.Single(shrunk);
        Assert.Equal(VirtualMarketClock.Open, at);
        Assert.Equal("A", trade.Symbol);
        Assert.Equal(default, trade.Source);
        Assert.InRange(trade.Price, 100.00000001m, 203);
    }

    [Fact]
    public void Shrink_to_equal_times_unless_the_gap_matters()
    {
        var arrivals = MarketArbitraries.Arrivals(_numbers, 0, _window);
        static bool Fails(Arrivals<int> sequence) => GapsOf(sequence).Skip(1).Any(gap => gap >= _window);
        var failing = arrivals.Generator.Where(sequence => sequence.Count > 20 && Fails(sequence)).Sample(1, 100).Single();

        var shrunk = arrivals.Shrunk(failing, Fails);

        Assert.Equal(2, shrunk.Count);
        Assert.Equal([0, 0], shrunk.Values);
        Assert.Equal(VirtualMarketClock.Open, shrunk[0].At);
    }

    [Fact]
    public void Are_refused_where_they_go_back_in_time()
    {
        var open = VirtualMarketClock.Open;

        var thrown = Assert.Throws<ArgumentException>("arrivals", () => new Arrivals<int>([new(open, 1), new(open.AddTicks(-1), 2)]));

        Assert.StartsWith("Arrival 1 is at 2026-03-09T13:29:59.9999999+00:00, before arrival 0 at 2026-03-09T13:30:00", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, new Arrivals<int>([new(open, 1), new(open, 2)]).Count);
    }

    [Fact]
    public void Read_as_a_line_per_arrival() =>
        Assert.Equal(
            "2 arrivals\n  +00:00:00  7\n  +00:00:01.5000000  8",
            new Arrivals<int>([new(VirtualMarketClock.Open, 7), new(VirtualMarketClock.Open.AddSeconds(1.5), 8)]).ToString());

    private static bool IsInOrder(Arrivals<int> sequence) => GapsOf(sequence).All(gap => gap >= TimeSpan.Zero);

    private static IEnumerable<TimeSpan> GapsOf<T>(Arrivals<T> sequence) =>
        sequence.Select((arrival, index) => arrival.At - (index == 0 ? VirtualMarketClock.Open : sequence[index - 1].At));
}
