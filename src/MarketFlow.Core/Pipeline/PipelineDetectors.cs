using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow;

/// <summary>The detectors of one <see cref="MarketPipeline"/>: what they look at, the accounts they keep, and the detections that come out.</summary>
/// <remarks>
/// Detectors only look: what a channel emits goes on whether or not anything is found in it. Each stage is written to by one channel, whose
/// notifications never overlap.
/// </remarks>
internal sealed class PipelineDetectors
{
    private readonly List<Func<IObservable<MarketEvent>, IObservable<Detection>>> _ofTicks = [];
    private readonly ConflictWindows _windows;
    private readonly IScheduler _clock;
    private readonly LedgerStage? _conflicts;

    public PipelineDetectors(MarketPipelineOptions options, IScheduler clock, Ledger ledger)
    {
        (_windows, _clock) = (options.Conflicts, clock);
        if (options.Detectors.Any(set => set is not { HighLow: null, Trend: null, Surge: null }))
        {
            var found = ledger.Stage("detect-tick");
            _conflicts = ledger.Stage("conflicts", found);
            foreach (var set in options.Detectors)
            {
                AddTrades(set, found);
            }
        }
    }

    /// <summary>How often <see cref="OfTicks"/> subscribes to the ticks.</summary>
    public int LookingAtTicks => _ofTicks.Count;

    /// <summary>The stages that emit new highs and lows, trends and surges: none or one.</summary>
    public IReadOnlyList<LedgerStage> TickStages => _conflicts is null ? [] : [_conflicts];

    /// <summary>New highs and lows, trends and surges, where several of a symbol compete only the winner.</summary>
    public IObservable<Detection> OfTicks(IObservable<MarketEvent> ticks) =>
        FlowOperators.MergeRoutes([.. _ofTicks.Select(detect => detect(ticks))]).ResolveConflicts(_windows, _clock, _conflicts);

    private void AddTrades(MarketDetectors set, LedgerStage found)
    {
        if (set.HighLow is { } highLow)
        {
            _ofTicks.Add(ticks => Watched<Trade>(ticks, set).DetectHighLow(highLow, found));
        }

        if (set.Trend is { } trend)
        {
            _ofTicks.Add(ticks => Watched<Trade>(ticks, set).DetectTrend(trend, found));
        }

        if (set.Surge is { } surge)
        {
            _ofTicks.Add(ticks => Watched<Trade>(ticks, set).DetectSurge(surge, found));
        }
    }

    private static IObservable<T> Watched<T>(IObservable<MarketEvent> events, MarketDetectors set) =>
        set.Watches is { } watches ? events.Where(watches).OfType<T>() : events.OfType<T>();
}
