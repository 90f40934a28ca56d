using System.Reactive.Concurrency;

namespace MarketFlow;

/// <summary>One or more sources of <c>PriorityMerge</c> with a bounded buffer of their own: the place where events wait for their turn.</summary>
/// <remarks>
/// A lane only describes: its buffer belongs to the subscription of the merge. Made by <c>InLane</c>.
/// Memory: at most <see cref="LaneOptions.Capacity"/> events per subscription. The buffer doubles as needed. When it is empty, it is halved
/// if eight times as many events as it has slots have passed while less than a quarter of the slots was in use at once. So after a surge
/// it shrinks to less than four times what has waited at most since, or to 16 slots.
/// </remarks>
/// <typeparam name="T">What flows.</typeparam>
public sealed class Lane<T>
{
    private readonly Func<ConflationIndex<T>>? _createIndex;

    internal Lane(IObservable<T>[] sources, LaneOptions options, Func<T, Timestamp>? receivedAtOf, LedgerStage? stage, Func<ConflationIndex<T>>? createIndex)
    {
        Sources = sources;
        Options = options;
        ReceivedAtOf = receivedAtOf;
        Stage = stage;
        _createIndex = createIndex;
    }

    /// <summary>How much the lane holds, for how long, and who is lost beyond that.</summary>
    public LaneOptions Options { get; }

    /// <summary>How full it is now, and was at most.</summary>
    public LaneState State { get; } = new();

    internal IObservable<T>[] Sources { get; }

    internal Func<T, Timestamp>? ReceivedAtOf { get; }

    internal LedgerStage? Stage { get; }

    /// <summary>The same lane with <see cref="Overflow.Conflate"/>: when it is full, only the latest event of each key waits.</summary>
    /// <param name="keyOf">What makes a newer event replace an older one, e.g. the symbol.</param>
    /// <param name="canConflate">Which events may be replaced; all where null. The others are dropped oldest first.</param>
    /// <param name="comparer">Compares keys; the default comparer where null.</param>
    /// <param name="replaces">
    /// Says of the event that waits and of the next one of its key whether the next replaces it, e.g.
    /// <see cref="EventRecency.Replaces(MarketEvent, MarketEvent)"/>; where it does not, it is the next one that is conflated. Always where
    /// null.
    /// </param>
    /// <typeparam name="TKey">The key.</typeparam>
    /// <remarks>
    /// From the moment it is full until it is empty again, the lane holds at most one event of each key. The newer event
    /// goes to the end and not to the place of the older, so that events of a symbol are never emitted out of order.
    /// The delegates and the comparer are called within a short lock, while the lane is congested: they must neither block nor dispose the
    /// subscription. When one of them throws, or a key is null, the event is removed as <c>invalid</c>; the merge takes nothing more in,
    /// emits what waits, and ends with that exception (OnError).
    /// </remarks>
    public Lane<T> ConflatedBy<TKey>(
        Func<T, TKey> keyOf, Func<T, bool>? canConflate = null, IEqualityComparer<TKey>? comparer = null, Func<T, T, bool>? replaces = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(keyOf);
        return new(Sources, Options with { Overflow = Overflow.Conflate }, ReceivedAtOf, Stage, () => new ConflationIndex<T, TKey>(keyOf, canConflate, comparer, replaces));
    }

    internal LaneBuffer<T> OpenBuffer(IScheduler clock) =>
        new(Options, new LaneAges<T>(ReceivedAtOf, Options.MaxAge, clock), Stage, State, _createIndex?.Invoke());
}

public static partial class FlowOperators
{
    /// <summary>Gives a source a bounded lane, for <c>PriorityMerge</c>.</summary>
    /// <param name="source">What is to wait in the lane; its notifications must not overlap.</param>
    /// <param name="options">How much the lane holds, for how long, and who is lost beyond that.</param>
    /// <param name="receivedAtOf">
    /// When an event was received, for <see cref="LaneOptions.MaxAge"/>; where null, nothing expires. <see cref="Timestamp.MaxValue"/> for
    /// an event that has no receive time. Not called while the clock is outside the range of <see cref="Timestamp"/>: age then counts from
    /// arrival in the lane. Called within a short lock; must neither block nor dispose the subscription. When it throws, the event is
    /// removed as <c>invalid</c>; the merge takes nothing more in, emits what waits, and ends with that exception (OnError).
    /// </param>
    /// <param name="stage">
    /// The lane's account: overflow, conflated, expired, invalid, shutdown, and what it holds. Each subscription of a merge has it to itself;
    /// see <c>PriorityMerge</c>.
    /// </param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <see cref="Overflow.Conflate"/> was chosen without a key.</exception>
    public static Lane<T> InLane<T>(
        this IObservable<T> source, LaneOptions options, Func<T, Timestamp>? receivedAtOf = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return InLane([source], options, receivedAtOf, stage);
    }

    /// <summary>Gives several sources one bounded lane in common, for <c>PriorityMerge</c>.</summary>
    /// <param name="sources">What is to wait in the lane; they may notify at the same time, on different threads.</param>
    /// <param name="options">How much the lane holds, for how long, and who is lost beyond that.</param>
    /// <param name="receivedAtOf">
    /// When an event was received, for <see cref="LaneOptions.MaxAge"/>; where null, nothing expires. <see cref="Timestamp.MaxValue"/> for
    /// an event that has no receive time. Not called while the clock is outside the range of <see cref="Timestamp"/>: age then counts from
    /// arrival in the lane. Called within a short lock; must neither block nor dispose the subscription. When it throws, the event is
    /// removed as <c>invalid</c>; the merge takes nothing more in, emits what waits, and ends with that exception (OnError).
    /// </param>
    /// <param name="stage">
    /// The lane's account: overflow, conflated, expired, invalid, shutdown, and what it holds. Each subscription of a merge has it to itself;
    /// see <c>PriorityMerge</c>.
    /// </param>
    /// <typeparam name="T">What flows.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="sources"/>, one of them, or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or <see cref="Overflow.Conflate"/> was chosen without a key.</exception>
    public static Lane<T> InLane<T>(
        this IEnumerable<IObservable<T>> sources, LaneOptions options, Func<T, Timestamp>? receivedAtOf = null, LedgerStage? stage = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (options.Overflow == Overflow.Conflate)
        {
            throw new ArgumentException($"Lane \"{options.Name}\": Overflow is Conflate, but without a key; use ConflatedBy.", nameof(options));
        }

        IObservable<T>[] all = [.. sources];
        Array.ForEach(all, source => ArgumentNullException.ThrowIfNull(source, nameof(sources)));
        return new(all, options, receivedAtOf, stage, createIndex: null);
    }
}
