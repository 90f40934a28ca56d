using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestBars;

namespace MarketFlow.Tests;

/// <summary>What all detectors of bars promise, by the simplest of them, and the law by each.</summary>
public sealed class BarDetectorRulesTests
{
    public static TheoryData<string> Detectors => ["surge", "move", "extreme", "gap"];

    [Fact]
    public void Finds_nothing_in_a_bar_that_is_older_than_the_newest() => Assert.Empty(Moves([Bar(5), Bar(4, close: 110)]));

    [Fact]
    public void Finds_nothing_in_an_older_bar_that_is_revised() => Assert.Empty(Moves([Bar(4), Bar(5), Bar(4, close: 110, revision: 1)]));

    [Fact]
    public void Passes_over_a_telling_that_was_revised_before_it_came() =>
        Assert.Equal([2], Moves([Bar(4, revision: 2), Bar(4, close: 110, revision: 1), Bar(4, close: 111, revision: 2)]).Select(found => (int)found.Cause!));

    [Fact]
    public void Keeps_symbols_apart() => Assert.Equal(2, Moves([Bar(5), Bar(4, close: 110, symbol: "B"), Bar(5, close: 110, revision: 1)]).Count);

    [Fact]
    public void Keeps_intervals_apart() => Assert.Single(Moves([Bar(5), Bar(0, close: 110) with { Interval = 5 * Minute }]));

    [Fact]
    public void Marks_what_is_found_in_backfill() => Assert.True(Assert.Single(Moves([Bar(5, close: 110) with { IsBackfill = true }])).IsBackfill);

    [Theory]
    [InlineData(0, 1, 1, 1, 1)]
    [InlineData(1, 0, 1, 1, 1)]
    [InlineData(1, 1, 0, 1, 1)]
    [InlineData(1, 1, 1, 0, 1)]
    [InlineData(1, 1, 1, 2, -1)]
    [InlineData(1e-13, 1, 1, 1, 1)]
    [InlineData(1, 1.1e12, 1, 1, 1)]
    [InlineData(1, 1, 1, 1, 1.1e15)]
    public void Passes_over_bars_without_usable_figures(double open, double high, double low, double close, double volume)
    {
        var unusable = Bar(1) with { Open = (decimal)open, High = (decimal)high, Low = (decimal)low, Close = (decimal)close, Volume = (decimal)volume };

        Assert.Empty(Moves([unusable, unusable with { Interval = TimeSpan.Zero }]));
        Assert.Empty(new[] { unusable, Bar(0) }.Run(bars => bars.DetectBarGap())); // and they are not remembered
    }

    [Fact]
    public void Takes_the_largest_figures_there_are()
    {
        var largest = Bar(1, open: 1e-12m, high: 1e12m, low: 1e-12m, close: 1e12m, volume: 1e15m);

        Assert.Equal(1e26m - 100, Assert.Single(Moves([largest])).Value);
        Assert.Single(new[] { Bar(0, open: 1e-12m), Bar(1, open: 1e12m) }.Run(bars => bars.DetectBarGap()));
    }

    [Fact]
    public void Forgets_a_series_that_is_idle_by_event_time_and_not_before()
    {
        var options = new BarGapOptions { IdleAfter = 10 * Minute };

        Assert.Single(Gaps([Bar(0), Bar(9, symbol: "B"), Bar(9, open: 110)], options));
        Assert.Single(Gaps([Bar(0), Bar(10, symbol: "B"), Bar(9, open: 110)], options)); // what another symbol claims is no time that has passed
        Assert.Empty(Gaps([Bar(0), Bar(10, open: 110)], options));
    }

    [Fact]
    public void Forgets_the_series_longest_without_a_bar_where_there_are_too_many()
    {
        var options = new BarGapOptions { MaxSeries = 2 };

        Assert.Single(Gaps([Bar(0), Bar(1, symbol: "B"), Bar(2), Bar(3, symbol: "C"), Bar(4, open: 110)], options));
        Assert.Empty(Gaps([Bar(0), Bar(1, symbol: "B"), Bar(2), Bar(3, symbol: "C"), Bar(4, open: 110, symbol: "B")], options));
    }

