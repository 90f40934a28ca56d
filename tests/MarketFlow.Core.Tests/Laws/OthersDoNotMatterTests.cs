using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Whatever arrives for other symbols, with whatever times: what comes out for a symbol is what comes out for it alone.</summary>
/// <remarks>A new operator with state per symbol gets a line in one of the lists below.</remarks>
public sealed class OthersDoNotMatterTests
{
    private const int Fragments = 150;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _short = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, Func<IObservable<Trade>, VirtualMarketClock, IObservable<MarketEvent>>> _ofTrades = new()
    {
        ["high/low"] = (trades, _) => trades.DetectHighLow(new() { Calendar = MarketCalendar.AroundTheClock }),
        ["high/low, short memory"] = (trades, _) => trades.DetectHighLow(new() { Calendar = MarketCalendar.AroundTheClock, IdleAfter = _short }),
        ["trend"] = (trades, _) => trades.DetectTrend(new() { Calendar = MarketCalendar.AroundTheClock }),
        ["surge"] = (trades, _) => trades.DetectSurge(new() { Calendar = MarketCalendar.AroundTheClock }),
        ["bars"] = (trades, clock) => trades.AggregateBars(_interval, clock),
        ["bars, short memory"] = (trades, clock) => trades.AggregateBars(_interval, clock, new() { IdleAfter = _short, MaxEmptyBars = 2 }),
        ["bars by event time"] = (trades, clock) => trades.AggregateBars(_interval, clock, new() { ClosesAfter = null }),
    };

    private static readonly Dictionary<string, Func<IObservable<Bar>, VirtualMarketClock, IObservable<MarketEvent>>> _ofBars = new()
    {
        ["volume surge"] = (bars, _) => bars.DetectVolumeSurge(new() { Bars = 3, MinBars = 2, IdleAfter = _short }),
        ["significant move"] = (bars, _) => bars.DetectSignificantMove(new() { IdleAfter = _short }),
        ["close at extreme"] = (bars, _) => bars.DetectCloseAtExtreme(new() { Bars = 3, MinBars = 2, IdleAfter = _short }),
        ["gap"] = (bars, _) => bars.DetectBarGap(new() { IdleAfter = _short }),
        ["revisions"] = (bars, _) => bars.NumberRevisions(depth: 3),
    };

    private static readonly Dictionary<string, Func<IObservable<MarketEvent>, VirtualMarketClock, IObservable<MarketEvent>>> _ofEvents = new()
    {
        ["fair value"] = (events, _) => events.DetectFairValue(new() { Calendar = MarketCalendar.AroundTheClock, Window = 2, IdleAfter = _short }),
        ["deduplicate"] = (events, clock) => events.Deduplicate(KeyOf, _interval, clock),
        ["deduplicate by time"] = (events, clock) => events.DeduplicateByTime(KeyOf, value => KeyOf(value).Time, _interval, clock),
        ["deduplicate across"] = (events, clock) => events.DeduplicateAcross(KeyOf, value => value.Source.Connection, _interval, clock),
        ["deduplicate backfill"] = (events, _) => events.DeduplicateBackfill(value => value.IsBackfill, value => value.Symbol, value => value.Source.Sequence!.Value, depth: 4),
        ["conflate"] = (events, clock) => events.Conflate(value => value.Symbol, _interval, clock),
        ["resequence"] = (events, clock) => events.Resequence(value => value.Symbol, value => value.Source.Sequence!.Value, _interval, maxHeld: 1_000, clock),
        ["latest"] = Latest,
    };

    public static TheoryData<string> OfTrades => [.. _ofTrades.Keys];

    public static TheoryData<string> OfBars => [.. _ofBars.Keys];

    public static TheoryData<string> OfEvents => [.. _ofEvents.Keys];

    [Theory]
    [MemberData(nameof(OfTrades))]
    public void Holds_of_what_looks_at_trades(string name) => Check(NewTrade, _ofTrades[name]);

