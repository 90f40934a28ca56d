using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.FairValueFinding;
using static MarketFlow.Tests.FairValueEvents;

namespace MarketFlow.Tests;

public sealed class DetectFairValueTests
{
    [Theory]
    [InlineData(101, Deviation, "up", 1)]
    [InlineData(99, Deviation, "down", -1)]
    [InlineData(104.999_999, Deviation, "up", 5)]
    [InlineData(95.000_001, Deviation, "down", -5)]
    [InlineData(105, ValuationAlert, "up", 5)]
    [InlineData(95, ValuationAlert, "down", -5)]
    [InlineData(1_000_000, ValuationAlert, "up", 999_900)]
    [InlineData(0.000_000_000_001, ValuationAlert, "down", -100)]
    public void Finds_a_value_that_is_one_percent_away_and_alerts_from_five_on_however_large(double value, FairValueFinding finding, string direction, double deviation) =>
        Assert.Equal([new FairValueTelling(1, finding, direction, (decimal)value, 100, (decimal)deviation)], Found(Trade(0, 100), Value(1, (decimal)value)));

    [Theory]
    [InlineData(100.999_999)]
    [InlineData(99.000_001)]
    [InlineData(100)]
    public void Finds_nothing_nearer(double value) => Assert.Empty(Found(Trade(0, 100), Value(1, (decimal)value)));

    [Fact]
    public void Finds_every_value_that_deviates() => Assert.Equal([1, 2, 3], Found(Trade(0, 100), Value(1, 102), Value(2, 102), Value(3, 102)).Select(one => one.Cause));

    [Fact]
    public void Finds_nothing_before_there_is_a_trade() => Assert.Empty(Found(Value(0, 102), Trade(1, 100), Trade(1, 1, "B")));

    [Fact]
    public void Finds_nothing_while_the_last_trade_is_older_than_fifteen_minutes()
    {
        Assert.Single(Found(Trade(0, 100), Value(900, 102)));
        Assert.Empty(Found(Trade(0, 100), Value(0, 102) with { Time = Noon + TimeSpan.FromSeconds(900) + TimeSpan.FromTicks(1) }));
        Assert.Single(Found(Trade(0, 100), Value(901, 102), Trade(902, 100), Value(903, 102)));
    }

    [Fact]
    public void Measures_against_the_trade_that_is_last_by_time()
    {
        Assert.Empty(Found(Trade(5, 102), Trade(4, 100), Value(6, 102)));
        Assert.Single(Found(Trade(5, 102), Trade(5, 100), Value(6, 102))); // of equals the one that came last
        Assert.Equal(100, Assert.Single(Found(Trade(7, 100), Value(6, 102))).LastTrade); // and be it later than the value
    }

    [Fact]
    public void Passes_over_a_value_that_is_older_than_the_newest()
    {
        Assert.Single(Found(Trade(0, 100), Value(2, 102), Value(1, 103)));
        Assert.Equal(2, Found(Trade(0, 100), Value(2, 102), Value(2, 103)).Count);
    }

    [Fact]
    public void Finds_a_consistent_valuation_with_the_fourth_of_five_on_one_side()
    {
        Assert.Equal(
            [new(5, ConsistentValuation, "up", 100.1m, 100, 0.1m)],
            Found(Values(100.1m, 99.9m, 100.1m, 100.1m, 100.1m)));
        Assert.Equal(ConsistentValuation, Assert.Single(Found(Values(99.9m, 99.9m, 99.9m, 99.9m, 100.1m))).Finding);
        Assert.Empty(Found(Values(100.1m, 99.9m, 100.1m, 99.9m, 100.1m)));
    }

    [Fact]
    public void Needs_five_values_to_be_consistent()
    {
        Assert.Empty(Found(Values(100.1m, 100.1m, 100.1m, 100.1m)));
        Assert.Single(Found(Values(100.1m, 100.1m, 100.1m, 100.1m, 100.1m)));
    }

    [Fact]
    public void Counts_a_value_equal_to_the_last_trade_on_neither_side()
    {
        Assert.Single(Found(Values(100.1m, 100, 100.1m, 100.1m, 100.1m)));
        Assert.Empty(Found(Values(100.1m, 100, 100, 100.1m, 100.1m)));
    }

