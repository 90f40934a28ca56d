using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>Measured numbers and times as they stand in <c>/api</c>: no longer than they are worth, and null where there is none.</summary>
internal static class JsonNumber
{
    /// <summary>A number, rounded; null where it is none, for JSON has no word for infinity.</summary>
    public static JsonValue? Of(double? value, int digits = 1) =>
        value is { } number && double.IsFinite(number) ? JsonValue.Create(Math.Round(number, digits)) : null;

    /// <summary>A time span in milliseconds, to a thousandth.</summary>
    public static JsonValue? Milliseconds(TimeSpan? value) => Of(value?.TotalMilliseconds, 3);

    /// <summary>RFC 3339, UTC.</summary>
    public static JsonValue? Time(Timestamp? value) => value is { } time ? JsonValue.Create(time.ToString(format: null, CultureInfo.InvariantCulture)) : null;

    public static JsonArray Words(IEnumerable<string> words) => [.. words.Select(word => JsonValue.Create(word))];
}
