namespace MarketFlow.Feeds;

/// <summary>What a simulated vendor does wrong; in a fault script in kebab case, e.g. <c>cap-older</c>.</summary>
public enum FaultKind
{
    /// <summary>The connection is cut without a word.</summary>
    Drop,

    /// <summary>The connection is closed with 1008.</summary>
    Close,

    /// <summary>The connection is refused in the vendor's words (Alpaca's 406, Massive's <c>max_connections</c>) and closed.</summary>
    Refuse,

    /// <summary>A second connection makes the oldest one die, as at a vendor's cap.</summary>
    CapOlder,

    /// <summary>A second connection dies itself, after its subscribe was acknowledged.</summary>
    CapNewcomer,

    /// <summary>A second connection makes either die, at random.</summary>
    CapRandom,

    /// <summary>The connection stays open and says nothing: messages are lost.</summary>
    Silent,

    /// <summary>Messages come late, in their order: one in time that follows a late one stands in line behind it.</summary>
    Delay,

    /// <summary>Messages come twice.</summary>
    Duplicate,

    /// <summary>A message comes after the one that follows it, or late where none follows in time.</summary>
    Reorder,

    /// <summary>The sequence <c>q</c> of a message is that of the one before it.</summary>
    RepeatSequence,

    /// <summary>The sequence <c>q</c> counts backwards.</summary>
    ReverseSequence,

    /// <summary>Messages are cut in the middle.</summary>
    Corrupt,

    /// <summary>Many times as much happens in the market, for everybody: no fault of a vendor's, but what a market's open is like.</summary>
    Surge,
}
