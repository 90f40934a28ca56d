using System.Globalization;

namespace MarketFlow;

/// <summary>The least move that counts, for prices below a bound.</summary>
/// <param name="Below">Prices below this, in quote currency, which no earlier band has; <see cref="decimal.MaxValue"/> for all others.</param>
/// <param name="Percent">Least move in percent: 0.2 is 0.2 %. 0 or more.</param>
/// <param name="Amount">Least move in quote currency. 0 or more.</param>
public readonly record struct PriceBand(decimal Below, decimal Percent, decimal Amount)
{
    internal static PriceBand Of(decimal price, PriceBand[] bands)
    {
        var at = 0;
        while (at < bands.Length - 1 && price >= bands[at].Below)
        {
            at++;
        }

        return bands[at];
    }

    /// <summary>Says what is wrong with bands, or null.</summary>
    internal static string? Problem(IReadOnlyList<PriceBand> bands)
    {
        for (var i = 0; i < bands.Count; i++)
        {
            if (bands[i].Percent < 0 || bands[i].Amount < 0 || bands[i].Percent > 1_000 || bands[i].Amount > Figures.Largest)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Bands[{i}] is {bands[i]}; Percent must be 0 to 1,000, and Amount 0 to {Figures.Largest}.");
            }

            if (i > 0 && bands[i].Below <= bands[i - 1].Below)
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"Bands[{i}].Below is {bands[i].Below}; must be above that of the band before it, {bands[i - 1].Below}.");
            }
        }

        return bands.Count > 0 && bands[^1].Below == decimal.MaxValue
            ? null
            : "Bands do not cover all prices; the last one's Below must be decimal.MaxValue.";
    }
}
