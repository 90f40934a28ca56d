using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>A gap as JSON.</summary>
internal static class GapJson
{
    public static JsonNode Write(Gap<string> gap) => new JsonObject
    {
        ["from"] = gap.From.ToString(format: null, CultureInfo.InvariantCulture),
        ["to"] = gap.To.ToString(format: null, CultureInfo.InvariantCulture),
        ["detectedAt"] = Timestamp.Clamp(gap.DetectedAt).ToString(format: null, CultureInfo.InvariantCulture),
    };
}