    [Fact]
    public void Begins_a_series_anew_where_its_newest_bar_proves_to_be_of_a_wrong_time()
    {
        var wrong = BarAt(Ten.AddDays(40));

        Assert.Single(Gaps([wrong, Bar(0), Bar(1), Bar(2, open: 110)])); // the first only makes one suspicious
        Assert.Empty(Gaps([wrong, Bar(0), Bar(1, open: 110)]));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(4_000)]
    public void Passes_over_a_lone_bar_of_a_wrong_time(int days) =>
        Assert.Single(Gaps([Bar(0), Bar(1), BarAt(Ten.AddDays(days)), Bar(2, open: 110), Bar(3, open: 110)]));

    [Fact]
    public void Takes_no_backfill_for_a_proof_of_a_wrong_time() =>
        Assert.Empty(Gaps([BarAt(Ten.AddDays(40)), .. Enumerable.Range(0, 9).Select(minute => Bar(minute, open: 100 + (10 * minute)) with { IsBackfill = true })]));

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Creates_and_emits_detections_in_its_account(string detector)
    {
        var stage = new Ledger().Stage("detect");
        var seen = new RecordingObserver<Detection> { WhileReceiving = _ => Assert.Equal((0, 1, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Created, stage.Snapshot().Emitted, stage.Snapshot().Imbalance)) };
        using var feed = new Subject<Bar>();
        using var subscription = Detect(detector, feed, stage).Subscribe(seen);

        for (var minute = 0; minute < 10; minute++)
        {
            feed.OnNext(Bar(minute, high: 100.5m, low: 99.5m));
        }

        feed.OnNext(Bar(10, open: 101, close: 104, volume: 1_000));

        Assert.Single(seen.Values);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Ends_with_its_source_and_hears_nothing_after_and_is_deaf_once_disposed(string detector)
    {
        var error = new InvalidOperationException();
        var source = new HandSource<Bar>();
        var seen = new RecordingObserver<Detection>();
        Detect(detector, source).Subscribe(seen);
        source.Observer.OnError(error);
        Surge(source);
        Assert.Same(error, seen.Error);
        Assert.Empty(seen.Values);
        seen.AssertGrammar();

        var other = new RecordingObserver<Detection>();
        Detect(detector, source).Subscribe(other).Dispose();
        Surge(source);
        source.Observer.OnCompleted();
        Assert.False(other.HasEnded);
        Assert.Empty(other.Values);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Tells_each_subscriber_the_same(string detector)
    {
        var source = new HandSource<Bar>();
        var found = Detect(detector, source);
        var (one, other) = (new RecordingObserver<Detection>(), new RecordingObserver<Detection>());
        found.Subscribe(one);
        Surge(source);
        found.Subscribe(other);
        Surge(source);

        Assert.Single(one.Values);
        Assert.Equal(one.Values, other.Values);
    }

    private static void Surge(HandSource<Bar> source)
    {
        for (var minute = 0; minute < 10; minute++)
        {
            source.Observer.OnNext(Bar(minute, high: 100.5m, low: 99.5m));
        }

        source.Observer.OnNext(Bar(10, open: 101, close: 104, volume: 1_000));
    }

    private static IObservable<Detection> Detect(string detector, IObservable<Bar> bars, LedgerStage? stage = null) => detector switch
    {
        "surge" => bars.DetectVolumeSurge(stage: stage),
        "move" => bars.DetectSignificantMove(stage: stage),
        "extreme" => bars.DetectCloseAtExtreme(stage: stage),
        _ => bars.DetectBarGap(stage: stage),
    };

    private static List<BarTelling> Moves(Bar[] bars) => bars.Run(source => source.DetectSignificantMove());

    private static List<BarTelling> Gaps(Bar[] bars, BarGapOptions? options = null) => bars.Run(source => source.DetectBarGap(options));
}
