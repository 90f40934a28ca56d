using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>The first part of a <see cref="MarketPipeline"/>: of all copies of an event, one goes on.</summary>
internal static class UniqueEvents
{
    /// <summary>Composes the rules of domain.md, Deduplication: by identity where the vendor gives one, by the k-th copy where not.</summary>
    public static IObservable<MarketEvent> Unique(
        this IObservable<MarketEvent> events, MarketPipelineOptions options, IScheduler clock, LedgerStage copies, LedgerStage replays) =>
        events
            .RouteBy(
                value => value.Identity is not null,
                routes => FlowOperators.MergeRoutes(
                    routes[true]
                        .DeduplicateByTime(KeyOf, value => value.Time, options.DeduplicationWindow, clock, copies)
                        .WithoutReplays(KeyOf, options.ReplayDepth, replays),
                    routes[false]
                        .WithoutCopies(options, clock, copies)
                        .WithoutReplays(value => value.Detached(), options.ReplayDepth, replays, MarketEvent.ContentComparer)))
            .NumberRevisions();

    private static IObservable<MarketEvent> WithoutCopies(
        this IObservable<MarketEvent> events, MarketPipelineOptions options, IScheduler clock, LedgerStage copies) =>
        options.HasCopies
            ? events.DeduplicateAcross(value => value, SourceOf, options.DeduplicationWindow, clock, copies, MarketEvent.ContentComparer)
            : events.Entered(copies);

    private static EventKey KeyOf(MarketEvent value) => value.Identity.GetValueOrDefault();

    private static (string Feed, int Connection) SourceOf(MarketEvent value) => (value.Source.Feed, value.Source.Connection);

    private static IObservable<MarketEvent> WithoutReplays<TKey>(
        this IObservable<MarketEvent> events, Func<MarketEvent, TKey> keyOf, int depth, LedgerStage stage, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull =>
        depth == 0
            ? events.Entered(stage)
            : events.DeduplicateBackfill(value => value.IsBackfill, value => (value.Type, value.Symbol), keyOf, depth, stage: stage, comparer: comparer);
}
