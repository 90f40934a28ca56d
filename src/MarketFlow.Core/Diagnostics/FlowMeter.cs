using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>How old events are when they pass the stages of a flow, by class of event: where time goes. Filled by <c>Measure</c>.</summary>
/// <remarks>
/// <code>
/// FlowMeter&lt;MarketEvent&gt; meter = new(["tick", "bars"], value => value.Type == EventType.Bar ? 1 : 0, value => value.Source.ReceivedAt, clock);
/// events.Measure("decoded", meter)…
/// meter.Stages[0].Ages[0].Read().Quantile(0.99)
/// </code>
/// Any thread may read at any time. Memory: 6 KB per stage and class.
/// Works on any clock. Before 1678 the clock counts as 1678, so that an event has no age; after 2262 as 2262.
/// </remarks>
/// <typeparam name="T">What flows.</typeparam>
public sealed class FlowMeter<T>
{
    private readonly Lock _gate = new();
    private readonly Func<T, int> _classOf;
    private readonly Func<T, Timestamp?> _receivedAtOf;
    private readonly IScheduler _clock;
    private readonly IStageTrace<T>? _trace;
    private StageAges[] _stages = [];

    /// <summary>Makes a meter without stages.</summary>
    /// <param name="classes">The classes that are told apart, e.g. the channels.</param>
    /// <param name="classOf">Index of an event's class; below zero for an event that is not measured. Called once per event and stage.</param>
    /// <param name="receivedAtOf">Since when an event is under way; null where it was never received.</param>
    /// <param name="clock">Supplies "now". No work is ever scheduled on it.</param>
    /// <param name="trace">Told of each event that passes a stage, after it was counted; null where nobody wants to know.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="trace"/> is null.</exception>
    public FlowMeter(IReadOnlyList<string> classes, Func<T, int> classOf, Func<T, Timestamp?> receivedAtOf, IScheduler clock, IStageTrace<T>? trace = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(classOf);
        ArgumentNullException.ThrowIfNull(receivedAtOf);
        ArgumentNullException.ThrowIfNull(clock);
        (Classes, _classOf, _receivedAtOf, _clock, _trace) = ([.. classes], classOf, receivedAtOf, clock, trace);
    }

    /// <summary>The classes that are told apart.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The stages, in the order in which they were first asked for.</summary>
    public IReadOnlyList<StageAges> Stages => Volatile.Read(ref _stages);

    /// <summary>The stage of a name; opened where there is none yet.</summary>
    /// <param name="name">E.g. <c>decoded</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public StageAges Stage(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            if (Array.Find(_stages, stage => stage.Name == name) is { } known)
            {
                return known;
            }

            StageAges opened = new(name, Classes);
            Volatile.Write(ref _stages, [.. _stages, opened]);
            return opened;
        }
    }

    internal void Passed(T value, StageAges stage)
    {
        var index = _classOf(value);
        if (index < 0 || _receivedAtOf(value) is not { } receivedAt)
        {
            return;
        }

        var now = Timestamp.Clamp(_clock.Now);
        stage.Ages[index].Record(now - receivedAt);
        _trace?.Passed(value, stage.Name, now);
    }
}
