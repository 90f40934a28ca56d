using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

public static partial class MarketArbitraries
{
    // The first ones come first while tests are small, so that events meet in one symbol.
    private static readonly string[] _knownSymbols =
    [
        "A", "SPY", "BRK.A", "BTC-USD", "MSFT", "ES=F", "^GSPC", "ABR+D", "X:BTCUSD", "O:SPY261218C00650000", "BC#", "BF.B", "RIO/PA", "BRKpA", "CON",
    ];

    /// <summary>Symbols: familiar ones, and any of 1 to 12 letters, digits and <c>. - + = # ^ / :</c>. Never empty, no blanks.</summary>
    public static Arbitrary<string> Symbols => Arb.From(
        Gen.Frequency(
            (8, Gen.GrowingElements(_knownSymbols)),
            (2, from length in Gen.Choose(1, 12)
                from letters in Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0189.-+=#^/:".ToCharArray()).ArrayOf(length)
                select new string(letters))),
        Simpler.Symbols);

    /// <summary>Prices: above 0, evenly over the orders of magnitude from 0.0001 to 1,000,000, with 0 to 8 decimals (most often 2).</summary>
    public static Arbitrary<decimal> Prices => Arb.From(
        from exponent in Gen.Choose(-4_000, 6_000)
        from decimals in Gen.Frequency((6, Gen.Constant(2)), (1, Gen.Choose(0, 1)), (3, Gen.Choose(3, 8)))
        select Math.Max(decimal.Round((decimal)Math.Pow(10, exponent / 1_000.0), decimals), new decimal(1, 0, 0, false, (byte)decimals)),
        Simpler.Numbers);

    /// <summary>Sizes: round lots, odd lots, fractions of up to 8 decimals, now and then 0 or more than an <see cref="int"/> holds.</summary>
    public static Arbitrary<decimal> Sizes => Arb.From(
        Gen.Frequency(
            (5, Gen.Choose(1, 100).Select(lots => lots * 100m)),
            (3, Gen.Choose(1, 99).Select(shares => (decimal)shares)),
            (2, from parts in Gen.Choose(1, 1_000_000_000) from decimals in Gen.Choose(1, 8) select new decimal(parts, 0, 0, false, (byte)decimals)),
            (1, Gen.Elements(0m, 3_000_000_000m))),
        Simpler.Numbers);

    /// <summary>Instants of the whole range of a <see cref="Timestamp"/>, in every precision: half of them near the open of
    /// <see cref="VirtualMarketClock"/>, the others anywhere in the years 1678 to 2261, which can be read back.</summary>
    public static Arbitrary<Timestamp> Timestamps => Arb.From(
        Gen.OneOf(
            SessionTime(),
            from high in Gen.Choose(-LastHighWord, LastHighWord)
            from low in Gen.Choose(int.MinValue, int.MaxValue)
            from digits in Gen.Choose(0, 9)
            select Simpler.Whole(((long)high << 32) | (uint)low, digits)),
        Simpler.Times);

    /// <summary>Instants of one session: at most 16 hours before or after the open of <see cref="VirtualMarketClock"/>, in every precision,
    /// so that adding any window to them stays in range.</summary>
    public static Arbitrary<Timestamp> SessionTimes => Arb.From(SessionTime(), Simpler.Times);

    // Upper halves of nanoseconds: from January 1678 to December 2261. A 64-bit number goes a few months further, and no year does.
    private const int LastHighWord = 2_145_400_000;

    private static Gen<Timestamp> SessionTime() =>
        from seconds in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 60)), (4, Gen.Choose(-16 * 3_600 + 1, 16 * 3_600 - 1)))
        from nanoseconds in Gen.Choose(0, 999_999_999)
        from digits in Gen.Elements(0, 3, 3, 6, 7, 9, 1)
        select Simpler.Whole((VirtualMarketClock.Open.AddSeconds(seconds) - DateTimeOffset.UnixEpoch).Ticks * 100 + nanoseconds, digits);
}
