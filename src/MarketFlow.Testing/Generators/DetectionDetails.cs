using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

/// <summary>Figures of detections, as each kind has them, or none.</summary>
internal static class DetectionDetails
{
    public static Gen<DetectionDetail?> Of(string kind, decimal price, Timestamp time) => Gen.Frequency(
        (1, Gen.Constant<DetectionDetail?>(null)),
        (4, kind switch
        {
            DetectionKinds.HighLow => HighLow(price).Select(DetectionDetail? (detail) => detail),
            DetectionKinds.Trend => Trend(time).Select(DetectionDetail? (detail) => detail),
            DetectionKinds.Surge => Surge(time).Select(DetectionDetail? (detail) => detail),
            DetectionKinds.Bar => Bar().Select(DetectionDetail? (detail) => detail),
            DetectionKinds.FairMarketValue => FairValue(price).Select(DetectionDetail? (detail) => detail),
            _ => Gen.Constant<DetectionDetail?>(null),
        }));

    private static Gen<HighLowDetail> HighLow(decimal price) =>
        from steps in Gen.Choose(1, 100)
        from counts in Gen.Choose(0, 50).Two()
        from percent in Fractions(100_000)
        from volume in Gen.Choose(0, 1_000_000)
        from relative in Fractions(100_000)
        from significance in Gen.Choose(0, 1_000)
        from pattern in Gen.Elements(Enum.GetValues<ReversalPattern>())
        from hasVwap in Gen.Elements(true, false)
        select new HighLowDetail
        {
            Previous = price + (steps * 0.01m),
            Extreme = price,
            SessionHigh = price + (steps * 0.01m),
            SessionLow = price,
            CountUp = counts.Item1,
            CountDown = counts.Item2,
            PercentChange = percent,
            Vwap = hasVwap ? price + (steps * 0.005m) : null,
            VwapDivergence = hasVwap ? percent : null,
            Volume = volume,
            RelativeVolume = hasVwap ? Math.Abs(relative) : null,
            Significance = significance / 10m,
            Reversal = pattern,
            IsRapid = pattern != ReversalPattern.None && hasVwap,
        };

    private static Gen<TrendDetail> Trend(Timestamp time) =>
        from strength in Gen.Elements(Enum.GetValues<TrendStrength>())
        from scores in Fractions(10_000).Three()
        from percent in Fractions(100_000)
        from volume in Gen.Choose(0, 1_000_000)
        from seconds in Gen.Choose(0, 3_600)
        select new TrendDetail
        {
            Strength = strength,
            Score = Math.Round((scores.Item1 + scores.Item2 + scores.Item3) / 3, 4),
            ShortScore = scores.Item1,
            MediumScore = scores.Item2,
            LongScore = scores.Item3,
            Since = time + TimeSpan.FromSeconds(-seconds),
            PercentChange = percent,
            Volume = volume,
        };

    private static Gen<SurgeDetail> Surge(Timestamp time) =>
        from percent in Fractions(100_000)
        from score in Gen.Choose(0, 1_000)
        from trigger in Gen.Elements(Enum.GetValues<SurgeTrigger>())
        from multiple in Fractions(100_000)
        from count in Gen.Choose(1, 50)
        select new SurgeDetail
        {
            Magnitude = Math.Abs(percent),
            Score = score / 10m,
            Trigger = trigger,
            PriceChange = percent,
            VolumeMultiple = Math.Abs(multiple),
            ExpiresAt = time + TimeSpan.FromSeconds(30),
            CountToday = count,
        };

    private static Gen<BarDetail> Bar() =>
        from pattern in Gen.Elements(Enum.GetValues<BarPattern>())
        from value in Fractions(100_000)
        from threshold in Gen.Choose(1, 10)
        from minutes in Gen.Elements(1, 5, 60)
        select new BarDetail { Pattern = pattern, Value = value, Threshold = threshold, Interval = TimeSpan.FromMinutes(minutes) };

    private static Gen<FairValueDetail> FairValue(decimal price) =>
        from finding in Gen.Elements(Enum.GetValues<FairValueFinding>())
        from deviation in Fractions(100_000)
        select new FairValueDetail { Finding = finding, LastTradePrice = price, Deviation = deviation };

    private static Gen<decimal> Fractions(int most) => Gen.Choose(-most, most).Select(value => value / 10_000m);
}
