using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class MarketPipelineTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<MarketEvent> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly RecordingObserver<MarketEvent> _seen;
    private readonly MarketPipeline _pipeline;
    private readonly IDisposable _subscription;
    private long _ids;

    public MarketPipelineTests()
    {
        _seen = new(_clock);
        _pipeline = new(_feed, new() { ReplayDepth = 100 }, _clock, _ledger);
        _subscription = _pipeline.Subscribe(_seen);
    }

    [Fact]
    public void Emits_a_trade_told_by_four_connections_once_and_the_first_copy_of_it()
    {
        var trade = Trade("MSFT");
        foreach (var connection in Enumerable.Range(1, 4))
        {
            _feed.OnNext(trade with { Source = From(connection) });
            _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(1, Assert.Single(_seen.Values).Source.Connection);
        Assert.Equal(3, _ledger.Snapshot()["deduplicate"].Removed(RemovalReason.Duplicate));
    }

    [Fact]
    public void Keeps_two_equal_prints_of_one_connection_apart_and_knows_their_copies_on_another()
    {
        var print = Trade("XBT/USD") with { Id = default };
        foreach (var connection in new[] { 1, 1, 2, 2 })
        {
            _feed.OnNext(print with { Source = From(connection) });
        }

        Drain();

        Assert.Equal([1, 1], _seen.Values.Select(value => value.Source.Connection));
    }

    [Fact]
    public void Remembers_nothing_without_an_identity_where_copies_cannot_come()
    {
        MarketPipeline pipeline = new(_feed, new() { HasCopies = false }, _clock, new());
        RecordingObserver<MarketEvent> seen = new(_clock);
        using var subscription = pipeline.Subscribe(seen);
        var print = Trade("XBT/USD");
        _feed.OnNext(print with { Id = default, Source = From(1) });
        _feed.OnNext(print with { Id = default, Source = From(2) });
        _feed.OnNext(print with { Source = From(1) });
        _feed.OnNext(print with { Source = From(2) });
        Drain();

        Assert.Equal([1, 2, 1], seen.Values.Select(value => value.Source.Connection));
    }

    [Fact]
    public void Emits_what_a_venue_sends_again_on_a_later_subscribe_once()
    {
        var (trade, bar) = (Trade("BTC-USD") with { IsBackfill = true }, Bar("BTC-USD", minute: 0) with { IsBackfill = true });
        _feed.OnNext(trade with { Source = From(1) });
        _feed.OnNext(bar with { Source = From(1) });
        for (var hour = 1; hour <= 2; hour++)
        {
            _clock.AdvanceBy(TimeSpan.FromHours(1)); // and what was told before is forgotten
            _feed.OnNext(trade with { Symbol = "ETH-USD", Id = hour, Time = _clock.Now, Source = From(1) });
        }

        _feed.OnNext(trade with { Source = From(2) });
        _feed.OnNext(bar with { Source = From(2) });
        Drain();

        Assert.Equal(4, _seen.Values.Count);
        Assert.Equal(2, _ledger.Snapshot()["replays"].Removed(RemovalReason.Duplicate));
    }

    [Fact]
    public void Numbers_the_revisions_of_a_candle_whose_venue_does_not()
    {
        foreach (var (volume, connection) in new[] { (1m, 1), (2m, 1), (1m, 2), (2m, 2), (3m, 2), (3m, 1) })
        {
            _feed.OnNext(Bar("BTC-USD", minute: 0) with { Volume = volume, Source = From(connection) });
        }

        Drain();

        Assert.Equal([0, 1, 2], _seen.Values.Cast<Bar>().Select(bar => bar.Revision));
    }

    /// <summary>Alpaca's <c>u</c>: one minute is updated several times within the window, over two connections, and the vendor numbers nothing.</summary>
    [Fact]
    public void Delivers_each_update_of_a_minute_once_and_numbers_it()
    {
        var first = Candle(100) with { HasVendorRevision = true };
        for (var update = 0; update < 33; update++)
        {
            foreach (var connection in new[] { 1, 2 })
            {
                var told = update == 0 ? first : Candle(100 + update) with { Revision = 1 };
                _feed.OnNext(told with { Source = From(connection) });
                _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
            }
        }

        Drain();
        Assert.Equal(Enumerable.Range(0, 33).Select(number => (number, 100m + number)), _seen.Values.Cast<Bar>().Select(bar => (bar.Revision, bar.Volume)));
        Assert.Equal(33, _ledger.Snapshot()["deduplicate"].Removed(RemovalReason.Duplicate));
    }

    [Fact]
    public void Ends_a_copys_window_by_the_clock_though_only_bars_of_one_minute_come()
    {
        var bar = Candle(100) with { HasVendorRevision = true };
        foreach (var _ in Enumerable.Range(0, 4))
        {
            _feed.OnNext(bar with { Source = From(1) });
            _clock.AdvanceBy(TimeSpan.FromSeconds(1));
            _feed.OnNext(bar with { Source = From(2) });
            _clock.AdvanceBy(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(4, _seen.Count);
    }

    [Fact]
    public void Gives_295_good_bars_of_300_with_5_bad_ones()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            _feed.OnNext(number % 60 == 7 ? Bar("BAD", number) with { Volume = -1 } : Bar("MSFT", number));
        }

        Drain();

        Assert.Equal(295, _seen.Values.Count);
        Assert.Equal(5, _ledger.Snapshot()["bars"].Removed(RemovalReason.Invalid));
        Assert.Equal(5, _pipeline.Faults.Total);
        Assert.All(_pipeline.Faults.Latest(), fault => Assert.Equal("Volume is -1; must be 0 or more.", fault.Reason));
        Assert.False(_pipeline.Channels[1].Monitor.State.IsOpen(_clock.Now));
    }

    [Fact]
    public void Lets_ten_bad_events_in_one_channel_touch_no_other()
    {
        foreach (var number in Enumerable.Range(0, 10))
        {
            _feed.OnNext(Value(string.Empty));
            _feed.OnNext(Trade("MSFT"));
            _feed.OnNext(Bar("MSFT", number));
        }

        Drain();

        Assert.Equal(10, _seen.Values.Count(value => value is MarketFlow.Trade));
        Assert.Equal(10, _seen.Values.Count(value => value is MarketFlow.Bar));
        Assert.Equal(10, _ledger.Snapshot()["fmv"].Removed(RemovalReason.Invalid));
        Assert.Equal((0L, 0L), (_ledger.Snapshot()["tick"].RemovedInAll, _ledger.Snapshot()["bars"].RemovedInAll));
    }

    /// <summary>Only clients of the vendor's own dialect get it, and they get it where it stood.</summary>
    [Fact]
    public void Keeps_a_message_with_an_unusual_field_in_its_place_among_the_events_that_it_stands_for()
    {
        MarketEvent[] events =
        [
            Trade("MSFT"), Unusual(EventType.Trade), Trade("MSFT") with { Price = 2 }, Unusual(EventType.Quote), Trade("MSFT") with { Price = 3 },
        ];
        foreach (var value in events)
        {
            _feed.OnNext(value);
        }

        Drain();

        Assert.Equal(events, _seen.Values);
        Assert.Equal(5, _ledger.Snapshot()["tick"].Emitted);
        Assert.Equal(0, _ledger.Snapshot().Imbalance);
    }

    /// <summary>Where its time cannot be read it has that of its receipt, which differs from connection to connection.</summary>
    [Fact]
    public void Emits_a_vendors_message_of_two_connections_once_and_two_equal_ones_of_one_connection_twice()
    {
        foreach (var connection in new[] { 1, 1, 2, 2 })
        {
            var receivedAt = (Timestamp)_clock.Now;
            Frame frame = new("massive", connection, receivedAt, "{\"ev\":\"T\",\"sym\":\"MSFT\"}"u8.ToArray());
            _feed.OnNext(Unusual(EventType.Trade) with { Time = receivedAt, Source = new(frame, 0, frame.Bytes.Length) });
            _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal([1, 1], _seen.Values.Select(value => value.Source.Connection));
        Assert.Equal(2, _ledger.Snapshot()["deduplicate"].Removed(RemovalReason.Duplicate));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    public void Lets_a_lone_bar_leave_after_100_ms_of_virtual_time(int milliseconds, int emitted)
    {
        _feed.OnNext(Bar("MSFT", minute: 0));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(milliseconds));
        _clock.RunDue();

        Assert.Equal(emitted, _seen.Values.Count);
    }

    [Fact]
    public void Lets_ticks_overtake_eight_thousand_bars_of_one_instant_keeps_the_order_of_bars_and_loses_nothing()
    {
        foreach (var number in Enumerable.Range(0, 8_000))
        {
            _feed.OnNext(Bar($"S{number % 4_000}", minute: number / 4_000));
        }

        foreach (var number in Enumerable.Range(0, 1_000))
        {
            _feed.OnNext(Trade("MSFT"));
        }

        Drain();

        var values = _seen.Values;
        Assert.Equal(9_000, values.Count);
        Assert.InRange(values.ToList().FindLastIndex(value => value is MarketFlow.Trade), 999, 999 + (1_000 / 64));
        Assert.All(values.OfType<Bar>().GroupBy(bar => bar.Symbol), bars => Assert.Equal(bars.Select(bar => bar.Time).Order(), bars.Select(bar => bar.Time)));
        AssertBalancedAtRest();
    }

    [Fact]
    public void Raises_bars_of_opening_symbols_to_the_tick_lane()
    {
        _feed.OnNext(Value("MSFT"));
        _feed.OnNext(Bar("MSFT", minute: 0));
        _feed.OnNext(Bar("SPY", minute: 0));
        Drain();

        Assert.Equal(1, _ledger.Snapshot()["lane-tick"].Emitted);
        Assert.Equal("SPY", _seen.Values[0].Symbol);
    }

    [Fact]
    public void Keeps_the_latest_quote_and_drops_the_oldest_trade_when_the_tick_lane_is_full()
    {
        MarketPipelineOptions options = new();
        Ledger ledger = new();
        RecordingObserver<MarketEvent> seen = new();
        using Subject<MarketEvent> feed = new();
        using var subscription = new MarketPipeline(
            feed, options with { Tick = options.Tick with { Lane = options.Tick.Lane with { Capacity = 3 } } }, _clock, ledger).Subscribe(seen);

        feed.OnNext(Trade("MSFT"));
        feed.OnNext(Quote(bid: 1));
        feed.OnNext(Trade("MSFT"));
        feed.OnNext(Quote(bid: 2));
        feed.OnNext(Trade("MSFT"));
        Drain();

        Assert.Equal(["2", "bid 2", "3"], seen.Values.Select(value => value is Quote quote ? $"bid {quote.BidPrice}" : ((Trade)value).Id.ToString()));
        var lane = ledger.Snapshot()["lane-tick"];
        Assert.Equal((1L, 1L), (lane.Removed(RemovalReason.Conflated), lane.Removed(RemovalReason.Overflow)));
    }

    [Fact]
    public void Sends_status_before_everything_else()
    {
        _feed.OnNext(Trade("MSFT"));
        _feed.OnNext(new Status { Symbol = "MSFT", Time = _clock.Now, Kind = "halt", Source = From(1) });
        Drain();

        Assert.IsType<Status>(_seen.Values[0]);
    }

    [Fact]
    public void Removes_what_waited_in_a_lane_for_more_than_two_minutes()
    {
        var old = Trade("MSFT") with { Source = new(new Frame("test", 1, _clock.Now, default), 0, 0) };
        _clock.AdvanceBy(TimeSpan.FromSeconds(120) + TimeSpan.FromTicks(1));
        _feed.OnNext(old);
        Drain();

        Assert.Empty(_seen.Values);
        Assert.Equal(1, _ledger.Snapshot()["lane-tick"].Removed(RemovalReason.Expired));
    }

    [Fact]
    public void Delivers_events_that_came_from_no_feed_however_late_it_is()
    {
        _feed.OnNext(Trade("MSFT") with { Source = default });
        Drain();

        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Flushes_everything_on_completion()
    {
        _feed.OnNext(Bar("MSFT", minute: 0));
        _feed.OnNext(Value("MSFT"));
        _feed.OnCompleted();
        _clock.RunDue();

        _seen.AssertGrammar();
        Assert.Equal(2, _seen.Values.Count);
        Assert.True(_seen.IsCompleted);
        AssertBalancedAtRest();
    }

    [Fact]
    public void Removes_what_it_holds_as_shutdown_when_disposed()
    {
        _feed.OnNext(Bar("MSFT", minute: 0));
        _feed.OnNext(Trade("MSFT"));
        _subscription.Dispose();

        Assert.Equal(1, _ledger.Snapshot()["bars"].Removed(RemovalReason.Shutdown));
        Assert.Equal(1, _ledger.Snapshot()["lane-tick"].Removed(RemovalReason.Shutdown));
        AssertBalancedAtRest();
    }

    /// <summary>The pipeline is its operators and nothing else.</summary>
    [Fact]
    public void Equals_the_chain_written_out_by_hand() =>
        Prop.ForAll<(byte Kind, byte Symbol, byte Id, byte Connection, byte Gap)[]>(arrivals =>
        {
            var viaPipeline = Play(arrivals, (events, clock) => new MarketPipeline(events, new(), clock, new()));
            var byHand = Play(arrivals, ByHand);
            return viaPipeline.SequenceEqual(byHand);
        }).QuickCheckThrowOnFailure();

    public void Dispose()
    {
        _subscription.Dispose();
        _feed.Dispose();
    }

    private static IObservable<MarketEvent> ByHand(IObservable<MarketEvent> events, VirtualMarketClock clock)
    {
        MarketPipelineOptions numbers = new();
        FaultLog<ChannelFault<MarketEvent>> faults = new();
        return events
            .RouteBy(value => value.Identity is not null, routes => FlowOperators.MergeRoutes(
                routes[true].DeduplicateByTime(value => value.Identity!.Value, value => value.Time, TimeSpan.FromSeconds(5), clock),
                routes[false].DeduplicateAcross(value => value, value => value.Source.Connection, TimeSpan.FromSeconds(5), clock, comparer: MarketEvent.ContentComparer)))
            .NumberRevisions()
            .RouteBy(value => value.Type, routes =>
            {
                var bars = routes[EventType.Bar].ProcessChannel(numbers.Bars.Channel, batch => batch, faults, clock).Publish().RefCount(2);
                var values = routes[EventType.FairMarketValue].ProcessChannel(numbers.Fmv.Channel, batch => batch, faults, clock).Publish().RefCount(2);
                var ticks = FlowOperators.MergeRoutes(routes[EventType.Trade], routes[EventType.Quote]).ProcessChannel(numbers.Tick.Channel, batch => batch, faults, clock);
                return FlowOperators.PriorityMerge(
                    [
                        routes[EventType.Status].InLane(numbers.Status),
                        new[] { ticks, bars.Where(OpeningSymbols.Default.AreRaised), values.Where(OpeningSymbols.Default.AreRaised) }.InLane(numbers.Tick.Lane),
                        bars.Where(bar => !OpeningSymbols.Default.AreRaised(bar)).InLane(numbers.Bars.Lane),
                        values.Where(value => !OpeningSymbols.Default.AreRaised(value)).InLane(numbers.Fmv.Lane),
                    ],
                    clock);
            });
    }

    private static List<(MarketEvent Value, DateTimeOffset At)> Play(
        (byte Kind, byte Symbol, byte Id, byte Connection, byte Gap)[] arrivals, Func<IObservable<MarketEvent>, VirtualMarketClock, IObservable<MarketEvent>> build)
    {
        VirtualMarketClock clock = new();
        using Subject<MarketEvent> feed = new();
        RecordingObserver<MarketEvent> seen = new(clock);
        using var subscription = build(feed, clock).Subscribe(seen);
        foreach (var (kind, symbol, id, connection, gap) in arrivals)
        {
            clock.AdvanceBy(TimeSpan.FromMilliseconds(gap * 10));
            SourceContext source = new(new Frame("test", 1 + (connection % 3), clock.Now, default), 0, 0);
            var name = symbol % 3 == 0 ? "SPY" : $"S{symbol % 3}";
            feed.OnNext((kind % 5) switch
            {
                0 => new Trade { Symbol = name, Time = VirtualMarketClock.Open, Price = 1, Size = 1, Id = 1 + (id % 4), Source = source },
                1 => new Quote { Symbol = name, Time = VirtualMarketClock.Open, BidPrice = id % 4, AskPrice = 5, Source = source },
                2 => new Bar { Symbol = name, Time = VirtualMarketClock.Open, Interval = TimeSpan.FromMinutes(1), Open = 1, High = 1, Low = id % 4, Close = 1, Volume = id % 4, Source = source },
                3 => new FairMarketValue { Symbol = name, Time = VirtualMarketClock.Open, Price = id % 4, Source = source },
                _ => new Status { Symbol = name, Time = VirtualMarketClock.Open, Kind = "halt", Count = id, Source = source },
            });
        }

        feed.OnCompleted();
        clock.AdvanceBy(TimeSpan.FromSeconds(1));
        seen.AssertGrammar();
        return [.. seen.Received.Select(received => (received.Value, received.At))];
    }

    private static Bar Candle(decimal volume) => new()
    {
        Symbol = "AAPL",
        Time = VirtualMarketClock.Open,
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 1,
        Low = 1,
        Close = 1,
        Volume = volume,
    };

    private static VendorMessage Unusual(EventType type) =>
        new() { Symbol = "MSFT", Time = default, Channel = "T", StandsFor = type, Unusual = "p is {}; must be a number." };

    private void Drain() => _clock.AdvanceBy(TimeSpan.FromSeconds(1));

    private void AssertBalancedAtRest()
    {
        var ledger = _ledger.Snapshot();
        Assert.Equal((0L, 0L), (ledger.Imbalance, ledger.InTransit));
        Assert.All(ledger.Stages, stage => Assert.Equal(0, stage.Held));
    }

    private SourceContext From(int connection) => new(new Frame("test", connection, _clock.Now, default), 0, 0);

    private Trade Trade(string symbol) => new() { Symbol = symbol, Time = _clock.Now, Price = 1, Size = 1, Id = ++_ids, Source = From(1) };

    private Bar Bar(string symbol, int minute) => new()
    {
        Symbol = symbol,
        Time = VirtualMarketClock.Open.AddMinutes(minute),
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 2,
        Low = 1,
        Close = 2,
        Volume = 3,
        Source = From(1),
    };

    private Quote Quote(decimal bid) => new() { Symbol = "MSFT", Time = _clock.Now, BidPrice = bid, AskPrice = 9, Source = From(1) };

    private FairMarketValue Value(string symbol) => new() { Symbol = symbol, Time = _clock.Now, Price = 1, Source = From(1) };
}
