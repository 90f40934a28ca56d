using System.Globalization;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace MarketFlow.Feeds;

public static partial class FeedOperators
{
    /// <summary>Adds to a feed's events what befalls the feed: gaps, what was fetched to fill them, symbols gone silent.</summary>
    /// <param name="events">Decoded events of one feed; its notifications must not overlap.</param>
    /// <param name="gaps">The feed's gaps: see <see cref="WebSocketFeed.Gaps"/>.</param>
    /// <param name="options">The numbers, the accounts and the hook for fetching.</param>
    /// <param name="clock">Supplies "now" and timers; fetching begins on it.</param>
    /// <param name="stage">The account of everything together; comes after the accounts in <paramref name="options"/> and the one of the events.</param>
    /// <returns>
    /// The events, and among them <see cref="Status"/> of kind <c>gap</c> (feed, from, to), <c>stale</c> and, when the symbol talks again,
    /// <c>resumed</c> (symbol, feed, since when), and <c>backfill-failed</c>; then what was fetched, marked
    /// <see cref="MarketEvent.IsBackfill"/>. One at a time, on whichever thread brings something while nothing is being delivered.
    /// Ends with the events; what is still being fetched then is given up.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <remarks>
    /// What counts for <c>stale</c> is live trades, quotes, fair market values, and bars of less than half of
    /// <see cref="FeedNewsOptions.StaleAfter"/>: others, such as minute bars and halts, pause longer. A symbol is watched from the first of these on.
    /// Memory: see <see cref="FlowOperators.DetectSilence"/>; the symbols that are stale; what is being fetched.
    /// </remarks>
    public static IObservable<MarketEvent> WithNews(
        this IObservable<MarketEvent> events, IObservable<Gap<string>> gaps, FeedNewsOptions options, IScheduler clock, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(gaps);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StaleAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSymbols, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);

        return Observable.Create<MarketEvent>(observer =>
        {
            var ended = new AsyncSubject<Unit>();
            return events
                .Finally(() => End(ended))
                .Publish(shared => gaps.TakeUntil(ended).Publish(told => new[]
                {
                    told.Select(ToStatus).Entered(options.GapStage),
                    told.Fetched(options.Backfill, clock, ended).Entered(options.BackfillStage),
                    shared.Stale(options, clock).Entered(options.StaleStage),
                    shared,
                }.Interleave(options.Capacity, stage)))
                .SubscribeSafe(observer);
        });
    }

    private static void End(AsyncSubject<Unit> ended)
    {
        ended.OnNext(Unit.Default);
        ended.OnCompleted();
    }

    private static IObservable<MarketEvent> Entered(this IObservable<MarketEvent> made, LedgerStage? stage) =>
        stage is null ? made : made.Do(_ => stage.Changed(received: 0, emitted: 1, created: 1));

    private static IObservable<MarketEvent> Stale(this IObservable<MarketEvent> events, FeedNewsOptions options, IScheduler clock) =>
        options.StaleAfter == TimeSpan.Zero
            ? Observable.Empty<MarketEvent>()
            : events
                .Where(value => IsTalk(value, options.StaleAfter) && !value.IsBackfill && value.Symbol.Length > 0)
                .DetectSilence(value => (value.Source.Feed, value.Symbol), options.StaleAfter, clock, options.IsDataExpected, maxKeys: options.MaxSymbols)
                .OfWanted(options)
                .Select(ToStatus);

    // A symbol of which only minute bars are received is quiet for a minute after each.
    private static bool IsTalk(MarketEvent value, TimeSpan staleAfter) => value switch
    {
        Bar bar => bar.Interval < staleAfter / 2,
        _ => value.Type is EventType.Trade or EventType.Quote or EventType.FairMarketValue,
    };

    // Whoever was never told as stale does not resume either.
    private static IObservable<Silence<(string Feed, string Symbol)>> OfWanted(this IObservable<Silence<(string Feed, string Symbol)>> silences, FeedNewsOptions options) =>
        Observable.Defer(() =>
        {
            HashSet<string> stale = [];
            return silences.Where(silence => silence.HasEnded ? stale.Remove(silence.Key.Symbol) : options.IsWanted(silence.Key.Symbol) && IsNoted(silence.Key.Symbol));

            bool IsNoted(string symbol)
            {
                if (stale.Count == options.MaxSymbols)
                {
                    stale.Clear(); // of symbols forgotten by the listener: that they resume is not known any more
                }

                stale.Add(symbol);
                return true;
            }
        });

    // Begun on the clock, for the thread that tells of a gap reads a socket, and must not wait for whoever fetches.
    private static IObservable<MarketEvent> Fetched(
        this IObservable<Gap<string>> gaps, Func<Gap<string>, IObservable<MarketEvent>>? backfill, IScheduler clock, IObservable<Unit> ended) =>
        backfill is null
            ? Observable.Empty<MarketEvent>()
            : gaps.SelectMany(gap => Observable.Defer(() => backfill(gap))
                .Select(value => value.IsBackfill ? value : value with { IsBackfill = true })
                .Catch((Exception error) => Observable.Return<MarketEvent>(Failed(gap, error, clock)))
                .SubscribeOn(clock)
                .TakeUntil(ended));

    private static MarketEvent ToStatus(Gap<string> gap) => new Status
    {
        Kind = "gap",
        Symbol = string.Empty,
        Time = Timestamp.Clamp(gap.DetectedAt),
        Feed = gap.Key,
        From = gap.From,
        To = gap.To,
        Message = string.Create(CultureInfo.InvariantCulture, $"Feed {gap.Key} was not there from {gap.From} to {gap.To}."),
    };

    private static MarketEvent ToStatus(Silence<(string Feed, string Symbol)> silence) => new Status
    {
        Kind = silence.HasEnded ? "resumed" : "stale",
        Symbol = silence.Key.Symbol,
        Time = Timestamp.Clamp(silence.EndedAt ?? silence.DetectedAt),
        Feed = silence.Key.Feed,
        From = Timestamp.Clamp(silence.Since),
        To = silence.EndedAt is { } endedAt ? Timestamp.Clamp(endedAt) : null,
    };

    private static Status Failed(Gap<string> gap, Exception error, IScheduler clock) => new()
    {
        Kind = "backfill-failed",
        Symbol = string.Empty,
        Time = Timestamp.Clamp(clock.Now),
        Feed = gap.Key,
        From = gap.From,
        To = gap.To,
        Message = $"What was missed could not be fetched: {error.Message}",
    };
}
