namespace MarketFlow;

/// <summary>What a threshold is multiplied by, as prices are wild or calm: by their standard deviation over their mean.</summary>
/// <param name="High">Above 2 %. Above 0, at most 1,000.</param>
/// <param name="Normal">0.5 % to 2 %, both included. Above 0, at most 1,000.</param>
/// <param name="Low">Below 0.5 %. Above 0, at most 1,000.</param>
public readonly record struct VolatilityFactor(double High, double Normal, double Low)
{
    private const double Wild = 0.02;
    private const double Calm = 0.005;

    internal double Of(double deviationOverMean) => deviationOverMean > Wild ? High : deviationOverMean < Calm ? Low : Normal;

    internal void Check(string detector) =>
        OptionCheck.That(
            detector, High is > 0 and <= 1_000 && Normal is > 0 and <= 1_000 && Low is > 0 and <= 1_000, this, "Volatility", "above 0, at most 1,000, in each");
}
