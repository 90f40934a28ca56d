using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What every detector that looks at trades promises where something of the caller's throws, and at the ends of time.</summary>
public abstract class DetectorFailureContract
{
    private static readonly MarketCalendar _always = MarketCalendar.AroundTheClock;
    private static readonly Func<Trade, TradeUpdates> _everything = TradeEligibility.Everything;
    private readonly HandSource<MarketEvent> _feed = new();
    private readonly LedgerStage _account = new Ledger().Stage("account");

    public static TheoryData<long> Ends => [long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue];

    /// <summary>Events within one UTC day of which the last one, and no other, is a detection by any calendar.</summary>
    protected abstract IReadOnlyList<MarketEvent> Events { get; }

    /// <summary>Events of which the last one cancels a trade that leaves something behind.</summary>
    protected virtual IReadOnlyList<MarketEvent> Cancelled => [.. Events, new Trade { Symbol = Events[0].Symbol, Time = Events[0].Time, Price = 1, Size = 1, Id = 77 }.Cancel()];

    /// <summary>The detector under test.</summary>
    protected abstract IObservable<Detection> Detect(
        IObservable<MarketEvent> source, MarketCalendar calendar, Func<Trade, TradeUpdates> eligibility, LedgerStage? stage = null, IObserver<Status>? notUndone = null);

    [Fact]
    public void Ends_with_what_the_eligibility_rule_throws() =>
        AssertEndsWith<FormatException>(Detect(_feed, _always, _ => throw new FormatException(), _account), Events);

    [Fact]
    public void Ends_with_what_the_calendar_throws() =>
        AssertEndsWith<FormatException>(Detect(_feed, new(_ => throw new FormatException()), _everything, _account), Events);

    [Fact]
    public void Ends_with_an_error_at_a_null_symbol() =>
        Assert.All(Events.Append(Cancelled[^1]).DistinctBy(value => value.Type), value =>
            AssertEndsWith<ArgumentNullException>(Detect(_feed, _always, _everything, _account), [value with { Symbol = null! }]));

    [Fact]
    public void Ends_with_what_the_one_throws_who_is_told_of_a_cancel()
    {
        RecordingObserver<Status> told = new() { WhileReceiving = _ => throw new FormatException() };

        AssertEndsWith<FormatException>(Detect(_feed, _always, _everything, _account, told), Cancelled);

        Assert.Single(told.Values);
    }

    [Fact]
    public void Leaves_what_its_consumer_throws_to_the_producer()
    {
        RecordingObserver<Detection> consumer = new() { WhileReceiving = _ => throw new FormatException() };
        Detect(_feed, _always, _everything, _account).Subscribe(consumer);
        Send(Events.SkipLast(1));

        Assert.Throws<FormatException>(() => Send([Events[^1]]));

        Assert.Null(consumer.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal((1, 0), (_account.Snapshot().Emitted, _account.Snapshot().Imbalance));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Finds_the_same_at_the_ends_of_time(long end)
    {
        // In whole minutes, so that seconds and intervals stay as they are.
        var (first, last) = (Events.Min(value => value.Time.UnixNanoseconds), Events.Max(value => value.Time.UnixNanoseconds));
        var minute = TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick;
        var by = (end < 0 ? (Int128)end - first + minute - 1 : (Int128)end - last) / minute * minute;
        List<MarketEvent> moved = [.. Events.Select(value => value with { Time = Timestamp.FromUnixNanoseconds((long)(value.Time.UnixNanoseconds + by)) })];

        var (found, there) = (Run(Events), Run(moved));

        Assert.Equal((Events[^1].Time, moved[^1].Time), (Assert.Single(found).Time, Assert.Single(there).Time));
        Assert.Equal((found[0].Kind, found[0].Price, found[0].Direction), (there[0].Kind, there[0].Price, there[0].Direction));
    }

    [Fact]
    public void Goes_on_whatever_the_time_of_an_event()
    {
        var ends = new[] { long.MinValue, long.MinValue + 1, long.MaxValue - 1, long.MaxValue }.Select(end => Timestamp.FromUnixNanoseconds(end)).ToList();
        foreach (var calendar in new[] { _always, MarketCalendar.UsStocks })
        {
            for (var seed = 0; seed < 20; seed++)
            {
                Random random = new(seed);
                var events = Enumerable.Range(0, 60).Select(_ => Events[random.Next(Events.Count)] with { Time = random.Next(3) == 0 ? Events[0].Time : ends[random.Next(ends.Count)] });
                RecordingObserver<Detection> seen = new();
                Detect(events.ToObservable(), calendar, _everything).Subscribe(seen);

                Assert.True(seen.IsCompleted);
            }
        }
    }

    private List<Detection> Run(IEnumerable<MarketEvent> events)
    {
        RecordingObserver<Detection> seen = new();
        Detect(events.ToObservable(), _always, _everything).Subscribe(seen);
        Assert.True(seen.IsCompleted);
        return [.. seen.Values];
    }

    private void AssertEndsWith<TError>(IObservable<Detection> detections, IEnumerable<MarketEvent> events)
        where TError : Exception
    {
        RecordingObserver<Detection> seen = new();
        var unsubscribed = _feed.Unsubscribed;
        detections.Subscribe(seen);
        Send(events);

        Assert.IsType<TError>(seen.Error);
        Assert.Equal(unsubscribed + 1, _feed.Unsubscribed);
        Assert.Equal(0, _account.Snapshot().Imbalance);
        seen.AssertGrammar();
    }

    private void Send(IEnumerable<MarketEvent> events)
    {
        foreach (var value in events)
        {
            _feed.Observer.OnNext(value);
        }
    }
}
