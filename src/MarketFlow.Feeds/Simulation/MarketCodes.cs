namespace MarketFlow.Feeds;

/// <summary>The codes that simulated events carry, as text for events and as bytes for frames. Shared by all events.</summary>
internal static class MarketCodes
{
    private const int OddLot = 1;
    private static readonly string[] _exchanges = ["1", "2", "4", "8", "10", "11", "12", "15", "19", "21"];
    private static readonly string[][] _conditions = [[], ["37"], ["12"], ["14", "41"]];
    private static readonly byte[][] _conditionsJson = [[], [.. "37"u8], [.. "12"u8], [.. "14,41"u8]];

    /// <summary>Exchanges, as Massive numbers them.</summary>
    public static ReadOnlySpan<string> Exchanges => _exchanges;

    /// <summary>The conditions of index <paramref name="index"/>.</summary>
    public static IReadOnlyList<string> Conditions(int index) => _conditions[index];

    /// <summary>The inside of their JSON array; empty where there is none.</summary>
    public static ReadOnlySpan<byte> ConditionsJson(int index) => _conditionsJson[index];

    /// <summary>Which conditions a trade has: odd lots say so, few others have any.</summary>
    /// <param name="size">The trade's size.</param>
    /// <param name="percentile">A random number, 0 to 99.</param>
    public static int ConditionsOf(long size, int percentile) =>
        size < 100 ? OddLot : percentile switch { < 90 => 0, < 97 => 2, _ => 3 };
}
