namespace MarketFlow;

/// <summary>What became of a trade of which bars are made.</summary>
internal enum TradeFate
{
    /// <summary>It is the first of a bar, or the cause of a revision: it goes on as that bar.</summary>
    Held,

    /// <summary>It is part of a bar for which another one stands already.</summary>
    Joined,

    /// <summary>It does not count.</summary>
    NotCounted,

    /// <summary>It is behind all bars that may still be revised.</summary>
    TooLate,

    /// <summary>No figure can be made of it.</summary>
    Invalid,
}
