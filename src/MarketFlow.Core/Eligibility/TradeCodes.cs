namespace MarketFlow;

/// <summary>The list from which a trade's condition codes are taken. The same code means different things in different lists.</summary>
public enum TradeCodes : byte
{
    /// <summary>No list that MarketFlow knows: the codes restrict nothing.</summary>
    Unknown = 0,

    /// <summary>The numbers that Massive gives to the sale conditions of US stocks.</summary>
    Massive,

    /// <summary>The letters with which the consolidated tapes of US stocks (CTA, UTP) publish sale conditions; Alpaca passes them on.</summary>
    Sip,
}
