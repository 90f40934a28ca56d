using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>What is in a bar, and which trades close and revise it, in event time alone.</summary>
public sealed class AggregateBarsTests
{
    private static readonly BarAggregationOptions _byEventTime = new() { ClosesAfter = null };

    [Fact]
    public void Makes_open_high_low_close_volume_vwap_and_count()
    {
        var told = Told([Trade(0, 100, 10, number: 1), Trade(3, 103, 30, number: 2), Trade(5, 98, 20, number: 3), Trade(9.9, 101, 40, number: 4)]);

        Assert.Equal([new("A", 0, 100, 103, 98, 101, 100, 100.9m, 4, 0, false, 4)], told);
    }

    [Fact]
    public void Tells_a_bar_when_a_trade_of_a_later_interval_comes_and_not_before()
    {
        Trade[] before = [Trade(0), Trade(9.999_999_9), Trade(10, symbol: "B"), Trade(25, symbol: "B")];

        Assert.DoesNotContain(Told(before, isComplete: false), bar => bar.Symbol == "A");
        Assert.Equal([BarTold.Flat(0, 100, 2, 2)], Told([.. before, Trade(10)], isComplete: false).Where(bar => bar.Symbol == "A"));
    }

    [Fact]
    public void Begins_bars_at_multiples_of_their_length_since_the_epoch()
    {
        Trade early = Trade(0) with { Time = Timestamp.FromUnixNanoseconds(-1) };
        using var subscription = new[] { early, Trade(0) with { Time = Timestamp.FromUnixNanoseconds(0) } }.ToObservable()
            .AggregateBars(TimeSpan.FromDays(1), new VirtualMarketClock(), _byEventTime).ToList().Subscribe(bars =>
                Assert.Equal(["1969-12-31T00:00:00.000Z", "1970-01-01T00:00:00.000Z"], bars.Select(bar => bar.Time.ToString())));
    }

    [Fact]
    public void Takes_open_and_close_by_time_and_equal_times_by_arrival()
    {
        Assert.Equal((101, 103), OpenAndClose(Trade(5, 102), Trade(1, 101), Trade(9, 103), Trade(6, 104)));
        Assert.Equal((101, 104), OpenAndClose(Trade(5, 101), Trade(5, 102), Trade(5, 104)));

        static (decimal, decimal) OpenAndClose(params Trade[] trades) => Told(trades) is [var bar] ? (bar.Open, bar.Close) : default;
    }

    [Fact]
    public void Has_no_vwap_where_nothing_has_a_size() => Assert.Equal([BarTold.Flat(0, 100, 0, 2)], Told([Trade(0, size: 0), Trade(1, size: 0)]));

    [Fact]
    public void Counts_the_trades_that_count()
    {
        var options = _byEventTime with { Counts = trade => !trade.Conditions.Contains("W") };
        var told = Told([Trade(0), Trade(1, 999, 5) with { Conditions = ["@", "W"] }, Trade(20, 999) with { Conditions = ["W"] }], options);

        Assert.Equal([BarTold.Flat(0, 100, 1, 1)], told);
    }

    [Fact]
    public void Tells_a_bar_once_more_where_a_trade_comes_late()
    {
        var told = Told([Trade(0, number: 1), Trade(10, number: 2), Trade(5, number: 3), Trade(6, number: 4), Trade(20, number: 5)]);

        Assert.Equal(
            [
                BarTold.Flat(0, 100, 1, 1, revision: 0, cause: 1), BarTold.Flat(0, 100, 2, 2, revision: 1, cause: 3),
                BarTold.Flat(0, 100, 3, 3, revision: 2, cause: 4), BarTold.Flat(10, 100, 1, 1, cause: 2), BarTold.Flat(20, 100, 1, 1, cause: 5),
            ],
            told);
    }

    [Fact]
    public void Revises_open_high_low_close_and_vwap()
    {
        var told = Told([Trade(5, 100), Trade(10), Trade(1, 101), Trade(9, 99)]);

        Assert.Equal(new BarTold("A", 0, 101, 101, 99, 99, 3, 100, 3, 2, false, 0), told[2]);
    }