    [Theory]
    [MemberData(nameof(OfBars))]
    public void Holds_of_what_looks_at_bars(string name) => Check(NewBar, _ofBars[name]);

    [Theory]
    [MemberData(nameof(OfEvents))]
    public void Holds_of_what_looks_at_events(string name) =>
        Check((random, symbol, time, source) => random.Next(2) == 0 ? NewTrade(random, symbol, time, source) : NewValue(random, symbol, time, source), _ofEvents[name]);

    [Fact]
    public void Holds_of_gaps() => Check<MarketEvent, Gap<string>>(
        NewTrade, gap => gap.Key, (events, clock) => events.DetectGaps(value => value.Symbol, value => value.Source.Sequence, clock, value => value.Time, _interval));

    [Fact]
    public void Holds_of_silences() => Check<MarketEvent, Silence<string>>(
        NewTrade, silence => silence.Key, (events, clock) => events.DetectSilence(value => value.Symbol, _short, clock));

    [Fact]
    public void Holds_of_conflicts_between_detections() => Check<Detection, MarketEvent>(
        (random, symbol, time, source) => new Detection
        {
            Symbol = symbol,
            Time = time,
            Source = source,
            Price = 100 + random.Next(3),
            Kind = DetectionKinds.HighLow,
            Direction = Detection.Up,
        },
        detection => detection.Symbol,
        (detections, clock) => detections.ResolveConflicts(new(), clock));

    private static void Check<T>(
        Func<Random, string, Timestamp, SourceContext, MarketEvent> create, Func<IObservable<T>, VirtualMarketClock, IObservable<MarketEvent>> apply)
        where T : MarketEvent => Check<T, MarketEvent>(create, value => value.Symbol, apply);

    private static void Check<T, TResult>(
        Func<Random, string, Timestamp, SourceContext, MarketEvent> create,
        Func<TResult, string> symbolOf,
        Func<IObservable<T>, VirtualMarketClock, IObservable<TResult>> apply)
        where T : MarketEvent
    {
        var found = 0;
        for (var seed = 0; seed < Fragments; seed++)
        {
            Laws.OthersDoNotMatter(CrowdedTape.Of(new(seed), create), one => one.Value.Symbol, symbolOf, events =>
            {
                var results = CrowdedTape.Play(events, apply);
                found += results.Count;
                return results;
            });
        }

        Assert.InRange(found, 20, int.MaxValue);
    }

    private static IObservable<MarketEvent> Latest(IObservable<MarketEvent> events, VirtualMarketClock clock)
    {
        var latest = events.LatestByKey(value => value.Symbol, _short, clock);
        latest.Connect();
        return events.Select(value => latest.Snapshot(key => key == value.Symbol)[0]);
    }

    private static (string Symbol, long? Sequence, Timestamp Time) KeyOf(MarketEvent value) =>
        (value.Symbol, value.Source.Sequence % 4, Timestamp.FromUnixNanoseconds(value.Source.Sequence!.Value % 4 * 1_000_000_000));

    private static Trade NewTrade(Random random, string symbol, Timestamp time, SourceContext source) =>
        new() { Symbol = symbol, Time = time, Source = source, Price = 100 + random.Next(-6, 7), Size = random.Next(1, 300) };

    private static FairMarketValue NewValue(Random random, string symbol, Timestamp time, SourceContext source) =>
        new() { Symbol = symbol, Time = time, Source = source, Price = 100 + random.Next(-6, 7) };

    private static Bar NewBar(Random random, string symbol, Timestamp time, SourceContext source)
    {
        var (open, close) = (100m + random.Next(-4, 5), 100m + random.Next(-4, 5));
        return new()
        {
            Symbol = symbol,
            Time = Timestamp.FromUnixMilliseconds(time.UnixNanoseconds / 60_000_000_000 * 60_000),
            Source = source,
            Interval = TimeSpan.FromMinutes(1),
            Open = open,
            High = Math.Max(open, close),
            Low = Math.Min(open, close),
            Close = close,
            Volume = random.Next(1, 2_000),
        };
    }
}
