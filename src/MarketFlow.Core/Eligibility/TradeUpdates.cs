namespace MarketFlow;

/// <summary>What a trade updates, as its conditions allow.</summary>
[Flags]
public enum TradeUpdates : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The highest and the lowest price, and the average price.</summary>
    HighLow = 1,

    /// <summary>The last price, and so open and close.</summary>
    Last = 2,

    /// <summary>The last price where there is none yet: the first trade of the day that may set one.</summary>
    FirstLast = 4,

    /// <summary>The volume.</summary>
    Volume = 8,

    /// <summary>Everything: a trade without restrictions.</summary>
    All = HighLow | Last | FirstLast | Volume,

    /// <summary>Not an update: one of the trade's codes is not known, and restricted nothing.</summary>
    UnknownCode = 16,
}
