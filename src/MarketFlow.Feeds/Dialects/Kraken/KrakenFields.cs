using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Takes the elements of Kraken's arrays one by one: what an element means is told by its place, not by a name.</summary>
/// <remarks>Each <c>Take…</c> expects the reader before the element and leaves it at its end.</remarks>
internal static class KrakenFields
{
    public const string Time = "seconds since 1970 with at most 9 decimal places, up to the year 2261";
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const decimal EndOfTime = 9_214_646_400; // 2262-01-01T00:00:00Z

    public static decimal? TakeNumber(this scoped ref Utf8JsonReader json, string name, ref string? wrong)
    {
        var value = json.Number();
        Check(ref json, value is not null, name, JsonFields.DecimalNumber, ref wrong);
        return value;
    }

    /// <summary>A time in decimal seconds, exactly, with as many fractional digits as are written.</summary>
    public static Timestamp? TakeSeconds(this scoped ref Utf8JsonReader json, string name, ref string? wrong)
    {
        var value = json.Number() is { } seconds and >= 0 and < EndOfTime && seconds.Scale <= 9
            ? Timestamp.FromUnixNanoseconds((long)(seconds * NanosecondsPerSecond), seconds.Scale)
            : (Timestamp?)null;
        Check(ref json, value is not null, name, Time, ref wrong);
        return value;
    }

    /// <summary>Reads over an element of any kind.</summary>
    public static void SkipElement(this scoped ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.EndArray && json.Read())
        {
            json.Skip();
        }
    }

    // An array that has ended has no more elements: the reader stays there.
    private static decimal? Number(this scoped ref Utf8JsonReader json) =>
        json.TokenType != JsonTokenType.EndArray && json.Read() && json.TokenType is JsonTokenType.String or JsonTokenType.Number
            && DecimalText.TryParse(json.Text(), out var value)
            ? value
            : null;

    private static void Check(scoped ref Utf8JsonReader json, bool isRead, string name, string allowed, ref string? wrong)
    {
        if (!isRead)
        {
            wrong ??= $"{name} is {(json.TokenType == JsonTokenType.EndArray ? "missing" : json.Describe())}; must be {allowed}.";
            json.Skip();
        }
    }
}
