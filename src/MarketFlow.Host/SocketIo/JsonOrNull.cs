using System.Globalization;
using System.Text.Json;

namespace MarketFlow.Host;

/// <summary>Writes what may not be there: its value, or null.</summary>
internal static class JsonOrNull
{
    public static void WriteIf(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteIf(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, Timestamp? value) => json.WriteString(name, value?.ToString(format: null, CultureInfo.InvariantCulture));
}
