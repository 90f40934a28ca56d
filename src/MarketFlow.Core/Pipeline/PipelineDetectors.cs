using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>The detectors of one <see cref="MarketPipeline"/>: what they look at, the accounts they keep, and the detections that come out.</summary>
/// <remarks>
/// Detectors only look: what a channel emits goes on whether or not anything is found in it. Each stage is written to by one stream, whose
/// notifications never overlap.
/// </remarks>
internal sealed class PipelineDetectors
{
    private const int MeetingEvents = 65_536;
    private readonly List<Func<IObservable<MarketEvent>, IObservable<Detection>>> _ofTicks = [];
    private readonly List<Func<IObservable<MarketEvent>, IObservable<Detection>>> _ofBars = [];
    private readonly List<Func<IObservable<MarketEvent>, IObservable<Detection>>> _ofValues = [];
    private readonly ConflictWindows _windows;
    private readonly IScheduler _clock;
    private readonly LedgerStage? _conflicts;
    private readonly LedgerStage? _meeting;
    private readonly LedgerStage? _meetingChanges;
    private readonly NotUndoneStatuses? _undoneInTicks;
    private readonly NotUndoneStatuses? _undoneInValues;

    public PipelineDetectors(MarketPipelineOptions options, IScheduler clock, Ledger ledger)
    {
        (_windows, _clock) = (options.Conflicts, clock);
        var sets = options.Detectors;
        if (sets.Any(set => set is not { HighLow: null, Trend: null, Surge: null }))
        {
            var found = ledger.Stage("detect-tick");
            _conflicts = ledger.Stage("conflicts", found);
            _undoneInTicks = new(ledger.Stage("undo-tick"));
            AddAll(sets, found, AddTrades);
        }

        if (sets.Any(set => set is not { VolumeSurge: null, SignificantMove: null, CloseAtExtreme: null, BarGap: null }))
        {
            BarStages = [ledger.Stage("detect-bars")];
            AddAll(sets, BarStages[0], AddBars);
        }

        if (sets.Any(set => set.FairValue is not null))
        {
            _meeting = ledger.Stage("meet-fmv");
            ValueStages = [ledger.Stage("detect-fmv")];
            _undoneInValues = new(ledger.Stage("undo-fmv"));
            AddAll(sets, ValueStages[0], AddValues);
        }

        _meetingChanges = LookingAtTicks > 0 && options.Tick.Channel.BatchSize > 1 ? ledger.Stage("meet-tick") : null;
    }

    /// <summary>How many streams of detections look at the ticks.</summary>
    public int LookingAtTicks => _ofTicks.Count + Math.Min(1, _ofValues.Count);

    /// <summary>How many streams of detections look at the bars.</summary>
    public int LookingAtBars => _ofBars.Count;

    /// <summary>How many streams of detections look at the values.</summary>
    public int LookingAtValues => Math.Min(1, _ofValues.Count);

    /// <summary>The stages that emit new highs and lows, trends and surges: none or one.</summary>
    public IReadOnlyList<LedgerStage> TickStages => _conflicts is null ? [] : [_conflicts];

    /// <summary>The stages that emit what is found in bars: none or one.</summary>
    public IReadOnlyList<LedgerStage> BarStages { get; } = [];

    /// <summary>The stages that emit what is found in values: none or one.</summary>
    public IReadOnlyList<LedgerStage> ValueStages { get; } = [];

    /// <summary>The stages that emit what cancelled trades left behind: none to two.</summary>
    public IReadOnlyList<LedgerStage> UndoStages => [.. new[] { _undoneInTicks, _undoneInValues }.OfType<NotUndoneStatuses>().Select(each => each.Stage)];

    /// <summary>What cancelled trades left behind in the detectors of ticks, as long as these run; null where there are none.</summary>
    public IObservable<MarketEvent>? NotUndoneInTicks(IObservable<Detection>? found) => found is null ? null : _undoneInTicks?.While(found);

    /// <summary>What cancelled trades left behind in the detectors of values, as long as these run; null where there are none.</summary>
    public IObservable<MarketEvent>? NotUndoneInValues(IObservable<Detection>? found) => found is null ? null : _undoneInValues?.While(found);

