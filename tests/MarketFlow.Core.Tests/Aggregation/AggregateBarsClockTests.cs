using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>When bars are told that no later trade closes.</summary>
public sealed class AggregateBarsClockTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<Trade> _feed = new();
    private readonly LedgerStage _stage = new Ledger().Stage("bars");
    private readonly RecordingObserver<Bar> _seen;

    public AggregateBarsClockTests() => _seen = new(_clock);

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Tells_a_bar_a_second_after_its_end_and_not_before()
    {
        using var subscription = Subscribe();
        At(3, Trade(3));

        AdvanceTo(10.999_999_9);
        Assert.Empty(_seen.Values);
        AdvanceTo(11);

        Assert.Equal([(BarTold.Flat(0, 100, 1, 1), 11d)], Told());
    }

    [Fact]
    public void Tells_a_bar_once_by_whatever_closes_it_first()
    {
        using var subscription = Subscribe();
        At(3, Trade(3));
        At(10.5, Trade(10.5));
        AdvanceTo(100);

        Assert.Equal([(0, 10.5), (10, 21d)], Told().Select(told => ((int)told.Bar.Start, told.At)));
    }

    [Fact]
    public void Revises_what_the_clock_closed()
    {
        using var subscription = Subscribe();
        At(3, Trade(3));
        At(12, Trade(9.5));

        Assert.Equal([(BarTold.Flat(0, 100, 1, 1), 11d), (BarTold.Flat(0, 100, 2, 2, revision: 1), 12d)], Told());
    }

    [Fact]
    public void Takes_a_late_trade_into_a_bar_that_was_not_told_yet()
    {
        using var subscription = Subscribe();
        At(3, Trade(3));
        At(10.9, Trade(9.5));
        AdvanceTo(100);

        Assert.Equal([(BarTold.Flat(0, 100, 2, 2), 11d)], Told());
    }

    [Fact]
    public void Tells_all_symbols_in_the_order_in_which_their_bars_were_begun()
    {
        using var subscription = Subscribe();
        At(1, Trade(1, symbol: "C"));
        At(2, Trade(2, symbol: "A"));
        At(3, Trade(3, symbol: "B"));
        At(4, Trade(4, symbol: "C"));
        AdvanceTo(11);

        Assert.Equal(["C", "A", "B"], _seen.Values.Select(bar => bar.Symbol));
    }

    [Fact]
    public void Counts_from_the_first_trades_arrival_where_that_is_after_the_bars_end()
    {
        using var subscription = Subscribe();
        AdvanceTo(1_000);
        for (var second = 0; second < 30; second++)
        {
            At(1_000, Trade(second)); // a recording, played at once
        }

        Assert.Equal([0, 10], _seen.Values.Select(bar => (int)BarTold.Of(bar).Start));
        AdvanceTo(1_000.999_999_9);
        Assert.Equal(2, _seen.Values.Count);
        AdvanceTo(1_001);
        Assert.Equal([10, 10, 10], _seen.Values.Select(bar => (int)bar.Volume));
    }

    [Fact]
    public void Never_closes_by_the_clock_where_told_so()
    {
        using var subscription = Subscribe(new() { ClosesAfter = null });
        At(3, Trade(3));
        AdvanceTo(100_000);

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Tells_empty_bars_as_their_intervals_end_and_no_more_than_asked_for()
    {
        using var subscription = Subscribe(new() { MaxEmptyBars = 2 });
        At(3, Trade(3));
        AdvanceTo(100);
        At(105, Trade(105));
        AdvanceTo(111);

        Assert.Equal([(0, 11d), (10, 21d), (20, 31d), (100, 111d)], Told().Select(told => ((int)told.Bar.Start, told.At)));
        Assert.Equal(2, _stage.Snapshot().Created);
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Fact]
    public void Fills_by_event_time_what_the_clock_has_not_told_empty_yet()
    {
        using var subscription = Subscribe(new() { MaxEmptyBars = 5 });
        At(3, Trade(3));
        At(25, Trade(45)); // an exchange's clock that is ahead

        Assert.Equal([(0, 11d), (10, 21d), (20, 25d), (30, 25d)], Told().Select(told => ((int)told.Bar.Start, told.At)));
    }

    [Fact]
    public void Revises_a_bar_that_the_clock_told_empty_and_goes_on_counting_from_there()
    {
        using var subscription = Subscribe(new() { MaxEmptyBars = 3 });
        At(3, Trade(3));
        At(25, Trade(15, 107)); // 10 was told empty at 21
        AdvanceTo(100);

        Assert.Equal(
            [
                (BarTold.Flat(0, 100, 1, 1), 11d), (BarTold.Flat(10, 100, 0, 0, cause: null), 21d), (BarTold.Flat(10, 107, 1, 1, revision: 1), 25d),
                (BarTold.Flat(20, 107, 0, 0, cause: null), 31d), (BarTold.Flat(30, 107, 0, 0, cause: null), 41d), (BarTold.Flat(40, 107, 0, 0, cause: null), 51d),
            ],
            Told());
    }

    [Fact]
    public void Tells_open_bars_in_order_of_their_starts_at_the_end()
    {
        using var subscription = Subscribe(new() { ClosesAfter = null });
        At(0, Trade(15, symbol: "B"));
        At(0, Trade(5, symbol: "C"));
        At(0, Trade(5, symbol: "A"));
        _feed.OnCompleted();

        Assert.Equal(["C", "A", "B"], _seen.Values.Select(bar => bar.Symbol));
        Assert.True(_seen.IsCompleted);
        Assert.Equal((3, 3, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Held));
        AdvanceTo(100);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Tells_open_bars_before_the_error()
    {
        using var subscription = Subscribe();
        At(0, Trade(5));
        _feed.OnError(new InvalidOperationException("down"));

        Assert.Single(_seen.Values);
        Assert.Equal("down", _seen.Error?.Message);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Removes_what_is_open_when_disposed_and_stays_silent()
    {
        var subscription = Subscribe();
        At(0, Trade(5));
        At(0, Trade(6));
        subscription.Dispose();
        AdvanceTo(100);

        Assert.Empty(_seen.Values);
        Assert.Equal((2, 1, 1, 0, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Conflated), _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Ends_with_what_a_delegate_throws_once_open_bars_are_told()
    {
        using var subscription = Subscribe(new() { Counts = trade => trade.Price < 0 ? throw new InvalidOperationException("counts") : true });
        At(0, Trade(5));
        At(0, Trade(6, -1));

        Assert.Single(_seen.Values);
        Assert.Equal("counts", _seen.Error?.Message);
        Assert.Equal((2, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Invalid), _stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Counts_a_trade_once_where_the_one_who_is_told_that_it_is_too_late_throws()
    {
        var tooLate = new RecordingObserver<Trade> { WhileReceiving = _ => throw new InvalidOperationException("too late") };
        using var subscription = Subscribe(tooLate: tooLate);
        At(0, Trade(105));
        At(0, Trade(5));

        Assert.Equal("too late", _seen.Error?.Message);
        Assert.Equal((2, 1, 0, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Expired), _stage.Snapshot().Removed(RemovalReason.Invalid), _stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Holds_bars_while_the_consumer_is_busy_and_no_more_than_allowed()
    {
        var told = 0;
        var seen = new RecordingObserver<Bar> { WhileReceiving = _ => { if (told++ == 0) { Array.ForEach([Trade(20), Trade(30), Trade(40), Trade(50)], _feed.OnNext); } } };
        using var subscription = _feed.AggregateBars(TenSeconds, _clock, new() { MaxWaiting = 2 }, _stage).Subscribe(seen);
        _feed.OnNext(Trade(0));
        _feed.OnNext(Trade(10)); // tells the bar at 0, and from within close 10, 20, 30 and 40, of which two find room

        Assert.Equal([0, 10, 20], seen.Values.Select(bar => (int)BarTold.Of(bar).Start));
        Assert.Equal((6, 3, 2, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Overflow), _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        seen.AssertGrammar();
    }

    [Fact]
    public void Neither_source_nor_clock_waits_for_a_busy_consumer()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var isFirst = true;
        var seen = new RecordingObserver<Bar> { WhileReceiving = _ => { if (isFirst) { isFirst = false; isBusy.Set(); mayGoOn.Wait(); } } };
        using var subscription = _feed.AggregateBars(TenSeconds, _clock, stage: _stage).Subscribe(seen);
        _feed.OnNext(Trade(0));

        var ticker = new Thread(() => _clock.AdvanceBy(TimeSpan.FromSeconds(11)));
        ticker.Start();
        isBusy.Wait();
        _feed.OnNext(Trade(10)); // would never return if it waited
        _feed.OnNext(Trade(20));
        Assert.Equal(2, _stage.Snapshot().Held);
        mayGoOn.Set();
        ticker.Join();

        Assert.Equal([0, 10], seen.Values.Select(bar => (int)BarTold.Of(bar).Start));
        seen.AssertGrammar();
    }

    [Fact]
    public void Goes_on_over_many_bars_of_several_symbols()
    {
        using var subscription = Subscribe();
        for (var second = 0; second < 100; second++)
        {
            At(second, Trade(second, symbol: second % 2 == 0 ? "A" : "B"));
        }

        Assert.Equal(18, _seen.Values.Count);
        AdvanceTo(200);
        Assert.Equal(20, _seen.Values.Count);
        Assert.Equal(0, _stage.Snapshot().Held);
    }

    private IDisposable Subscribe(BarAggregationOptions? options = null, IObserver<Trade>? tooLate = null) =>
        _feed.AggregateBars(TenSeconds, _clock, options, _stage, tooLate).Subscribe(_seen);

    private void AdvanceTo(double second) => _clock.AdvanceTo(Open.AddSeconds(second));

    private void At(double second, Trade trade)
    {
        if (Open.AddSeconds(second) > _clock.Clock)
        {
            AdvanceTo(second);
        }

        _feed.OnNext(trade);
    }

    private List<(BarTold Bar, double At)> Told() => [.. _seen.Received.Select(one => (BarTold.Of(one.Value), (one.At - Open).TotalSeconds))];
}
