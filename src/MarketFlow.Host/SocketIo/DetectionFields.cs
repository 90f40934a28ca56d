using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>One detection in the field names of <c>stock_data</c>.</summary>
/// <remarks>
/// The same fields for every detection of a list, always all of them. Where MarketFlow has no value a field is null: none is made up.
/// Every field, its unit and where it comes from: docs/reference/socket-io.md.
/// </remarks>
internal static class DetectionFields
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a JSON object.</summary>
    /// <param name="detection">A high, low, trend or surge, with its detail or without.</param>
    /// <param name="flags">What else is known of its symbol.</param>
    /// <param name="destination">Receives it.</param>
    public static void Write(Detection detection, SymbolFlags flags, IBufferWriter<byte> destination)
    {
        using Utf8JsonWriter json = new(destination, _readable);
        json.WriteStartObject();
        switch (detection.Kind)
        {
            case DetectionKinds.HighLow:
                WriteHighLow(json, detection, detection.Detail as HighLowDetail, flags);
                break;
            case DetectionKinds.Trend:
                WriteTrend(json, detection, detection.Detail as TrendDetail);
                break;
            default:
                WriteSurge(json, detection, detection.Detail as SurgeDetail);
                break;
        }

        WriteSource(json, detection.Source);
        json.WriteEndObject();
    }

    private static void WriteHighLow(Utf8JsonWriter json, Detection detection, HighLowDetail? detail, SymbolFlags flags)
    {
        var isHigh = detection.Direction == "up";
        var pattern = ReversalWords.Of(detail?.Reversal ?? ReversalPattern.None);
        WriteHead(json, detection, isHigh ? "high" : "low");
        json.WriteIf("reversal", detail is null ? null : pattern is not null);
        json.WriteIf("count", detail?.CountUp + detail?.CountDown);
        json.WriteIf("count_up", detail?.CountUp);
        json.WriteIf("count_down", detail?.CountDown);
        WriteFigures(json, detail?.PercentChange, detail?.Vwap, detail?.VwapDivergence, detail?.Volume, detail?.RelativeVolume);
        json.WriteString("label", $"New {(isHigh ? "high" : "low")}{(pattern is null ? string.Empty : $", {pattern.Value.Label}")}");
        json.WriteIf("session_high", detail?.SessionHigh);
        json.WriteIf("session_low", detail?.SessionLow);
        json.WriteTime("last_update", detection.Time);
        json.WriteString("trend_flag", flags.Trend);
        json.WriteString("surge_flag", flags.Surge);
        json.WriteIf("significance_score", detail?.Significance);
        if (pattern is { Name: var name })
        {
            json.WriteStartObject("reversal_info");
            json.WriteString("pattern", name);
            json.WriteBoolean("rapid", detail!.IsRapid);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("reversal_info");
        }
    }

    private static void WriteTrend(Utf8JsonWriter json, Detection detection, TrendDetail? detail)
    {
        var strength = detail?.Strength.ToString();
        WriteHead(json, detection, "trend");
        WriteNoCounts(json, count: null);
        WriteFigures(json, detail?.PercentChange, detail?.Vwap, detail?.VwapPosition, detail?.Volume, detail?.RelativeVolume);
        json.WriteString("label", $"{(strength is null ? "Trend " : $"{strength} trend ")}{detection.Direction}");
        json.WriteString("trend_strength", strength?.ToLowerInvariant());
        json.WriteIf("trend_score", detail?.Score);
        json.WriteIf("trend_short_score", detail?.ShortScore);
        json.WriteIf("trend_medium_score", detail?.MediumScore);
        json.WriteIf("trend_long_score", detail?.LongScore);
        json.WriteIf("trend_vwap_position", detail?.VwapPosition);
        json.WriteIf("trend_age", detail is null ? null : (decimal)(detection.Time - detail.Since).TotalSeconds);
        json.WriteTime("last_trend_update", detection.Time);
    }

    private static void WriteSurge(Utf8JsonWriter json, Detection detection, SurgeDetail? detail)
    {
        WriteHead(json, detection, "surge");
        WriteNoCounts(json, detail?.CountToday);
        WriteFigures(json, detail?.Magnitude * (detail?.PriceChange < 0 ? -1 : 1), vwap: null, vwapDivergence: null, volume: null, detail?.VolumeMultiple);
        json.WriteString("label", $"{SurgeWords.Label(detail?.Trigger)} {detection.Direction}");
        json.WriteIf("magnitude", detail?.Magnitude);
        json.WriteIf("score", detail?.Score);
        json.WriteString("strength", SurgeWords.Strength(detail?.Score));
        json.WriteString("trigger_type", detail?.Trigger.ToString().ToLowerInvariant());
        json.WriteString("description", detail is null ? null : SurgeWords.Description(detail));
        json.WriteIf("volume_multiplier", detail?.VolumeMultiple);
        json.WriteString("event_key", $"surge:{detection.Symbol}:{detection.Direction}");
        json.WriteNumber("surge_age", 0);
        json.WriteTime("expiration", detail?.ExpiresAt);
        json.WriteIf("daily_surge_count", detail?.CountToday);
        json.WriteTime("last_surge_timestamp", detection.Time);
    }

    private static void WriteHead(Utf8JsonWriter json, Detection detection, string type)
    {
        json.WriteString("ticker", detection.Symbol);
        json.WriteString("type", type);
        json.WriteNumber("price", detection.Price);
        json.WriteTime("time", detection.Time);
        json.WriteString(
            "event_id", string.Create(CultureInfo.InvariantCulture, $"{detection.Kind}:{detection.Symbol}:{detection.Direction}:{detection.Time.UnixNanoseconds}"));
        json.WriteString("direction", detection.Direction);
    }

    private static void WriteNoCounts(Utf8JsonWriter json, int? count)
    {
        json.WriteNull("reversal");
        json.WriteIf("count", count);
        json.WriteNull("count_up");
        json.WriteNull("count_down");
    }

    private static void WriteFigures(Utf8JsonWriter json, decimal? percentChange, decimal? vwap, decimal? vwapDivergence, decimal? volume, decimal? relativeVolume)
    {
        json.WriteIf("percent_change", percentChange);
        json.WriteIf("vwap", vwap);
        json.WriteIf("vwap_divergence", vwapDivergence);
        json.WriteIf("volume", volume);
        json.WriteIf("rel_volume", relativeVolume);
    }

    // MarketFlow's own, in the words of /ws: what a detection was caused by can be found in the feed.
    private static void WriteSource(Utf8JsonWriter json, SourceContext source)
    {
        if (source.Feed.Length == 0)
        {
            json.WriteNull("source");
            return;
        }

        json.WriteStartObject("source");
        json.WriteString("feed", source.Feed);
        json.WriteNumber("connection", source.Connection);
        json.WriteIf("sequence", source.Sequence);
        json.WriteTime("receivedAt", source.ReceivedAt);
        json.WriteEndObject();
    }
}
