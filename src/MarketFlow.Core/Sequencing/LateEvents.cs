namespace MarketFlow;

/// <summary>What becomes of an event whose turn in the sequence has passed.</summary>
public enum LateEvents
{
    /// <summary>It goes out at once, out of order: nothing is lost, and whoever receives it must bear a step back.</summary>
    Emit,

    /// <summary>It is removed as <see cref="RemovalReason.Expired"/>: the sequence never steps back.</summary>
    Remove,
}
