namespace MarketFlow.Feeds;

/// <summary>What a line of a recorded session tells.</summary>
public enum RecordedLineKind
{
    /// <summary>A connection was opened.</summary>
    Connect,

    /// <summary>We sent a message.</summary>
    Send,

    /// <summary>The vendor sent a message.</summary>
    Receive,

    /// <summary>The line cannot be read, as a recorder that was killed leaves behind.</summary>
    Malformed,
}