    [Fact]
    public void Tells_a_consistent_valuation_when_it_begins_and_again_once_it_was_over()
    {
        var up = 100.1m;
        var down = 99.9m;

        Assert.Equal([5], Found(Values(up, up, up, up, up, up, up)).Select(one => one.Cause));
        Assert.Equal([5], Found(Values(up, up, up, up, up, down, up, up)).Select(one => one.Cause)); // four of five all the time
        Assert.Equal([5, 11], Found(Values(up, up, up, up, up, down, down, up, up, up, up)).Select(one => one.Cause));
        Assert.Equal([(5, "up"), (9, "down")], Found(Values(up, up, up, up, up, down, down, down, down)).Select(one => (one.Cause, one.Direction)));
    }

    [Fact]
    public void Tells_a_deviation_before_the_consistent_valuation_it_completes() =>
        Assert.Equal([(5, ValuationAlert), (5, ConsistentValuation)], Found(Values(100.1m, 100.1m, 100.1m, 100.1m, 106)).Select(one => (one.Cause, one.Finding)));

    [Fact]
    public void Begins_to_judge_consistency_anew_where_the_session_changes_and_keeps_the_last_trade()
    {
        var close = TimeSpan.FromHours(4).TotalSeconds;
        MarketEvent[] overTheClose = [Trade(close - 10, 100), .. Enumerable.Range(0, 5).Select(n => Value(close - 4 + n, 100.1m))];

        Assert.Empty(overTheClose.Run());
        Assert.Single(overTheClose.Run(new() { Calendar = MarketCalendar.AroundTheClock }));
        Assert.Single(Found(Trade(close - 10, 100), Value(close, 102)));
    }

    [Fact]
    public void Passes_over_values_while_the_market_is_closed()
    {
        var closed = TimeSpan.FromHours(8).TotalSeconds;

        Assert.Empty(Found(Trade(closed - 1, 100), Value(closed, 102)));
        Assert.Single(Found(Trade(closed - 1, 100), Value(closed - 0.5, 102)));
    }

    [Fact]
    public void Measures_nothing_against_a_trade_that_is_dated_far_after_the_value()
    {
        Assert.Empty(Found(Trade(0, 100), Trade(7_200, 90), Value(1, 102)));
        Assert.Empty(Found(Trade(900.001, 100), Value(0, 102)));
        Assert.Single(Found(Trade(900, 100), Value(0, 102)));
    }

    [Fact]
    public void Keeps_symbols_apart() => Assert.Empty(Found(Trade(0, 100), Trade(0, 102, "B"), Value(1, 102, "B"), Value(1, 100)));

    [Fact]
    public void Forgets_a_symbol_that_is_idle_by_event_time_and_not_before()
    {
        var options = new FairValueOptions { IdleAfter = TimeSpan.FromSeconds(60) };

        Assert.Single(new MarketEvent[] { Trade(0, 100), Trade(59, 1, "B"), Value(59, 102) }.Run(options));
        Assert.Single(new MarketEvent[] { Trade(0, 100), Trade(60, 1, "B"), Value(59, 102) }.Run(options)); // what another symbol claims is no time that has passed
        Assert.Empty(new MarketEvent[] { Trade(0, 100), Value(60, 102) }.Run(options));
        Assert.Empty(new MarketEvent[] { Trade(0, 100), Trade(1, 1, "B"), Value(2, 102) }.Run(new() { MaxSymbols = 1 }));
    }

    [Fact]
    public void Passes_over_other_events_and_prices_that_are_none()
    {
        MarketEvent[] events =
        [
            Trade(0, 100), Trade(1, 0), Trade(1, -1), Trade(1, 1.1e12m), Value(1, 0), Value(1, 1e-13m), TestBars.Bar(1),
            new Quote { Symbol = "A", Time = Noon, BidPrice = 1, BidSize = 1, AskPrice = 2, AskSize = 1 },
        ];

        Assert.Empty(events.Run());
    }

    [Fact]
    public void Carries_time_source_and_backfill_mark_of_the_value()
    {
        var value = Value(1, 102) with { IsBackfill = true, Source = new(new("feed", 7, default, new byte[3]), 1, 1, 42) };
        var seen = new RecordingObserver<Detection>();
        using var subscription = new MarketEvent[] { Trade(0, 100), value }.ToObservable().DetectFairValue().Subscribe(seen);

        var found = Assert.Single(seen.Values);
        Assert.Equal((value.Symbol, value.Time, value.Source, true), (found.Symbol, found.Time, found.Source, found.IsBackfill));
    }

