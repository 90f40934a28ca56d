namespace MarketFlow;

/// <summary>From which score there is a direction, for prices below a bound.</summary>
/// <param name="Below">Prices below this, in quote currency, which no earlier band has; <see cref="decimal.MaxValue"/> for all others.</param>
/// <param name="Threshold">The score; above 0, at most 1.</param>
public readonly record struct TrendBand(decimal Below, double Threshold)
{
    internal static double ThresholdOf(decimal price, TrendBand[] bands)
    {
        var at = 0;
        while (at < bands.Length - 1 && price >= bands[at].Below)
        {
            at++;
        }

        return bands[at].Threshold;
    }

    /// <summary>The band that is wrong, or null.</summary>
    internal static string? Problem(IReadOnlyList<TrendBand> bands)
    {
        for (var i = 0; i < bands.Count; i++)
        {
            if (bands[i].Threshold is not (> 0 and <= 1) || (i > 0 && bands[i].Below <= bands[i - 1].Below))
            {
                return $"[{i}] {bands[i]}";
            }
        }

        return bands.Count == 0 ? "empty" : bands[^1].Below == decimal.MaxValue ? null : $"[{bands.Count - 1}] {bands[^1]}";
    }
}
