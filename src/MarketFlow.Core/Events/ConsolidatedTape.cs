namespace MarketFlow;

/// <summary>The consolidated tape of US stocks that carries a symbol. It follows from where the symbol is listed.</summary>
public enum ConsolidatedTape : byte
{
    /// <summary>The vendor does not say, or the event is about no US stock.</summary>
    None = 0,

    /// <summary>Listed on NYSE; published by the CTA.</summary>
    A = 1,

    /// <summary>Listed on another exchange than NYSE and Nasdaq; published by the CTA.</summary>
    B = 2,

    /// <summary>Listed on Nasdaq; published by the UTP plan.</summary>
    C = 3,
}