    /// <summary>Trades and what changes them, where they come on threads of their own.</summary>
    public IObservable<MarketEvent> Meet(IObservable<MarketEvent> ticks, IObservable<MarketEvent> changes) =>
        new[] { ticks, changes }.Interleave(MeetingEvents, _meetingChanges);

    /// <summary>New highs and lows, trends and surges, where several of a symbol compete only the winner; null where there are no such detectors.</summary>
    public IObservable<Detection>? OfTicks(IObservable<MarketEvent> ticks) =>
        _conflicts is null ? null : Merged(_ofTicks, ticks).ResolveConflicts(_windows, _clock, _conflicts);

    /// <summary>What is found in bars; null where there are no such detectors.</summary>
    public IObservable<Detection>? OfBars(IObservable<MarketEvent> bars) => _ofBars.Count == 0 ? null : Merged(_ofBars, bars);

    /// <summary>What is found in values beside trades; null where there are no such detectors.</summary>
    /// <remarks>The two come on threads of their own, and meet without one waiting for the other.</remarks>
    public IObservable<Detection>? OfValues(IObservable<MarketEvent> values, IObservable<MarketEvent> ticks) =>
        _ofValues.Count == 0
            ? null
            : Merged(_ofValues, new[] { ticks.Only(value => value.Type is EventType.Trade or EventType.Status), values }
                .Interleave(MeetingEvents, _meeting)
                .Shared(_ofValues.Count));

    private static IObservable<Detection> Merged(List<Func<IObservable<MarketEvent>, IObservable<Detection>>> detectors, IObservable<MarketEvent> events) =>
        FlowOperators.MergeRoutes([.. detectors.Select(detect => detect(events))]);

    private static void AddAll(IReadOnlyList<MarketDetectors> sets, LedgerStage found, Action<MarketDetectors, LedgerStage> add)
    {
        foreach (var set in sets)
        {
            add(set, found);
        }
    }

    private void AddTrades(MarketDetectors set, LedgerStage found)
    {
        Add(_ofTicks, set.HighLow, options => ticks => Watched(ticks, set).DetectHighLow(options, found, _undoneInTicks));
        Add(_ofTicks, set.Trend, options => ticks => Watched(ticks, set).DetectTrend(options, found, _undoneInTicks));
        Add(_ofTicks, set.Surge, options => ticks => Watched(ticks, set).DetectSurge(options, found, _undoneInTicks));
    }

    private void AddBars(MarketDetectors set, LedgerStage found)
    {
        Add(_ofBars, set.VolumeSurge, options => bars => Watched<Bar>(bars, set).DetectVolumeSurge(options, found));
        Add(_ofBars, set.SignificantMove, options => bars => Watched<Bar>(bars, set).DetectSignificantMove(options, found));
        Add(_ofBars, set.CloseAtExtreme, options => bars => Watched<Bar>(bars, set).DetectCloseAtExtreme(options, found));
        Add(_ofBars, set.BarGap, options => bars => Watched<Bar>(bars, set).DetectBarGap(options, found));
    }

    private void AddValues(MarketDetectors set, LedgerStage found) =>
        Add(_ofValues, set.FairValue, options => both => Watched(both, set).DetectFairValue(options, found, _undoneInValues));

    private static void Add<TOptions>(
        List<Func<IObservable<MarketEvent>, IObservable<Detection>>> detectors,
        TOptions? options,
        Func<TOptions, Func<IObservable<MarketEvent>, IObservable<Detection>>> with)
        where TOptions : class
    {
        if (options is not null)
        {
            detectors.Add(with(options));
        }
    }

    private static IObservable<MarketEvent> Watched(IObservable<MarketEvent> events, MarketDetectors set) =>
        set.Watches is { } watches ? events.Only(watches) : events;

    private static IObservable<T> Watched<T>(IObservable<MarketEvent> events, MarketDetectors set)
        where T : MarketEvent =>
        set.Watches is { } watches ? events.Only(watches).OnlyOf<MarketEvent, T>() : events.OnlyOf<MarketEvent, T>();
}
