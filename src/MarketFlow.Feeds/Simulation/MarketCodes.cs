namespace MarketFlow.Feeds;

/// <summary>The codes that simulated events carry, as text for events and as bytes for frames. Shared by all events.</summary>
internal static class MarketCodes
{
    /// <summary>The place of FINRA's trade reporting facilities among the exchanges.</summary>
    public const int OffExchange = 2;

    /// <summary>The first of the three reporting facilities, as Massive numbers them.</summary>
    public const int FirstFacility = 201;

    private const int OddLot = 1;
    private const int FormT = 2;
    private const int Sweep = 3;
    private const int FormTOddLot = 4;
    private const int Regular = 5;
    private const int SweepOddLot = 6;
    private const int Late = 7;
    private const int FormTLate = 8;
    private static readonly string[] _exchanges = ["1", "2", "4", "8", "10", "11", "12", "15", "19", "21"];
    private static readonly string[] _facilities = ["201", "202", "203"];
    private static readonly string[][] _conditions = [[], ["37"], ["12"], ["14", "41"], ["12", "37"], ["0"], ["14", "37", "41"], ["33"], ["12", "13"]];
    private static readonly byte[][] _conditionsJson = [[], [.. "37"u8], [.. "12"u8], [.. "14,41"u8], [.. "12,37"u8], [.. "0"u8], [.. "14,37,41"u8], [.. "33"u8], [.. "12,13"u8]];

    /// <summary>The indicators of a limit band, as text.</summary>
    public static IReadOnlyList<string> LimitBand { get; } = ["17"];

    /// <summary>The inside of their JSON array.</summary>
    public static ReadOnlySpan<byte> LimitBandJson => "17"u8;

    /// <summary>Exchanges, as Massive numbers them.</summary>
    public static ReadOnlySpan<string> Exchanges => _exchanges;

    /// <summary>A reporting facility as text; null for 0, which is none.</summary>
    public static string? Facility(int number) => number == 0 ? null : _facilities[number - FirstFacility];

    /// <summary>The conditions of index <paramref name="index"/>.</summary>
    public static IReadOnlyList<string> Conditions(int index) => _conditions[index];

    /// <summary>The inside of their JSON array; empty where there is none.</summary>
    public static ReadOnlySpan<byte> ConditionsJson(int index) => _conditionsJson[index];

    /// <summary>Whether a trade with the conditions of index <paramref name="index"/> sets open, high, low and close: odd lots do not.</summary>
    public static bool SetsPrice(int index) => index is not (OddLot or FormTOddLot or SweepOddLot);

    /// <summary>Which conditions a trade has: odd lots, intermarket sweeps, and outside regular hours Form T.</summary>
    /// <param name="size">The trade's size.</param>
    /// <param name="percentile">A random number, 0 to 99.</param>
    /// <param name="isRegular">Whether it is made in regular hours.</param>
    public static int ConditionsOf(long size, int percentile, bool isRegular) => (size < 100, isRegular) switch
    {
        (true, true) => percentile < 80 ? OddLot : SweepOddLot,
        (true, false) => FormTOddLot,
        (false, true) => percentile switch { < 80 => 0, < 85 => Regular, _ => Sweep },
        _ => FormT,
    };

    /// <summary>The conditions of a trade of at least 100 that is sent late: sold out of sequence.</summary>
    /// <param name="isRegular">Whether it is made in regular hours.</param>
    public static int LateConditionsOf(bool isRegular) => isRegular ? Late : FormTLate;

    /// <summary>Which conditions a trade of the load test has: odd lots say so, few others have any.</summary>
    /// <param name="size">The trade's size.</param>
    /// <param name="percentile">A random number, 0 to 99.</param>
    public static int ConditionsOf(long size, int percentile) =>
        size < 100 ? OddLot : percentile switch { < 90 => 0, < 97 => FormT, _ => Sweep };
}
