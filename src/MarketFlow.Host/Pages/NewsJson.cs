using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>News in words for a person; the figures are on <c>/ws</c>.</summary>
internal static class NewsJson
{
    /// <summary>What came after a number.</summary>
    /// <param name="log">Where they are kept.</param>
    /// <param name="after">The last that the reader knows; 0 for none.</param>
    /// <param name="most">Most of each sort; how many there were shows in the numbers.</param>
    public static JsonObject Write(NewsLog log, long after, int most)
    {
        var news = log.After(after, most, out var last);
        return new() { ["seq"] = last, ["items"] = new JsonArray([.. news.Select(one => Item(one.Seq, one.Event))]) };
    }

    private static JsonObject Item(long seq, MarketEvent value)
    {
        JsonObject json = new() { ["seq"] = seq, ["time"] = JsonNumber.Time(value.Time) };
        if (value is Detection detection)
        {
            json["type"] = "detection";
            json["kind"] = detection.Kind;
            json["direction"] = detection.Direction;
            json["message"] = Words(detection);
        }
        else if (value is Status status)
        {
            json["type"] = "status";
            json["kind"] = status.Kind;
            json["feed"] = status.Feed;
            json["from"] = JsonNumber.Time(status.From);
            json["to"] = JsonNumber.Time(status.To);
            json["message"] = status.Message;
        }

        if (value.Symbol.Length > 0)
        {
            json["symbol"] = value.Symbol;
        }

        return json;
    }

    private static string Words(Detection detection) => detection.Detail switch
    {
        HighLowDetail found => Text($"new {(detection.Direction == Detection.Up ? "high" : "low")} {found.Extreme}, before {found.Previous}{(found.IsRapid ? ", rapid reversal" : string.Empty)}"),
        TrendDetail { Strength: TrendStrength.None } => Text($"trend has ended at {detection.Price}"),
        TrendDetail found => Text($"{Lower(found.Strength)} trend {detection.Direction} at {detection.Price}"),
        SurgeDetail { Trigger: SurgeTrigger.Volume } found => Text($"surge of volume at {detection.Price}, {found.VolumeMultiple:0.#}× the usual"),
        SurgeDetail found => Text($"surge {detection.Direction} of {found.Magnitude:0.##} % to {detection.Price}, {found.VolumeMultiple:0.#}× the volume"),
        BarDetail found => Text($"{OfPattern(found.Pattern)}: {found.Value:0.##}, against {found.Threshold:0.##}"),
        FairValueDetail found => Text($"value {detection.Price} is {found.Deviation:+0.##;-0.##;0} % off the last trade, {found.LastTradePrice}"),
        _ => Text($"at {detection.Price}"),
    };

    private static string OfPattern(BarPattern pattern) => pattern switch
    {
        BarPattern.VolumeSurge => "bar with a surge of volume",
        BarPattern.SignificantMove => "bar with a significant move",
        BarPattern.CloseAtHigh => "bar closes at its high of ten",
        BarPattern.CloseAtLow => "bar closes at its low of ten",
        BarPattern.GapUp => "bar opens with a gap up",
        BarPattern.GapDown => "bar opens with a gap down",
        _ => "bar",
    };

    private static string Lower(TrendStrength strength) => strength.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