    [Fact]
    public void Creates_and_emits_detections_in_its_account_and_stops_between_two_when_disposed()
    {
        var stage = new Ledger().Stage("fmv");
        using var feed = new Subject<MarketEvent>();
        IDisposable? subscription = null;
        var seen = new RecordingObserver<Detection> { WhileReceiving = _ => subscription!.Dispose() };
        subscription = feed.DetectFairValue(stage: stage).Subscribe(seen);

        Array.ForEach(Values(100.1m, 100.1m, 100.1m, 100.1m, 106), feed.OnNext);

        Assert.Single(seen.Values);
        Assert.Equal((0, 1, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Created, stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Takes_trades_and_values_as_two_streams()
    {
        using var trades = new Subject<Trade>();
        using var values = new Subject<FairMarketValue>();
        var seen = new RecordingObserver<Detection>();
        using var subscription = values.DetectFairValue(trades).Subscribe(seen);

        trades.OnNext(Trade(0, 100));
        values.OnNext(Value(1, 102));
        trades.OnCompleted();
        values.OnNext(Value(2, 98));
        Assert.False(seen.IsCompleted);
        values.OnCompleted();

        Assert.Equal(["up", "down"], seen.Values.Select(found => found.Direction));
        Assert.True(seen.IsCompleted);
        seen.AssertGrammar();
    }

    [Fact]
    public void Never_lets_two_streams_meet_in_the_consumer_and_blocks_neither()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        using var trades = new Subject<Trade>();
        using var values = new Subject<FairMarketValue>();
        var seen = new RecordingObserver<Detection> { WhileReceiving = _ => { isBusy.Set(); mayGoOn.Wait(); } };
        using var subscription = values.DetectFairValue(trades).Subscribe(seen);
        trades.OnNext(Trade(0, 100));

        var teller = new Thread(() => values.OnNext(Value(1, 102)));
        teller.Start();
        isBusy.Wait();
        trades.OnNext(Trade(2, 102)); // would never return if it waited for its turn
        mayGoOn.Set();
        teller.Join();
        values.OnNext(Value(3, 102));

        Assert.Single(seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Check("MinPercent", new() { MinPercent = 0 }, new() { MinPercent = 10_001 });
        Check("AlertPercent", new() { AlertPercent = 0.99m }, new() { AlertPercent = 10_001 });
        Check("Window", new() { Window = 1 }, new() { Window = 65 });
        Check("ConsistentShare", new() { ConsistentShare = 0.5m }, new() { ConsistentShare = 1.01m });
        Check("MaxTradeAge", new() { MaxTradeAge = TimeSpan.Zero }, new() { MaxTradeAge = TimeSpan.FromDays(1.1) });
        Check("IdleAfter", new() { IdleAfter = TimeSpan.Zero }, new() { IdleAfter = TimeSpan.FromDays(31) });
        Check("MaxSymbols", new FairValueOptions { MaxSymbols = 0 });
        Assert.Empty(Array.Empty<MarketEvent>().Run(new() { MinPercent = 5, Window = 64, ConsistentShare = 1, MaxTradeAge = TimeSpan.FromDays(1), MaxSymbols = 1 }));
        Assert.Empty(Array.Empty<MarketEvent>().Run(new() { Window = 2, ConsistentShare = 0.51m }));
        Assert.Throws<ArgumentNullException>("Calendar", () => Observable.Empty<MarketEvent>().DetectFairValue(new() { Calendar = null! }));
        Assert.Throws<ArgumentNullException>("source", () => FlowOperators.DetectFairValue(null!));
        Assert.Throws<ArgumentNullException>("values", () => FlowOperators.DetectFairValue(null!, Observable.Empty<Trade>()));
        Assert.Throws<ArgumentNullException>("trades", () => Observable.Empty<FairMarketValue>().DetectFairValue(trades: null!));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => Observable.Empty<FairMarketValue>().DetectFairValue(Observable.Empty<Trade>(), capacity: 0));
    }

    private static void Check(string property, params FairValueOptions[] refused) =>
        Assert.All(refused, options => Assert.StartsWith(
            $"Fair value: {property} is ", Assert.Throws<ArgumentOutOfRangeException>(property, () => Observable.Empty<MarketEvent>().DetectFairValue(options)).Message, StringComparison.Ordinal));

    // a trade at 100, then a value a second
    private static MarketEvent[] Values(params decimal[] values) => [Trade(0, 100), .. values.Select((value, number) => Value(number + 1, value))];

    private static List<FairValueTelling> Found(params MarketEvent[] events) => events.Run();
}
