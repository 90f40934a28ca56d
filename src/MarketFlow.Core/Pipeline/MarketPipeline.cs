using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>The way of an event from decoded to delivered, as one expression of public operators.</summary>
/// <remarks>
/// Deduplicate → route by kind → channels → detectors → lanes → priority merge (design.md, The way of an event). Everything up to the
/// lanes runs on the source's thread, but for batches and conflicts of detections, which leave on the clock's; the lanes are emptied on
/// the clock's. Each stage has its account in the ledger.
/// An instance describes one flow: a second subscription throws. Its accounts, faults and states are those of the first.
/// </remarks>
public sealed class MarketPipeline : IObservable<MarketEvent>
{
    private static readonly Timestamp _neverReceived = Timestamp.MaxValue; // never expires, see InLane
    private readonly IObservable<MarketEvent> _flow;
    private int _subscriptions;

    /// <summary>Builds the pipeline; nothing flows before it is subscribed to.</summary>
    /// <param name="events">Decoded events; their notifications must not overlap (see <c>Interleave</c>).</param>
    /// <param name="options">The numbers.</param>
    /// <param name="clock">The real or virtual clock; emits (see <c>PriorityMerge</c>) and runs all timers.</param>
    /// <param name="ledger">Where the accounts are opened.</param>
    /// <param name="after">The stages that emit <paramref name="events"/>; none where they enter the ledger here.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or the ledger has a pipeline already.</exception>
    public MarketPipeline(
        IObservable<MarketEvent> events, MarketPipelineOptions options, IScheduler clock, Ledger ledger, params IReadOnlyList<LedgerStage> after)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(ledger);

        var copies = ledger.Stage("deduplicate", after);
        var replays = ledger.Stage("replays", copies);
        var route = ledger.Stage("route", replays);
        MarketChannel tick = new(options.Tick, Faults, clock, ledger, route);
        MarketChannel bars = new(options.Bars, Faults, clock, ledger, route);
        MarketChannel fmv = new(options.Fmv, Faults, clock, ledger, route);
        Channels = [tick, bars, fmv];
        PipelineDetectors detectors = new(options, clock, ledger);
        LaneStages stages = new(
            ledger.Stage($"lane-{options.Status.Name}", [route, .. detectors.UndoStages]),
            ledger.Stage($"lane-{options.Tick.Lane.Name}", [tick.Stage, bars.Stage, fmv.Stage, .. detectors.TickStages, .. detectors.BarStages, .. detectors.ValueStages]),
            ledger.Stage($"lane-{options.Bars.Lane.Name}", [bars.Stage, .. detectors.TickStages]),
            ledger.Stage($"lane-{options.Fmv.Lane.Name}", [fmv.Stage, .. detectors.TickStages]),
            ledger.Stage($"lane-{options.Other.Name}", [route, .. detectors.BarStages, .. detectors.ValueStages]));
        Out = [stages.Status, stages.Tick, stages.Bars, stages.Fmv, stages.Other];

