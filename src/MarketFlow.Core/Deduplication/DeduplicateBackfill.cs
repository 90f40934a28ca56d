namespace MarketFlow;

public static partial class FlowOperators
{
    /// <summary>Drops the history that a venue tells again on every subscribe, as far as it was let through already.</summary>
    /// <param name="source">Any stream; its notifications must not overlap (the Rx grammar).</param>
    /// <param name="isBackfill">Whether an event is told again or later than live, e.g. <see cref="MarketEvent.IsBackfill"/>.</param>
    /// <param name="groupOf">What history is told for, e.g. the symbol. Called once per event, in order, like the other two.</param>
    /// <param name="keyOf">Identity of an event within its group.</param>
    /// <param name="depth">
    /// How many keys are remembered per group: as many as the venue tells again, plus what may come live in between. 1 or more.
    /// </param>
    /// <param name="maxGroups">
    /// Most groups remembered; beyond it the group longest without an event is forgotten. 1 or more, 100,000 by default.
    /// </param>
    /// <param name="stage">Its account: what is told again is removed as <see cref="RemovalReason.Duplicate"/>; nothing is held.</param>
    /// <param name="comparer">Tells keys apart; the key type's own equality by default.</param>
    /// <returns>
    /// Every live event, and each backfill event whose key is not among the last <paramref name="depth"/> keys let through in its
    /// group; unchanged, in source order, on the source's thread. Every event let through is remembered, live or backfill.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> or <paramref name="maxGroups"/> is below 1.</exception>
    /// <remarks>
    /// No time is involved: what is told again may be days old (HitBTC's <c>snapshotTrades</c>: the last 100 trades per symbol), far
    /// outside any window. Live copies from redundant connections are for <see cref="Deduplicate"/>.
    /// Cost: a live event is compared with nothing, a backfill event with up to <paramref name="depth"/> keys.
    /// Errors: if a delegate or <paramref name="comparer"/> throws, the event is removed as <see cref="RemovalReason.Invalid"/> and
    /// the result ends with that exception.
    /// Memory: at most <paramref name="maxGroups"/> × <paramref name="depth"/> keys, and about 200 bytes per group; a group's keys take
    /// room as they come. A group that is forgotten leaves its room, without its keys, to the group that replaces it. A key that is or refers to an event keeps that event's frame alive.
    /// </remarks>
    public static IObservable<T> DeduplicateBackfill<T, TGroup, TKey>(
        this IObservable<T> source,
        Func<T, bool> isBackfill,
        Func<T, TGroup> groupOf,
        Func<T, TKey> keyOf,
        int depth,
        int maxGroups = 100_000,
        LedgerStage? stage = null,
        IEqualityComparer<TKey>? comparer = null)
        where TGroup : notnull
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(isBackfill);
        ArgumentNullException.ThrowIfNull(groupOf);
        ArgumentNullException.ThrowIfNull(keyOf);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGroups, 1);

        return new SinkObservable<T, T>(source, observer =>
        {
            var groups = new RecentGroups<TGroup, LastKeys<TKey>>(
                maxGroups, create: () => new(depth, comparer ?? EqualityComparer<TKey>.Default), clear: keys => keys.Clear());
            return new DeduplicateBackfillSink<T, TGroup, TKey>(observer, isBackfill, groupOf, keyOf, groups, stage);
        });
    }

    private sealed class DeduplicateBackfillSink<T, TGroup, TKey>(
        IObserver<T> downstream,
        Func<T, bool> isBackfill,
        Func<T, TGroup> groupOf,
        Func<T, TKey> keyOf,
        RecentGroups<TGroup, LastKeys<TKey>> letThrough,
        LedgerStage? stage)
        : Sink<T, T>(downstream)
        where TGroup : notnull
        where TKey : notnull
    {
        public override void OnNext(T value)
        {
            if (Refuses(stage))
            {
                return;
            }

            bool isToldAgain;
            try
            {
                var keys = letThrough[groupOf(value)];
                var key = keyOf(value);
                if (key is null)
                {
                    NullKey.Throw(nameof(key));
                }

                isToldAgain = isBackfill(value) && keys.Contains(key);
                if (!isToldAgain)
                {
                    keys.Add(key);
                }
            }
            catch (Exception error)
            {
                stage?.Removed(RemovalReason.Invalid);
                OnError(error);
                return;
            }

            if (isToldAgain)
            {
                stage?.Removed(RemovalReason.Duplicate);
            }
            else
            {
                Pass(value, stage);
            }
        }
    }
}
