using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class PipelineDetectorsTests : IDisposable
{
    /// <summary>Finds something in nearly every trade.</summary>
    private static readonly MarketDetectors _eager = new()
    {
        HighLow = new() { Bands = [new(decimal.MaxValue, 0, 0)], Cooldown = TimeSpan.Zero },
        Trend = new() { MinPoints = 2, WarmUp = default, Volatility = new(0.001, 0.001, 0.001) },
        Surge = new() { MinPoints = 1, VolumeThreshold = 0.5m, Cooldown = TimeSpan.Zero, Mode = default },
        VolumeSurge = new() { Bars = 1, MinBars = 1, Multiple = 0.5m },
    };

    private static readonly MarketDetectors _none = new()
    {
        HighLow = null,
        Trend = null,
        Surge = null,
        VolumeSurge = null,
        SignificantMove = null,
        CloseAtExtreme = null,
        BarGap = null,
        FairValue = null,
    };

    private static readonly ConflictWindows _noWindows = new() { HighLow = TimeSpan.Zero, Trend = TimeSpan.Zero, Surge = TimeSpan.Zero };
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<MarketEvent> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly RecordingObserver<MarketEvent> _seen;
    private long _ids;

    public PipelineDetectorsTests() => _seen = new(_clock);

    [Fact]
    public void Finds_what_the_operators_find_and_loses_no_trade()
    {
        var trades = DayFragment.Number(5, pace: 1, length: 300).Where(trade => trade.Price > 0).ToList();
        using var subscription = Open(new() { Detectors = [_eager], Conflicts = _noWindows });
        foreach (var trade in trades)
        {
            _feed.OnNext(trade with { Id = ++_ids });
        }

        Drain();
        var byHand = trades.Select((trade, index) => trade with { Id = index + 1 }).ToList();

        Assert.Equal(byHand, _seen.Values.OfType<Trade>());
        Assert.Equal(byHand.Found(source => source.DetectHighLow(_eager.HighLow)), Of(DetectionKinds.HighLow));
        Assert.Equal(byHand.Found(source => source.DetectTrend(_eager.Trend)), Of(DetectionKinds.Trend));
        Assert.Equal(byHand.Found(source => source.DetectSurge(_eager.Surge)), Of(DetectionKinds.Surge));
        Assert.All(DetectionKinds.All.Take(3), kind => Assert.True(Of(kind).Count > 10, $"hardly any {kind}"));
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Puts_each_kind_into_the_lane_of_its_level()
    {
        using var subscription = Open(new() { Detectors = [_eager], Conflicts = _noWindows });
        Tell("MSFT");
        Drain();

        var ledger = _ledger.Snapshot();
        Assert.Equal(Of(DetectionKinds.HighLow).Count, ledger["lane-bars"].Emitted);
        Assert.Equal(Of(DetectionKinds.Trend).Count + Of(DetectionKinds.Surge).Count, ledger["lane-fmv"].Emitted);
        Assert.Equal(_seen.Values.OfType<Trade>().Count(), ledger["lane-tick"].Emitted);
        Assert.All(DetectionKinds.All.Take(3), kind => Assert.NotEmpty(Of(kind)));
        Assert.Equal(_seen.Values.OfType<Detection>().Count(), ledger["detect-tick"].Created);
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Raises_what_is_found_in_raised_symbols_to_the_tick_lane()
    {
        using var subscription = Open(new() { Detectors = [_eager], Conflicts = _noWindows });
        Tell("SPY");
        Drain();

        Assert.NotEmpty(_seen.Values.OfType<Detection>());
        Assert.Equal(_seen.Values.Count, _ledger.Snapshot()["lane-tick"].Emitted);
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Sends_new_highs_before_trends_and_surges_and_after_trades()
    {
        using var subscription = Open(new() { Detectors = [_eager], Conflicts = _noWindows });
        Tell("MSFT");
        Drain();

        var levels = _seen.Values.Select(value => value is Detection found ? found.Kind == DetectionKinds.HighLow ? 2 : 3 : 1).ToList();
        Assert.Equal(levels.Order(), levels);
    }

    [Fact]
    public void Finds_what_the_operators_find_in_bars_and_values_and_puts_it_lowest()
    {
        using var subscription = Open(new() { Detectors = [_eager] });
        var trade = new Trade { Symbol = "MSFT", Time = _clock.Now, Price = 100, Size = 1, Id = ++_ids };
        Bar[] bars = [Bar("MSFT"), Bar("MSFT") with { Time = _clock.Now.AddMinutes(1), Open = 2, High = 3, Close = 3, Volume = 9 }];
        FairMarketValue[] values = [.. new[] { 101m, 106, 100.5m }.Select(price => new FairMarketValue { Symbol = "MSFT", Time = _clock.Now, Price = price })];
        Array.ForEach(bars, _feed.OnNext);
        _feed.OnNext(trade);
        Array.ForEach(values, _feed.OnNext);
        Drain();

        var ofBars = new[]
        {
            bars.ToObservable().DetectVolumeSurge(_eager.VolumeSurge), bars.ToObservable().DetectSignificantMove(), bars.ToObservable().DetectCloseAtExtreme(),
            bars.ToObservable().DetectBarGap(),
        }.SelectMany(found => found.ToEnumerable()).ToList();
        var ofValues = new MarketEvent[] { trade }.Concat(values).ToObservable().DetectFairValue().ToEnumerable().ToList();
        Assert.Equal(ofBars, Of(DetectionKinds.Bar));
        Assert.Equal(ofValues, Of(DetectionKinds.FairMarketValue));
        Assert.Equal((3, 2), (ofBars.Count, ofValues.Count));
        Assert.Equal(5, _ledger.Snapshot()["lane-other"].Emitted);
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Raises_what_is_found_in_bars_of_raised_symbols_too()
    {
        using var subscription = Open(new() { Detectors = [_eager] });
        _feed.OnNext(Bar("SPY"));
        _feed.OnNext(Bar("SPY") with { Time = _clock.Now.AddMinutes(1) });
        Drain();

        Assert.Single(Of(DetectionKinds.Bar));
        Assert.Equal((3L, 0L), (_ledger.Snapshot()["lane-tick"].Emitted, _ledger.Snapshot()["lane-other"].Emitted));
    }

    [Theory]
    [InlineData(DetectionKinds.Bar)]
    [InlineData(DetectionKinds.FairMarketValue)]
    public void Switches_detectors_of_bars_and_values_off(string kind)
    {
        var only = kind == DetectionKinds.Bar ? _none with { FairValue = new() } : _none with { BarGap = new() };
        using var subscription = Open(new() { Detectors = [only] });
        Tell("MSFT", trades: 1);
        _feed.OnNext(Bar("MSFT"));
        _feed.OnNext(Bar("MSFT") with { Time = _clock.Now.AddMinutes(1), Open = 2, High = 3 });
        _feed.OnNext(new FairMarketValue { Symbol = "MSFT", Time = _clock.Now, Price = 110 });
        Drain();

        Assert.Equal(kind == DetectionKinds.Bar ? [DetectionKinds.FairMarketValue] : [DetectionKinds.Bar], _seen.Values.OfType<Detection>().Select(found => found.Kind));
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Holds_what_competes_until_its_window_closes()
    {
        using var subscription = Open(new() { Detectors = [_eager] });
        Tell("MSFT");
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(499));
        Assert.Empty(Of(DetectionKinds.HighLow));
        Assert.Equal(2, _ledger.Snapshot()["conflicts"].Held); // a high and a trend; the surge has gone

        _clock.AdvanceBy(TimeSpan.FromMilliseconds(501));
        Assert.All(DetectionKinds.All.Take(3), kind => Assert.Single(Of(kind)));
        var conflicts = _ledger.Snapshot()["conflicts"];
        Assert.Equal((3L, conflicts.Received - 3), (conflicts.Emitted, conflicts.Removed(RemovalReason.Superseded)));
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Switches_each_detector_off_by_itself()
    {
        using var subscription = Open(new() { Detectors = [_eager with { HighLow = null, Surge = null }], Conflicts = _noWindows });
        Tell("MSFT");
        Drain();

        Assert.Equal([DetectionKinds.Trend], _seen.Values.OfType<Detection>().Select(found => found.Kind).Distinct());
    }

    [Fact]
    public void Has_no_stages_for_detectors_that_are_switched_off()
    {
        using var subscription = Open(new() { Detectors = [_none] });
        Tell("MSFT");
        Drain();

        Assert.Empty(_seen.Values.OfType<Detection>());
        Assert.DoesNotContain(_ledger.Snapshot().Stages, stage => stage.Name is "conflicts" or "meet-fmv" || stage.Name.StartsWith("detect-", StringComparison.Ordinal));
    }

    [Fact]
    public void Lets_each_set_look_at_its_own_part_by_its_own_calendar()
    {
        // on a Saturday the one market is closed, and the other is not
        _clock.AdvanceTo(VirtualMarketClock.Open.AddDays(5));
        using var subscription = Open(new()
        {
            Conflicts = _noWindows,
            Detectors =
            [
                _eager with { Watches = value => value.Source.Feed == "stocks" },
                _eager.By(MarketCalendar.AroundTheClock) with { Watches = value => value.Source.Feed == "crypto" },
            ],
        });
        Tell("MSFT", "stocks");
        Tell("BTC-USD", "crypto");
        Drain();

        Assert.Equal(["BTC-USD"], _seen.Values.OfType<Detection>().Select(found => found.Symbol).Distinct());
    }

    [Fact]
    public void Lets_go_what_is_held_on_completion()
    {
        using var subscription = Open(new() { Detectors = [_eager] });
        Tell("MSFT");
        _feed.OnCompleted();
        _clock.RunDue();

        Assert.All(DetectionKinds.All.Take(3), kind => Assert.Single(Of(kind)));
        Assert.True(_seen.IsCompleted);
        _seen.AssertGrammar();
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Counts_what_is_held_as_shutdown_when_disposed()
    {
        var subscription = Open(new() { Detectors = [_eager] });
        Tell("MSFT");
        subscription.Dispose();

        Assert.Equal(3, _ledger.Snapshot()["conflicts"].Removed(RemovalReason.Shutdown));
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Drops_the_oldest_detection_and_no_bar_where_its_lane_is_full()
    {
        MarketPipelineOptions options = new() { Detectors = [_eager with { Trend = null, Surge = null }], Conflicts = _noWindows };
        using var subscription = Open(options with { Bars = options.Bars with { Lane = options.Bars.Lane with { Capacity = 3 } } });
        Tell("MSFT", trades: 5); // four new highs
        _feed.OnNext(Bar("MSFT"));
        _feed.OnNext(Bar("AAPL"));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(1)); // what was found leaves: the lane had room for three
        Drain();

        Assert.Equal(3, Of(DetectionKinds.HighLow).Count);
        Assert.Equal(["MSFT", "AAPL"], _seen.Values.OfType<Bar>().Select(bar => bar.Symbol));
        Assert.Equal(1, _ledger.Snapshot()["lane-bars"].Removed(RemovalReason.Overflow));
    }

    public void Dispose() => _feed.Dispose();

    private IDisposable Open(MarketPipelineOptions options) => new MarketPipeline(_feed, options, _clock, _ledger).Subscribe(_seen);

    private void Drain() => _clock.AdvanceBy(TimeSpan.FromSeconds(2));

    private List<Detection> Of(string kind) => [.. _seen.Values.OfType<Detection>().Where(found => found.Kind == kind)];

    /// <summary>Trades six seconds apart, all told now, each higher than the one before.</summary>
    private void Tell(string symbol, string feed = "test", int trades = 10)
    {
        for (var number = 0; number < trades; number++)
        {
            _feed.OnNext(new Trade
            {
                Symbol = symbol,
                Time = _clock.Now.AddSeconds(6 * number),
                Price = 100 + number,
                Size = 100,
                Id = ++_ids,
                Source = new(new Frame(feed, 1, _clock.Now, default), 0, 0),
            });
        }
    }

    private Bar Bar(string symbol) => new()
    {
        Symbol = symbol,
        Time = _clock.Now,
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 1,
        Low = 1,
        Close = 1,
        Volume = 1,
        Source = new(new Frame("test", 1, _clock.Now, default), 0, 0),
    };
}
