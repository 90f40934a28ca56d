namespace MarketFlow.Host.Tests;

/// <summary>Detections with all their figures, so that a test sees which goes where.</summary>
internal static class Found
{
    public static readonly Timestamp Time = Timestamp.Parse("2026-03-09T13:30:05.123456Z");

    public static Detection High(string symbol = "AAPL", decimal price = 187.5m) => new()
    {
        Symbol = symbol,
        Time = Time,
        Kind = DetectionKinds.HighLow,
        Price = price,
        Direction = "up",
        Source = new(new Frame("massive", 2, Timestamp.Parse("2026-03-09T13:30:05.125Z"), "[{}]"u8.ToArray()), 1, 2, sequence: 3_681_328),
        Detail = new HighLowDetail
        {
            Previous = 187.25m,
            Extreme = 187.5m,
            SessionHigh = 187.5m,
            SessionLow = 185.01m,
            CountUp = 3,
            CountDown = 2,
            PercentChange = 1.25m,
            Vwap = 186.4m,
            VwapDivergence = 0.5901m,
            Volume = 12_345.5m,
            RelativeVolume = 2.5m,
            Significance = 62.5m,
            Reversal = ReversalPattern.VBottom,
            IsRapid = true,
        },
    };

    public static Detection Low(string symbol = "AAPL") => new() { Symbol = symbol, Time = Time, Kind = DetectionKinds.HighLow, Price = 185.01m, Direction = "down" };

    public static Detection Trend(string symbol = "AAPL", string? direction = "down") => new()
    {
        Symbol = symbol,
        Time = Time,
        Kind = DetectionKinds.Trend,
        Price = 186m,
        Direction = direction,
        Detail = new TrendDetail
        {
            Strength = direction is null ? TrendStrength.None : TrendStrength.Moderate,
            Score = -0.0125m,
            ShortScore = -0.02m,
            MediumScore = -0.01m,
            LongScore = 0.005m,
            VwapPosition = -0.2146m,
            Since = Timestamp.Parse("2026-03-09T13:28:35.023456Z"),
            Vwap = 186.4m,
            PercentChange = -0.75m,
            Volume = 20_000m,
            RelativeVolume = 1.5m,
        },
    };

    public static Detection Surge(string symbol = "AAPL", string direction = "down") => new()
    {
        Symbol = symbol,
        Time = Time,
        Kind = DetectionKinds.Surge,
        Price = 184m,
        Direction = direction,
        Detail = new SurgeDetail
        {
            Magnitude = 1.8182m,
            Score = 75m,
            Trigger = SurgeTrigger.Both,
            PriceChange = direction == "down" ? -3.4m : 3.4m,
            VolumeMultiple = 2.6m,
            ExpiresAt = Timestamp.Parse("2026-03-09T13:30:35.123456Z"),
            CountToday = 4,
        },
    };
}
