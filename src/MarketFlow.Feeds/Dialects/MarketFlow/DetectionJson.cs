namespace MarketFlow.Feeds;

/// <summary>Writes the figures of detections, flat, as fields of their message.</summary>
internal static class DetectionJson
{
    /// <summary>Most bytes that the figures take: the names of the widest detail, and its numbers.</summary>
    public const int MaxLength = 768;

    public static void Write(ref Utf8JsonText json, DetectionDetail? detail)
    {
        switch (detail)
        {
            case HighLowDetail highLow:
                WriteHighLow(ref json, highLow);
                break;
            case TrendDetail trend:
                WriteTrend(ref json, trend);
                break;
            case SurgeDetail surge:
                WriteSurge(ref json, surge);
                break;
            case BarDetail bar:
                WriteBar(ref json, bar);
                break;
            case FairValueDetail value:
                WriteFairValue(ref json, value);
                break;
            default:
                break;
        }
    }

    private static void WriteHighLow(ref Utf8JsonText json, HighLowDetail detail)
    {
        json.Number(",\"previous\":"u8, detail.Previous);
        json.Number(",\"extreme\":"u8, detail.Extreme);
        json.Number(",\"sessionHigh\":"u8, detail.SessionHigh);
        json.Number(",\"sessionLow\":"u8, detail.SessionLow);
        json.Number(",\"countUp\":"u8, (long?)detail.CountUp);
        json.Number(",\"countDown\":"u8, (long?)detail.CountDown);
        json.Number(",\"percentChange\":"u8, detail.PercentChange);
        json.Number(",\"vwap\":"u8, detail.Vwap);
        json.Number(",\"vwapDivergence\":"u8, detail.VwapDivergence);
        json.Number(",\"volume\":"u8, detail.Volume);
        json.Number(",\"relativeVolume\":"u8, detail.RelativeVolume);
        json.Number(",\"significance\":"u8, detail.Significance);
        json.Literal(detail.Reversal switch
        {
            ReversalPattern.VBottom => ",\"reversal\":\"v-bottom\""u8,
            ReversalPattern.VTop => ",\"reversal\":\"v-top\""u8,
            ReversalPattern.MTop => ",\"reversal\":\"m-top\""u8,
            ReversalPattern.WBottom => ",\"reversal\":\"w-bottom\""u8,
            _ => default,
        });
        json.Literal(detail.IsRapid ? ",\"rapid\":true"u8 : default);
    }

    private static void WriteTrend(ref Utf8JsonText json, TrendDetail detail)
    {
        json.Literal(detail.Strength switch
        {
            TrendStrength.Weak => ",\"strength\":\"weak\""u8,
            TrendStrength.Moderate => ",\"strength\":\"moderate\""u8,
            TrendStrength.Strong => ",\"strength\":\"strong\""u8,
            _ => ",\"strength\":\"none\""u8,
        });
        json.Number(",\"score\":"u8, detail.Score);
        json.Number(",\"shortScore\":"u8, detail.ShortScore);
        json.Number(",\"mediumScore\":"u8, detail.MediumScore);
        json.Number(",\"longScore\":"u8, detail.LongScore);
        json.Number(",\"vwapPosition\":"u8, detail.VwapPosition);
        json.Time(",\"since\":"u8, detail.Since);
        json.Number(",\"vwap\":"u8, detail.Vwap);
        json.Number(",\"percentChange\":"u8, detail.PercentChange);
        json.Number(",\"volume\":"u8, detail.Volume);
        json.Number(",\"relativeVolume\":"u8, detail.RelativeVolume);
    }

    private static void WriteSurge(ref Utf8JsonText json, SurgeDetail detail)
    {
        json.Number(",\"magnitude\":"u8, detail.Magnitude);
        json.Number(",\"score\":"u8, detail.Score);
        json.Literal(detail.Trigger switch
        {
            SurgeTrigger.Price => ",\"trigger\":\"price\""u8,
            SurgeTrigger.Volume => ",\"trigger\":\"volume\""u8,
            _ => ",\"trigger\":\"both\""u8,
        });
        json.Number(",\"priceChange\":"u8, detail.PriceChange);
        json.Number(",\"volumeMultiple\":"u8, detail.VolumeMultiple);
        json.Time(",\"expiresAt\":"u8, detail.ExpiresAt);
        json.Number(",\"countToday\":"u8, (long?)detail.CountToday);
    }

    private static void WriteBar(ref Utf8JsonText json, BarDetail detail)
    {
        json.Literal(detail.Pattern switch
        {
            BarPattern.VolumeSurge => ",\"pattern\":\"volume-surge\""u8,
            BarPattern.SignificantMove => ",\"pattern\":\"significant-move\""u8,
            BarPattern.CloseAtHigh => ",\"pattern\":\"close-at-high\""u8,
            BarPattern.CloseAtLow => ",\"pattern\":\"close-at-low\""u8,
            BarPattern.GapUp => ",\"pattern\":\"gap-up\""u8,
            _ => ",\"pattern\":\"gap-down\""u8,
        });
        json.Number(",\"value\":"u8, detail.Value);
        json.Number(",\"threshold\":"u8, detail.Threshold);
        json.Literal(",\"interval\":"u8);
        json.Interval(detail.Interval);
    }

    private static void WriteFairValue(ref Utf8JsonText json, FairValueDetail detail)
    {
        json.Literal(detail.Finding switch
        {
            FairValueFinding.Deviation => ",\"finding\":\"deviation\""u8,
            FairValueFinding.ValuationAlert => ",\"finding\":\"valuation-alert\""u8,
            _ => ",\"finding\":\"consistent-valuation\""u8,
        });
        json.Number(",\"lastTradePrice\":"u8, detail.LastTradePrice);
        json.Number(",\"deviation\":"u8, detail.Deviation);
    }
}