    [Fact]
    public void Tells_a_bar_of_which_all_trades_came_late() =>
        Assert.Equal(
            [BarTold.Flat(0, 100, 1, 1), BarTold.Flat(10, 100, 1, 1), BarTold.Flat(10, 100, 2, 2, revision: 1), BarTold.Flat(20, 100, 1, 1)],
            Told([Trade(0), Trade(20), Trade(15), Trade(15)]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Revises_as_many_bars_back_as_asked_for_and_hands_over_what_is_later(int revisable)
    {
        var tooLate = new RecordingObserver<Trade>();
        var stage = new Ledger().Stage("bars");
        var newest = 10 * (revisable + 1);
        Trade[] trades = [Trade(newest), Trade(10), Trade(9.9, size: 7)];
        var told = Told(trades, _byEventTime with { RevisableBars = revisable }, stage: stage, tooLate: tooLate);

        Assert.Equal(revisable == 0 ? [(10, 2)] : [(10, 1), (newest, 1)], told.Select(bar => ((int)bar.Start, (int)bar.Volume)));
        Assert.Equal(7, Assert.Single(tooLate.Values).Size);
        Assert.Equal(1, stage.Snapshot().Removed(RemovalReason.Expired));
        Assert.False(tooLate.HasEnded);
    }

    [Fact]
    public void Leaves_out_intervals_without_trades() => Assert.Equal([0, 50], Told([Trade(0), Trade(50)]).Select(bar => (int)bar.Start));

    [Fact]
    public void Fills_intervals_without_trades_where_asked_to()
    {
        var told = Told([Trade(0, 100), Trade(9, 105), Trade(30, 90)], _byEventTime with { MaxEmptyBars = 2 });

        Assert.Equal(
            [new("A", 0, 100, 105, 100, 105, 2, 102.5m, 2, 0, false, 0), BarTold.Flat(10, 105, 0, 0, cause: null), BarTold.Flat(20, 105, 0, 0, cause: null), BarTold.Flat(30, 90, 1, 1)],
            told);
    }

    [Fact]
    public void Fills_no_more_in_a_row_than_asked_for() =>
        Assert.Equal([0, 10, 20, 100, 110, 120, 130], Told([Trade(0), Trade(100), Trade(130)], _byEventTime with { MaxEmptyBars = 2 }).Select(bar => (int)bar.Start));

    [Fact]
    public void Revises_an_empty_bar_and_leaves_those_behind_it_alone()
    {
        var told = Told([Trade(0, 100), Trade(30, 100), Trade(15, 107)], _byEventTime with { MaxEmptyBars = 5 });

        Assert.Equal([(0, 0), (10, 0), (20, 0), (10, 1), (30, 0)], told.Select(bar => ((int)bar.Start, bar.Revision)));
        Assert.Equal(BarTold.Flat(10, 107, 1, 1, revision: 1), told[3]);
    }

    [Fact]
    public void Keeps_symbols_apart() =>
        Assert.Equal(["A 0 1", "B 0 2", "B 10 4", "A 10 8"], Told([Trade(1), Trade(2, size: 2, symbol: "B"), Trade(11, size: 8), Trade(12, size: 4, symbol: "B")])
            .OrderBy(bar => bar.Volume).Select(bar => $"{bar.Symbol} {bar.Start} {bar.Volume}"));

    [Fact]
    public void Passes_on_the_backfill_mark_of_bars_that_nothing_live_is_in()
    {
        var (old, live) = (Trade(0) with { IsBackfill = true }, Trade(1));

        Assert.True(Assert.Single(Told([old, old])).IsBackfill);
        Assert.False(Assert.Single(Told([old, live])).IsBackfill);
        Assert.True(Told([old, Trade(25) with { IsBackfill = true }], _byEventTime with { MaxEmptyBars = 1 })[1].IsBackfill);
    }

    [Fact]
    public void Removes_trades_of_which_no_figure_can_be_made()
    {
        var stage = new Ledger().Stage("bars");
        Trade[] unusable =
        [
            Trade(1, 0), Trade(1, -1), Trade(1, 1e-13m), Trade(1, 1.000_001e12m), Trade(1, size: -1), Trade(1, size: 1.000_001e12m),
            Trade(1) with { Time = Timestamp.FromUnixNanoseconds(long.MaxValue) }, Trade(1) with { Time = Timestamp.FromUnixNanoseconds(long.MinValue) },
        ];

        Assert.Equal([BarTold.Flat(0, 100, 1, 1)], Told([Trade(0), .. unusable], stage: stage));
        Assert.Equal(unusable.Length, stage.Snapshot().Removed(RemovalReason.Invalid));
    }

    [Fact]
    public void Removes_trades_that_would_make_the_sums_too_large_for_decimals()
    {
        var stage = new Ledger().Stage("bars");
        var told = Told([.. Enumerable.Repeat(Trade(0, 1e12m, 1e12m), 1_001)], stage: stage);

        Assert.Equal(1_000, Assert.Single(told).Trades);
        Assert.Equal(1, stage.Snapshot().Removed(RemovalReason.Invalid));
    }

    [Fact]
    public void Begins_a_symbol_anew_after_an_idle_time_of_its_own_events_and_not_before()
    {
        var options = _byEventTime with { IdleAfter = TimeSpan.FromSeconds(100), MaxEmptyBars = 1 };

        Assert.Equal([(0, 0), (10, 0), (90, 0)], Told([Trade(0), Trade(99.9)], options).Select(bar => ((int)bar.Start, bar.Revision)));
        Assert.Equal([(0, 0), (100, 0)], Told([Trade(0), Trade(100)], options).Select(bar => ((int)bar.Start, bar.Revision)));
    }

    [Fact]
    public void Keeps_a_symbol_for_as_long_as_its_bars_may_be_revised()
    {
        var options = _byEventTime with { IdleAfter = TimeSpan.FromTicks(1), RevisableBars = 3, MaxEmptyBars = 1 };

        Assert.Equal([0, 10, 30], Told([Trade(0), Trade(39.9)], options).Select(bar => (int)bar.Start));
        Assert.Equal([0, 40], Told([Trade(0), Trade(40)], options).Select(bar => (int)bar.Start));
    }

    [Fact]
    public void Makes_one_bar_of_a_symbols_trades_whatever_the_times_of_others()
    {
        var told = Told([Trade(0, size: 100), Trade(7_200, symbol: "ZZZ"), Trade(1, size: 100), Trade(-7_200, symbol: "YYY"), Trade(2, size: 100)]);

        Assert.Equal([(300, 0)], told.Where(bar => bar.Symbol == "A").Select(bar => ((int)bar.Volume, bar.Revision)));
    }

    [Fact]
    public void Makes_one_bar_of_backfilled_trades_beside_live_trades_of_another_symbol()
    {
        var trades = Enumerable.Range(0, 20).SelectMany(number => new[] { Trade(number * 0.4) with { IsBackfill = true }, Trade(14_400 + number, symbol: "B") });

        Assert.Equal(20, Assert.Single(Told([.. trades]), bar => bar.Symbol == "A").Trades);
    }

    [Theory]
    [InlineData(7_200)]
    [InlineData(1_000_000_000)]
    public void Hands_over_a_trade_of_a_wrong_time_and_changes_no_bar_for_it(double ahead)
    {
        RecordingObserver<Trade> tooLate = new();
        var stage = new Ledger().Stage("bars");
        Trade[] right = [Trade(0, 100, 1), Trade(1, 101, 2), Trade(2, 102, 4), Trade(3, 103, 8), Trade(12, 104, 16)];
        var told = Told([.. right[..2], Trade(ahead, 500, 32), .. right[2..]], new() { ClosesAfter = null }, stage: stage, tooLate: tooLate);

        Assert.Equal(Told(right, new() { ClosesAfter = null }), told);
        Assert.Equal([32], tooLate.Values.Select(trade => trade.Size));
        Assert.Equal((1, 3, 0), (stage.Snapshot().Removed(RemovalReason.Expired), stage.Snapshot().Removed(RemovalReason.Conflated), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Tells_the_bar_of_a_lone_trade_after_an_idle_time_by_the_clock()
    {
        var (feed, clock, seen) = (new Subject<Trade>(), new VirtualMarketClock(), new RecordingObserver<Bar>());
        using var subscription = feed.AggregateBars(TenSeconds, clock).Subscribe(seen);
        feed.OnNext(Trade(0));
        feed.OnNext(Trade(1));
        clock.AdvanceTo(Open.AddSeconds(7_203));
        feed.OnNext(Trade(7_203));
        clock.AdvanceTo(Open.AddSeconds(7_210.9));
        Assert.Single(seen.Values);
        clock.AdvanceTo(Open.AddSeconds(7_211));

        Assert.Equal([(0, 2), (7_200, 1)], seen.Values.Select(BarTold.Of).Select(bar => ((int)bar.Start, (int)bar.Volume)));
    }

    [Fact]
    public void Tells_the_open_bar_of_the_symbol_longest_without_a_trade_where_there_are_too_many() =>
        Assert.Equal(["B"], Told([Trade(0), Trade(1, symbol: "B"), Trade(2), Trade(3, symbol: "C")], _byEventTime with { MaxSymbols = 2 }, isComplete: false).Select(bar => bar.Symbol));

    [Fact]
    public void Begins_a_symbol_anew_where_its_newest_trade_proves_to_be_of_a_wrong_time()
    {
        var told = Told([Trade(5_000), Trade(0, size: 2), Trade(1, size: 4)]);

        Assert.Equal([(5_000, 1), (0, 4)], told.Select(bar => ((int)bar.Start, (int)bar.Volume))); // the first one was taken for late
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        var source = Observable.Empty<Trade>();
        var clock = new VirtualMarketClock();

        Check("RevisableBars", new() { RevisableBars = -1 }, new() { RevisableBars = 1_001 });
        Check("ClosesAfter", new() { ClosesAfter = TimeSpan.FromTicks(-1) }, new() { ClosesAfter = TimeSpan.FromDays(1.1) });
        Check("MaxEmptyBars", new() { MaxEmptyBars = -1 }, new() { MaxEmptyBars = 10_001 });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(31) });
        Check("MaxSymbols", new BarAggregationOptions { MaxSymbols = 0 });
        Check("MaxWaiting", new BarAggregationOptions { MaxWaiting = 0 });
        Assert.NotNull(source.AggregateBars(TenSeconds, clock, new() { RevisableBars = 0, ClosesAfter = TimeSpan.Zero, MaxSymbols = 1, MaxWaiting = 1 }));
        Assert.NotNull(source.AggregateBars(TimeSpan.FromMilliseconds(1), clock, new() { RevisableBars = 1_000, MaxEmptyBars = 10_000 }));
        Assert.NotNull(source.AggregateBars(TimeSpan.FromDays(1), clock));
        Assert.All([TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromTicks(10_001), TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1)], length =>
            Assert.StartsWith($"interval is {length}; must be 1 ms to 1 day", Assert.Throws<ArgumentOutOfRangeException>("interval", () => source.AggregateBars(length, clock)).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.AggregateBars(null!, TenSeconds, clock));
        Assert.Throws<ArgumentNullException>("clock", () => source.AggregateBars(TenSeconds, null!));

        void Check(string property, params BarAggregationOptions[] refused) => Assert.All(refused, options => Assert.StartsWith(
            $"Bars from trades: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => source.AggregateBars(TenSeconds, clock, options)).Message, StringComparison.Ordinal));
    }

    private static List<BarTold> Told(
        Trade[] trades, BarAggregationOptions? options = null, bool isComplete = true, LedgerStage? stage = null, IObserver<Trade>? tooLate = null)
    {
        var seen = new RecordingObserver<Bar>();
        var source = isComplete ? trades.ToObservable() : trades.ToObservable().Concat(Observable.Never<Trade>());
        using var subscription = source.AggregateBars(TenSeconds, new VirtualMarketClock(), options ?? _byEventTime, stage, tooLate).Subscribe(seen);
        seen.AssertGrammar();
        Assert.All(seen.Values, bar => Assert.Null(bar.Validate()));
        Assert.Equal(0, stage?.Snapshot().Imbalance ?? 0);
        return [.. seen.Values.Select(BarTold.Of)];
    }
}
