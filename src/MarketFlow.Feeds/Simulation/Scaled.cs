namespace MarketFlow.Feeds;

/// <summary>A number of so many decimal places without trailing zeros: as text and as <see cref="decimal"/> equally precise.</summary>
internal readonly struct Scaled
{
    private readonly long _units;

    /// <param name="units">0 or more, in units of the last decimal place.</param>
    /// <param name="places">Decimal places, 0 to 4.</param>
    public Scaled(long units, int places)
    {
        while (places > 0 && units % 10 == 0)
        {
            units /= 10;
            places--;
        }

        (_units, Places) = (units, places);
    }

    public int Places { get; }

    public long Whole => _units / PowerOfTen(Places);

    public long Fraction => _units % PowerOfTen(Places);

    public decimal ToDecimal() => new((int)_units, (int)(_units >> 32), 0, isNegative: false, (byte)Places);

    private static long PowerOfTen(int places) => places switch { 0 => 1, 1 => 10, 2 => 100, 3 => 1_000, _ => 10_000 };
}
