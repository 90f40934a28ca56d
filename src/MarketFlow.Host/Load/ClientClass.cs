namespace MarketFlow.Host;

/// <summary>What clients of a load test are like. The first ones are measured; the others do what disturbs them.</summary>
internal enum ClientClass
{
    /// <summary>Asks for some symbols.</summary>
    Filtered,

    /// <summary>Asks for everything.</summary>
    Full,

    /// <summary>Asks for everything and stops reading for a while.</summary>
    Stalled,

    /// <summary>Comes and goes.</summary>
    Visiting,
}

/// <summary>Which classes are measured, and what they are called.</summary>
internal static class ClientClasses
{
    public const int Measured = 2;

    public static readonly IReadOnlyList<string> Names = ["filtered", "full", "stalled", "visiting"];
}
