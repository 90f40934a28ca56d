using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ResolveConflictsTests : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<Detection> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly LedgerStage _stage;
    private readonly RecordingObserver<Detection> _seen;
    private readonly IDisposable _subscription;

    public ResolveConflictsTests()
    {
        _seen = new(_clock);
        _stage = _ledger.Stage("conflicts");
        _subscription = _feed.ResolveConflicts(new() { SourcePriority = ["first", "second"] }, _clock, _stage).Subscribe(_seen);
    }

    [Theory]
    [InlineData(DetectionKinds.HighLow, 500)]
    [InlineData(DetectionKinds.Trend, 1_000)]
    [InlineData(DetectionKinds.Surge, 200)]
    public void Lets_a_lone_detection_go_when_its_window_closes_and_neither_sooner_nor_later(string kind, int milliseconds)
    {
        _feed.OnNext(Found(kind));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(milliseconds) - _tick);
        Assert.Empty(_seen.Values);
        Assert.Equal(1, _stage.Snapshot().Held);

        _clock.AdvanceBy(_tick);
        Assert.Single(_seen.Values);
        Assert.Equal((1L, 0L), (_stage.Snapshot().Emitted, _stage.Snapshot().Held));
    }

    [Theory]
    [InlineData(DetectionKinds.Bar)]
    [InlineData(DetectionKinds.FairMarketValue)]
    [InlineData("another")]
    public void Lets_kinds_without_a_window_go_at_once(string kind)
    {
        _feed.OnNext(Found(kind));
        _feed.OnNext(Found(kind));

        Assert.Equal(2, _seen.Values.Count);
    }

    [Fact]
    public void Keeps_the_newest_high_or_low_of_a_window_and_counts_the_others()
    {
        _feed.OnNext(Found(DetectionKinds.HighLow, price: 101));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
        _feed.OnNext(Found(DetectionKinds.HighLow, price: 102));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
        _feed.OnNext(Found(DetectionKinds.HighLow, price: 99));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(100));

        Assert.Equal([99m], _seen.Values.Select(found => found.Price)); // at 500 ms after the first, not after the last
        Assert.Equal(2, _stage.Snapshot().Removed(RemovalReason.Superseded));
    }

    [Fact]
    public void Keeps_the_newest_by_event_time_where_one_comes_late()
    {
        _feed.OnNext(Found(DetectionKinds.HighLow, price: 102));
        _feed.OnNext(Found(DetectionKinds.HighLow, price: 101) with { Time = _clock.Now - _tick });
        Drain();

        Assert.Equal(102, Assert.Single(_seen.Values).Price);
    }

    [Fact]
    public void Never_takes_a_new_higher_high_for_a_duplicate()
    {
        foreach (var price in Enumerable.Range(101, 20))
        {
            _feed.OnNext(Found(DetectionKinds.HighLow, price));
            _clock.AdvanceBy(TimeSpan.FromMilliseconds(250));
        }

        Drain();

        // one per window, each the highest so far: 101 and 102 in the first, and so on, and the highest of all is told
        Assert.Equal(Enumerable.Range(0, 10).Select(number => 102m + (2 * number)), _seen.Values.Select(found => found.Price));
        Assert.Equal((20L, 10L, 10L), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Superseded)));
    }

    [Fact]
    public void Opens_the_next_window_at_the_instant_at_which_one_closes()
    {
        _feed.OnNext(Found(DetectionKinds.Surge, price: 1));
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
        _feed.OnNext(Found(DetectionKinds.Surge, price: 2));
        Drain();

        Assert.Equal([1m, 2m], _seen.Values.Select(found => found.Price));
        Assert.Equal([200.0, 400.0], _seen.Received.Select(received => (received.At - VirtualMarketClock.Open).TotalMilliseconds));
    }

    [Fact]
    public void Keeps_the_strongest_trend()
    {
        _feed.OnNext(Trend(TrendStrength.Weak, 0.9m, price: 1));
        _feed.OnNext(Trend(TrendStrength.Strong, -0.5m, price: 2));
        _feed.OnNext(Trend(TrendStrength.Strong, 0.4m, price: 3));
        _feed.OnNext(Trend(TrendStrength.Moderate, 0.9m, price: 4));
        Drain();

        Assert.Equal(2, Assert.Single(_seen.Values).Price);
    }

    [Fact]
    public void Keeps_the_newest_of_equally_strong_trends()
    {
        _feed.OnNext(Trend(TrendStrength.Weak, 0.5m, price: 1));
        _feed.OnNext(Trend(TrendStrength.Weak, -0.5m, price: 2));
        Drain();

        Assert.Equal(2, Assert.Single(_seen.Values).Price);
    }

    [Theory]
    [InlineData("second", 10, "first", 1, "first")] // the source comes before the score
    [InlineData("first", 1, "second", 10, "first")]
    [InlineData("unknown", 10, "second", 1, "second")]
    [InlineData("unknown", 1, "other", 10, "other")] // equal sources: the score
    [InlineData("unknown", 10, "other", 1, "unknown")]
    [InlineData("unknown", 10, "other", 10, "other")] // equal in both: the newest
    public void Keeps_the_surge_of_the_highest_source(string source, int score, string otherSource, int otherScore, string winner)
    {
        _feed.OnNext(Surge(source, score));
        _feed.OnNext(Surge(otherSource, otherScore));
        Drain();

        Assert.Equal(winner, Assert.Single(_seen.Values).Source.Feed);
    }

    [Fact]
    public void Keeps_symbols_and_kinds_apart()
    {
        foreach (var kind in DetectionKinds.All)
        {
            _feed.OnNext(Found(kind, symbol: "AAPL"));
            _feed.OnNext(Found(kind, symbol: "MSFT"));
        }

        Drain();

        Assert.Equal(10, _seen.Values.Count);
        Assert.Equal(0, _stage.Snapshot().RemovedInAll);
    }

    [Fact]
    public void Lets_go_what_it_holds_before_the_end()
    {
        _feed.OnNext(Found(DetectionKinds.Trend, price: 1));
        _feed.OnNext(Found(DetectionKinds.Surge, price: 2));
        _feed.OnCompleted();

        Assert.Equal([2m, 1m], _seen.Values.Select(found => found.Price)); // in order of closing
        Assert.True(_seen.IsCompleted);
        _seen.AssertGrammar();
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Lets_go_what_it_holds_before_an_error()
    {
        InvalidOperationException error = new();
        _feed.OnNext(Found(DetectionKinds.Trend));
        _feed.OnError(error);

        Assert.Single(_seen.Values);
        Assert.Same(error, _seen.Error);
    }

    [Fact]
    public void Counts_what_it_holds_as_shutdown_when_disposed()
    {
        _feed.OnNext(Found(DetectionKinds.Trend));
        _subscription.Dispose();
        Drain();

        Assert.Empty(_seen.Values);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
        Laws.NothingLeft(_ledger);
    }

    [Fact]
    public void Closes_a_window_on_the_clock_though_the_consumer_is_busy()
    {
        using Subject<Detection> feed = new();
        List<decimal> seen = [];
        using var subscription = feed.ResolveConflicts(new(), _clock).Subscribe(found =>
        {
            seen.Add(found.Price);
            if (found.Kind == DetectionKinds.Bar)
            {
                // while the consumer is at it, a window opens and closes, and another opens
                feed.OnNext(Found(DetectionKinds.Surge, price: 1));
                _clock.AdvanceBy(TimeSpan.FromMilliseconds(200));
                feed.OnNext(Found(DetectionKinds.Surge, price: 2));
            }
        });

        feed.OnNext(Found(DetectionKinds.Bar, price: 0));
        Assert.Equal([0m, 1m], seen);

        Drain();
        Assert.Equal([0m, 1m, 2m], seen);
    }

    [Fact]
    public void Agrees_with_a_plain_list_of_windows()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            VirtualMarketClock clock = new();
            using Subject<Detection> feed = new();
            Ledger ledger = new();
            RecordingObserver<Detection> seen = new(clock) { WhileReceiving = _ => Laws.Balanced(ledger) };
            using var subscription = feed.ResolveConflicts(new(), clock, ledger.Stage("conflicts")).Subscribe(seen);
            List<(Detection Value, DateTimeOffset At)> arrivals = [];
            foreach (var number in Enumerable.Range(1, 40))
            {
                clock.AdvanceBy(TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.Next(20) * 10));
                var kind = DetectionKinds.All[random.Next(5)];
                arrivals.Add((Found(kind, price: number, symbol: $"S{random.Next(2)}") with { Time = clock.Now }, clock.Now));
                feed.OnNext(arrivals[^1].Value);
            }

            clock.AdvanceBy(TimeSpan.FromSeconds(2));
            Assert.Equal(Plain(arrivals), seen.Received.Select(received => ($"{received.At:mm:ss.fff} {received.Value.Kind} {received.Value.Price}")).Order());
            Laws.NothingLeft(ledger);
        }

        // opens a window at the first, and jumps behind it
        static IEnumerable<string> Plain(List<(Detection Value, DateTimeOffset At)> arrivals)
        {
            List<string> expected = [];
            foreach (var competing in arrivals.GroupBy(arrival => (arrival.Value.Kind, arrival.Value.Symbol)))
            {
                var window = competing.Key.Kind switch { "highlow" => 500, "trend" => 1_000, "surge" => 200, _ => 0 };
                var left = competing.ToList();
                while (left.Count > 0)
                {
                    var closes = left[0].At.AddMilliseconds(window);
                    var inside = window == 0 ? left.Take(1).ToList() : left.TakeWhile(arrival => arrival.At < closes).ToList();
                    expected.Add($"{closes:mm:ss.fff} {competing.Key.Kind} {inside[^1].Value.Price}");
                    left.RemoveRange(0, inside.Count);
                }
            }

            return expected.Order();
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3_600_001)]
    public void Names_the_window_that_is_out_of_its_range(int milliseconds)
    {
        var window = TimeSpan.FromMilliseconds(milliseconds);
        foreach (var windows in new ConflictWindows[] { new() { HighLow = window }, new() { Trend = window }, new() { Surge = window } })
        {
            Assert.Contains($"is {window}; must be 0 to 1 h.", Assert.Throws<ArgumentOutOfRangeException>(() => _feed.ResolveConflicts(windows, _clock)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_what_is_missing()
    {
        Assert.Throws<ArgumentNullException>(() => FlowOperators.ResolveConflicts(null!, new(), _clock));
        Assert.Throws<ArgumentNullException>(() => _feed.ResolveConflicts(null!, _clock));
        Assert.Throws<ArgumentNullException>(() => _feed.ResolveConflicts(new(), null!));
        Assert.Throws<ArgumentNullException>(() => _feed.ResolveConflicts(new() { SourcePriority = null! }, _clock));
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _feed.Dispose();
    }

    private void Drain() => _clock.AdvanceBy(TimeSpan.FromSeconds(5));

    private Detection Found(string kind, decimal price = 1, string symbol = "AAPL") => new() { Symbol = symbol, Time = _clock.Now, Kind = kind, Price = price };

    private Detection Trend(TrendStrength strength, decimal score, decimal price) => Found(DetectionKinds.Trend, price) with
    {
        Detail = new TrendDetail { Strength = strength, Score = score, ShortScore = 0, MediumScore = 0, LongScore = 0, Since = _clock.Now, PercentChange = 0, Volume = 0 },
    };

    private Detection Surge(string feed, decimal score) => Found(DetectionKinds.Surge) with
    {
        Source = new(new Frame(feed, 1, _clock.Now, default), 0, 0),
        Detail = new SurgeDetail { Magnitude = 0, Score = score, Trigger = SurgeTrigger.Both, PriceChange = 0, VolumeMultiple = 0, ExpiresAt = _clock.Now, CountToday = 1 },
    };
}
