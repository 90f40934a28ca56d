namespace MarketFlow;

/// <summary>The last turns of a symbol between new highs and new lows, from which patterns are told.</summary>
/// <remarks>
/// Detections in one direction in a row are one leg, and a leg is told by its last detection. The first detection of a leg completes a
/// pattern: V where the leg before it ended at most a window ago; M or W where the leg two before that did as well.
/// </remarks>
/// <param name="Direction">The direction of the present leg; 0 before the first.</param>
/// <param name="Last">The last detection of the present leg, in nanoseconds since the Unix epoch.</param>
/// <param name="Before">The last of the leg before it.</param>
/// <param name="BeforeThat">The last of the leg before that.</param>
internal readonly record struct Turns(int Direction, long Last, long? Before, long? BeforeThat)
{
    public (Turns Next, ReversalPattern Pattern, long Took) With(int direction, long now, long window)
    {
        if (Direction == direction || Direction == 0)
        {
            return (this with { Direction = direction, Last = now }, ReversalPattern.None, 0);
        }

        Turns next = new(direction, now, Last, Before);
        if (BeforeThat is { } first && now - first <= window)
        {
            return (next, direction > 0 ? ReversalPattern.WBottom : ReversalPattern.MTop, now - first);
        }

        return now - Last <= window
            ? (next, direction > 0 ? ReversalPattern.VBottom : ReversalPattern.VTop, now - Last)
            : (next, ReversalPattern.None, 0);
    }
}
