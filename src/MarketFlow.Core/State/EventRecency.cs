namespace MarketFlow;

/// <summary>Which of two events about one thing is the newer: the rule for snapshots, for conflation, and for whatever else keeps one event per symbol.</summary>
/// <remarks>
/// An event that arrives late is news, and is delivered, but it does not replace what is newer. Nothing here is remembered between calls:
/// the rule is a pure function of the two events. See ADR 8.
/// </remarks>
public static class EventRecency
{
    /// <summary>How far ahead of the clock that receives events an event's time may be and still count: 1 minute.</summary>
    /// <remarks>
    /// An event farther ahead has a wrong time, and the next event that is not as far ahead replaces it: one wrong time in the future never
    /// freezes what is shown. Where all events are ahead, it is the receiving clock that is wrong, and their times decide.
    /// </remarks>
    public static TimeSpan MaxAhead { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Says whether an event replaces the one that is kept.</summary>
    /// <param name="kept">The event that is kept.</param>
    /// <param name="next">An event of the same type, symbol and, for bars, interval that arrived after it.</param>
    /// <returns>
    /// True where <paramref name="next"/> is newer: by event time, of equal times by the sequence of the same connection, else by arrival.
    /// Bars: by start, of equal starts by revision. Backfill does not replace a live event of its time. Statuses are ordered by time where
    /// both come from a vendor; otherwise by arrival, since the clocks differ. Corrections and cancels are no state and replace nothing.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static bool Replaces(MarketEvent kept, MarketEvent next)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(next);
        if (!IsState(next) || !IsState(kept))
        {
            return IsState(next);
        }

        return kept.Type switch
        {
            EventType.Status when kept.Source.Connection == 0 || next.Source.Connection == 0 => true,
            _ => Replaces(kept.Time, next.Time, Later(kept.Source.ReceivedAt, next.Source.ReceivedAt)) ?? ReplacesAtSameTime(kept, next),
        };
    }

    /// <summary>Says whether an event replaces the one that is kept, by their times alone.</summary>
    /// <param name="kept">The time of the event that is kept.</param>
    /// <param name="next">The time of the event that arrived after it.</param>
    /// <param name="receivedAt">When that was received; the Unix epoch where it is not known.</param>
    /// <returns>Null where the times are equal, so that something else must decide.</returns>
    public static bool? Replaces(Timestamp kept, Timestamp next, Timestamp receivedAt) =>
        next > kept ? true
        : receivedAt != default && kept - receivedAt > MaxAhead && next - receivedAt <= MaxAhead ? true
        : next < kept ? false
        : null;

    /// <summary>True where an event says how something is, so that the latest of its kind is worth keeping; false for corrections and cancels of trades, and what they leave behind.</summary>
    /// <param name="value">The event.</param>
    public static bool IsState(MarketEvent value) => value is not Status { Kind: StatusKinds.Correction or StatusKinds.Cancel or StatusKinds.NotUndone };

    // Receive times do not go back; where they seem to, the later one is when the next event came.
    private static Timestamp Later(Timestamp one, Timestamp other) => one > other ? one : other;

    private static bool ReplacesAtSameTime(MarketEvent kept, MarketEvent next)
    {
        if (next.IsBackfill && !kept.IsBackfill)
        {
            return false;
        }

        if (kept is Bar { Revision: var before } && next is Bar { Revision: var after })
        {
            return after >= before;
        }

        // Vendors count anew per connection, and some count badly: a sequence is comparable within one connection at most.
        var (first, second) = (kept.Source, next.Source);
        return first.Connection != second.Connection || first.Feed != second.Feed
            || first.Sequence is not { } one || second.Sequence is not { } other || other >= one;
    }
}
