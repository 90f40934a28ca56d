using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Bars close on any clock, also on one that shows a year that no trade can be of.</summary>
public sealed class AggregateBarsFarClockTests : IDisposable
{
    private static readonly TimeSpan _tenSeconds = TimeSpan.FromSeconds(10);
    private readonly Subject<Trade> _feed = new();
    private readonly RecordingObserver<Bar> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("bars");

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Closes_a_bar_in_year_1_as_long_after_its_first_trade_as_its_end_is()
    {
        HistoricalScheduler clock = new();
        clock.AdvanceBy(TimeSpan.FromMinutes(1));
        using var subscription = Subscribe(clock);
        _feed.OnNext(TestTrades.Trade(3));
        clock.AdvanceBy(TimeSpan.FromSeconds(2));
        _feed.OnNext(TestTrades.Trade(5));
        clock.AdvanceBy(TimeSpan.FromSeconds(6) - TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Values);
        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal((2L, 2m), (Assert.Single(_seen.Values).Trades, _seen.Values[0].Volume));
        AssertBalanced();
    }

    [Fact]
    public void Closes_the_bars_that_follow_each_by_its_own_first_trade()
    {
        HistoricalScheduler clock = new();
        using var subscription = Subscribe(clock);
        for (var second = 0; second < 100; second += 5)
        {
            _feed.OnNext(TestTrades.Trade(second, symbol: second % 2 == 0 ? "A" : "B"));
            clock.AdvanceBy(TimeSpan.FromSeconds(5));
        }

        clock.AdvanceBy(TimeSpan.FromSeconds(11));
        Assert.Equal(20, _seen.Values.Count);
        AssertBalanced();
    }

    [Fact]
    public void Tells_empty_bars_in_year_1_one_interval_apart()
    {
        HistoricalScheduler clock = new();
        using var subscription = Subscribe(clock, new() { MaxEmptyBars = 2 });
        _feed.OnNext(TestTrades.Trade(3));
        List<long> counts = [];
        for (var second = 1; second <= 40; second++)
        {
            clock.AdvanceBy(TimeSpan.FromSeconds(1));
            counts.Add(_seen.Count);
        }

        Assert.Equal((8, 18, 28), (counts.IndexOf(1) + 1, counts.IndexOf(2) + 1, counts.IndexOf(3) + 1));
        Assert.Equal(3, _seen.Count);
        AssertBalanced();
    }

    [Fact]
    public void Closes_a_bar_of_1960_on_a_clock_of_1960()
    {
        DateTimeOffset start = new(1960, 6, 1, 14, 0, 0, TimeSpan.Zero);
        HistoricalScheduler clock = new(start);
        using var subscription = Subscribe(clock);
        _feed.OnNext(TestTrades.Trade(0) with { Time = start + TimeSpan.FromSeconds(3) });
        clock.AdvanceTo(start + TimeSpan.FromSeconds(11) - TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Values);
        clock.AdvanceTo(start + TimeSpan.FromSeconds(11));

        Assert.Equal((Timestamp)start, Assert.Single(_seen.Values).Time);
        AssertBalanced();
    }

    [Theory]
    [InlineData(2300)]
    [InlineData(9000)]
    public void Closes_a_bar_in_a_far_future_a_second_after_its_first_trade(int year)
    {
        HistoricalScheduler clock = new(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var subscription = Subscribe(clock);
        _feed.OnNext(TestTrades.Trade(3));
        clock.AdvanceBy(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Empty(_seen.Values);
        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Single(_seen.Values);
        AssertBalanced();
    }

    [Fact]
    public void Tells_what_is_open_with_the_end_where_the_calendar_ends_before_it_closes()
    {
        HistoricalScheduler clock = new(DateTimeOffset.MaxValue - TimeSpan.FromTicks(1));
        using var subscription = Subscribe(clock, new() { MaxEmptyBars = 3, ClosesAfter = TimeSpan.FromDays(1) });
        _feed.OnNext(TestTrades.Trade(3));
        clock.AdvanceTo(DateTimeOffset.MaxValue);
        _feed.OnNext(TestTrades.Trade(4));
        _feed.OnCompleted();

        Assert.Equal(2L, _seen.Values[0].Trades);
        Assert.True(_seen.IsCompleted);
        AssertBalanced();
    }

    /// <summary>Empty bars go no further than times do.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(9000)]
    public void Tells_no_empty_bars_beyond_the_end_of_time(int year)
    {
        HistoricalScheduler clock = new(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var subscription = _feed.AggregateBars(TimeSpan.FromDays(1), clock, new() { MaxEmptyBars = 10_000 }, _stage).Subscribe(_seen);
        _feed.OnNext(TestTrades.Trade(0) with { Time = Timestamp.MaxValue + TimeSpan.FromDays(-6) });
        clock.AdvanceBy(TimeSpan.FromDays(60));

        Assert.InRange(_seen.Count, 2, 5);
        Assert.False(_seen.HasEnded);
        AssertBalanced();
    }

    /// <summary>Any clock and any times: nothing throws, and the account balances.</summary>
    [Fact]
    public void Goes_on_whatever_the_clock_and_the_times_of_trades()
    {
        DateTimeOffset[] starts = [DateTimeOffset.MinValue, new(1677, 9, 21, 0, 12, 43, TimeSpan.Zero), new(1960, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2262, 4, 11, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue - TimeSpan.FromDays(2)];
        for (var seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            using Subject<Trade> feed = new();
            HistoricalScheduler clock = new(starts[random.Next(starts.Length)]);
            var (seen, stage) = (new RecordingObserver<Bar>(), new Ledger().Stage("bars"));
            using var subscription = feed.AggregateBars(
                TimeSpan.FromSeconds((random.Next(1, 90_000) % 86_400) + 1), clock, new() { MaxEmptyBars = random.Next(3) * 100, RevisableBars = random.Next(4) }, stage).Subscribe(seen);
            for (var number = 0; number < 60; number++)
            {
                var nanoseconds = random.Next(5) switch
                {
                    0 => long.MinValue + (random.NextInt64(6) * 86_400_000_000_000),
                    1 => long.MaxValue - (random.NextInt64(6) * 86_400_000_000_000),
                    2 => random.NextInt64(long.MinValue, long.MaxValue),
                    _ => random.NextInt64(86_400_000_000_000),
                };
                feed.OnNext(TestTrades.Trade(0) with { Time = Timestamp.FromUnixNanoseconds(nanoseconds), Symbol = random.Next(2) == 0 ? "A" : "B", IsBackfill = random.Next(4) == 0 });
                clock.AdvanceBy(TimeSpan.FromSeconds(random.Next(1_000)));
                Assert.Equal(0, stage.Snapshot().Imbalance);
            }

            feed.OnCompleted();
            Assert.True(seen.IsCompleted);
            Assert.Equal((0, 0), (stage.Snapshot().Imbalance, stage.Snapshot().Held));
            seen.AssertGrammar();
        }
    }

    private IDisposable Subscribe(HistoricalScheduler clock, BarAggregationOptions? options = null) =>
        _feed.AggregateBars(_tenSeconds, clock, options, _stage).Subscribe(_seen);

    private void AssertBalanced() => Assert.Equal((0, 0), (_stage.Snapshot().Imbalance, _stage.Snapshot().Held));
}
