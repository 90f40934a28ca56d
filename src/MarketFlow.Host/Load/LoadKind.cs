namespace MarketFlow.Host;

/// <summary>The kinds of event a load test tells apart.</summary>
internal enum LoadKind : byte
{
    Trade,
    Quote,
    SecondBar,
    MinuteBar,
    FairMarketValue,
}

/// <summary>What each kind is called.</summary>
internal static class LoadKinds
{
    public const int Count = 5;

    /// <summary>Massive's channels, by kind.</summary>
    public static readonly IReadOnlyList<string> Channels = ["T", "Q", "A", "AM", "FMV"];

    /// <summary>Names in reports, by kind.</summary>
    public static readonly IReadOnlyList<string> Names = ["trade", "quote", "second bar", "minute bar", "fmv"];
}