        var unique = Measured(events, "decoded", options).Unique(options, clock, copies, replays);
        _flow = Measured(unique.RouteBy(RouteOf, routes => MergeLanes(options, clock, stages, routes, detectors, tick, bars, fmv), route), "merged", options);
    }

    private enum Route
    {
        Status,
        Tick,
        Bars,
        Fmv,
        Other,
    }

    /// <summary>The channels: tick, bars, fmv.</summary>
    public IReadOnlyList<MarketChannel> Channels { get; }

    /// <summary>The lanes, highest priority first; empty before the pipeline is subscribed to.</summary>
    public IReadOnlyList<Lane<MarketEvent>> Lanes { get; private set; } = [];

    /// <summary>The stages of the lanes: what the pipeline emits, they emitted.</summary>
    public IReadOnlyList<LedgerStage> Out { get; }

    /// <summary>The last 1,000 faults of the channels.</summary>
    public FaultLog<ChannelFault<MarketEvent>> Faults { get; } = new();

    /// <summary>How often trades carried condition codes that are not known.</summary>
    public UnknownConditions UnknownConditions { get; } = new();

    /// <summary>Begins the flow. Possible once.</summary>
    /// <param name="observer">Receives the events, on the clock's thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The pipeline was subscribed to before, also where that subscription has ended.</exception>
    public IDisposable Subscribe(IObserver<MarketEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Interlocked.Exchange(ref _subscriptions, 1) == 0
            ? _flow.Subscribe(observer)
            : throw new InvalidOperationException("The pipeline was subscribed to before; make a pipeline and a ledger for each subscription, or share one by Publish.");
    }

    private static Route RouteOf(MarketEvent value) => RouteOf(value.Type == EventType.Other ? ((VendorMessage)value).StandsFor : value.Type);

    private static Route RouteOf(EventType type) => type switch
    {
        EventType.Trade or EventType.Quote => Route.Tick,
        EventType.Bar => Route.Bars,
        EventType.FairMarketValue => Route.Fmv,
        EventType.Status => Route.Status,
        _ => Route.Other,
    };

    private static Timestamp ReceivedAtOf(MarketEvent value) => value.Source.Connection == 0 ? _neverReceived : value.Source.ReceivedAt;

    private IObservable<MarketEvent> MergeLanes(
        MarketPipelineOptions options,
        IScheduler clock,
        LaneStages stages,
        IRoutes<Route, MarketEvent> routes,
        PipelineDetectors detectors,
        MarketChannel tick,
        MarketChannel bars,
        MarketChannel fmv)
    {
        var looksAtTrades = detectors.LookingAtTicks > 0;
        var statuses = looksAtTrades ? routes[Route.Status].Shared(2) : routes[Route.Status];
        var ticks = Measured(tick.Open(routes[Route.Tick]), "channel", options)
            .CountUnknownConditions(UnknownConditions)
            .Shared(looksAtTrades ? 2 : 1);
        var trades = looksAtTrades ? WithChanges(ticks, statuses, detectors, options).Shared(detectors.LookingAtTicks) : ticks;
        var barsOut = Measured(bars.Open(routes[Route.Bars]), "channel", options).Shared(2 + detectors.LookingAtBars);
        var valuesOut = Measured(fmv.Open(routes[Route.Fmv]), "channel", options).Shared(2 + detectors.LookingAtValues);
        var found = detectors.OfTicks(trades)?.Shared(4);
        var foundInBars = detectors.OfBars(barsOut)?.Shared(2);
        var foundInValues = detectors.OfValues(valuesOut, trades)?.Shared(3);
        Lane<MarketEvent>[] lanes =
        [
            Sources(statuses, detectors.NotUndoneInTicks(found), detectors.NotUndoneInValues(foundInValues)).InLane(options.Status, ReceivedAtOf, stages.Status),
            Sources(
                    ticks,
                    barsOut.Only(options.IsRaised),
                    valuesOut.Only(options.IsRaised),
                    found?.Only(options.IsRaised),
                    foundInBars?.Only(options.IsRaised),
                    foundInValues?.Only(options.IsRaised))
                .InLane(options.Tick.Lane, ReceivedAtOf, stages.Tick)
                .ConflatedBy(value => value.Symbol, value => value.Type == EventType.Quote, replaces: EventRecency.Replaces),
            Sources(barsOut.Only(IsNotRaised), found?.Only(value => IsHighLow(value) && IsNotRaised(value)))
                .InLane(options.Bars.Lane, ReceivedAtOf, stages.Bars)
                .ConflatedBy(value => (value.Symbol, (value as Bar)?.Interval), value => value.Type == EventType.Bar, replaces: EventRecency.Replaces),
            Sources(valuesOut.Only(IsNotRaised), found?.Only(value => !IsHighLow(value) && IsNotRaised(value)))
                .InLane(options.Fmv.Lane, ReceivedAtOf, stages.Fmv)
                .ConflatedBy(value => value.Symbol, value => value.Type == EventType.FairMarketValue, replaces: EventRecency.Replaces),
            Sources(routes[Route.Other], foundInBars?.Only(IsNotRaised), foundInValues?.Only(IsNotRaised))
                .InLane(options.Other, ReceivedAtOf, stages.Other),
        ];
        Lanes = lanes;
        return FlowOperators.PriorityMerge(lanes, clock, options.MaxBurst);

        bool IsNotRaised(MarketEvent value) => !options.IsRaised(value);
    }

    // A channel that gathers no batches emits on the source's thread, so that nothing overlaps.
    private static IObservable<MarketEvent> WithChanges(
        IObservable<MarketEvent> ticks, IObservable<MarketEvent> statuses, PipelineDetectors detectors, MarketPipelineOptions options)
    {
        var changes = statuses.Only(value => value is Status { Change: not null });
        return options.Tick.Channel.BatchSize == 1 ? FlowOperators.MergeRoutes(ticks, changes) : detectors.Meet(ticks, changes);
    }

    private static IObservable<MarketEvent> Measured(IObservable<MarketEvent> events, string stage, MarketPipelineOptions options) =>
        options.Meter is { } meter ? events.Measure(stage, meter) : events;

    private static bool IsHighLow(Detection detection) => detection.Kind == DetectionKinds.HighLow;

    private static IEnumerable<IObservable<MarketEvent>> Sources(params IEnumerable<IObservable<MarketEvent>?> sources) => sources.OfType<IObservable<MarketEvent>>();

    private sealed record LaneStages(LedgerStage Status, LedgerStage Tick, LedgerStage Bars, LedgerStage Fmv, LedgerStage Other);
}
