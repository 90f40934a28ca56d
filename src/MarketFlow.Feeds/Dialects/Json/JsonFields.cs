using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>Takes the fields of a JSON object one by one, without a document and without throwing on a wrong type.</summary>
/// <remarks>
/// Each <c>Take…</c> expects the reader at a property's name and leaves it at the end of its value. A value of the wrong kind gives null,
/// and <c>wrong</c> keeps the first such finding: one fault tells one reason.
/// </remarks>
internal static class JsonFields
{
    public const string DecimalNumber = "a number that a decimal holds exactly";
    public const string WholeNumber = "a whole number of 64 bits";
    public const string Time = "an RFC 3339 time such as 2026-03-09T13:30:00.123Z";
    public const string Symbol = "a name of 1 to 64 bytes";
    public const string Id = "a whole number, or a text of at most 64 bytes";
    public const int MaxSymbolLength = 64;
    private const int ExcerptLength = 40;
    private const int MaxTextLength = 200;

    /// <summary>Moves to the name of the next property, or to the end of the object.</summary>
    public static bool NextField(this scoped ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndObject;

    public static decimal? TakeDecimal(this scoped ref Utf8JsonReader json, ref string? wrong)
    {
        var name = json.ValueSpan;
        json.Read();
        return IsText(ref json, orNumber: true) && DecimalText.TryParse(Text(ref json), out var value)
            ? value
            : Refuse<decimal>(ref json, name, DecimalNumber, ref wrong);
    }

    /// <summary>A decimal where null means that there is none, which is not wrong.</summary>
    public static decimal? TakeDecimalOrNull(this scoped ref Utf8JsonReader json, ref string? wrong)
    {
        var ahead = json;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.Null)
        {
            return json.TakeDecimal(ref wrong);
        }

        json = ahead;
        return null;
    }

    public static long? TakeLong(this scoped ref Utf8JsonReader json, ref string? wrong)
    {
        var name = json.ValueSpan;
        json.Read();
        if (IsText(ref json, orNumber: true))
        {
            var text = Text(ref json);
            if (Utf8Parser.TryParse(text, out long value, out var read) && read == text.Length)
            {
                return value;
            }
        }

        return Refuse<long>(ref json, name, WholeNumber, ref wrong);
    }

    /// <summary>The id of a trade: a whole number of any size, or a text of at most 64 bytes. An empty text is none.</summary>
    public static TradeId? TakeId(this scoped ref Utf8JsonReader json, ref string? wrong)
    {
        var name = json.ValueSpan;
        json.Read();
        if (IsText(ref json, orNumber: true) && Text(ref json) is { Length: <= MaxSymbolLength } id
            && (json.TokenType == JsonTokenType.String || !id.ContainsAny(".eE"u8)))
        {
            return TradeId.Of(id);
        }

        return Refuse<TradeId>(ref json, name, Id, ref wrong);
    }

    public static Timestamp? TakeTime(this scoped ref Utf8JsonReader json, ref string? wrong)
    {
        var name = json.ValueSpan;
        json.Read();
        return IsText(ref json, orNumber: false) && Timestamp.TryParse(Text(ref json), out var value)
            ? value
            : Refuse<Timestamp>(ref json, name, Time, ref wrong);
    }

    public static string? TakeSymbol(this scoped ref Utf8JsonReader json, SymbolTable symbols, ref string? wrong)
    {
        var name = json.ValueSpan;
        json.Read();
        if (IsText(ref json, orNumber: false) && Text(ref json) is { Length: > 0 and <= MaxSymbolLength } text)
        {
            return symbols.Intern(text);
        }

        Refuse<int>(ref json, name, Symbol, ref wrong);
        return null;
    }

    /// <summary>Any scalar as text, by default for a person to read and short enough for that; null for null, an object or an array.</summary>
    public static string? TakeText(this scoped ref Utf8JsonReader json, int maxLength = MaxTextLength)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null)
        {
            json.Skip();
            return null;
        }

        return Excerpt(Text(ref json), maxLength);
    }

    /// <summary>Takes a value of any kind for later.</summary>
    /// <returns>A reader at the value's start; where nothing was taken aside, its token type is None.</returns>
    public static Utf8JsonReader TakeAside(this scoped ref Utf8JsonReader json)
    {
        json.Read();
        var value = json;
        json.Skip();
        return value;
    }

    /// <summary>Notes that a field is not there, unless something else was wrong before it.</summary>
    public static void Require(bool isThere, string name, string allowed, ref string? wrong)
    {
        if (!isThere)
        {
            wrong ??= $"{name} is missing; must be {allowed}.";
        }
    }

    /// <summary>What the reader stands at, in words and short.</summary>
    public static string Describe(this scoped ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.None => "missing",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Excerpt(json.ValueSpan)}\"",
        _ => Excerpt(json.ValueSpan),
    };

    /// <summary>The unescaped bytes of the scalar that the reader stands at.</summary>
    /// <remarks>Empty for half of a surrogate pair, which is no text: where nothing may be empty it is refused like any other wrong value.</remarks>
    public static ReadOnlySpan<byte> Text(this scoped ref Utf8JsonReader json)
    {
        try
        {
            return json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Text of a vendor's, made short enough for a message.</summary>
    public static string Excerpt(ReadOnlySpan<byte> utf8, int maxLength = ExcerptLength) =>
        utf8.Length <= maxLength ? Encoding.UTF8.GetString(utf8) : $"{Encoding.UTF8.GetString(utf8[..maxLength])}…";

    /// <summary>Why something is not JSON. What the reader says ends with the place, and quotes a word that it does not know however long it is.</summary>
    public static string Reason(Exception error)
    {
        const int Head = 60, Tail = 140;
        var words = error.Message;
        return words.Length <= Head + Tail ? words : $"{words[..Head]}…{words[^Tail..]}";
    }

    private static bool IsText(scoped ref Utf8JsonReader json, bool orNumber) =>
        json.TokenType == JsonTokenType.String || (orNumber && json.TokenType == JsonTokenType.Number);

    private static T? Refuse<T>(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> name, string allowed, ref string? wrong)
        where T : struct
    {
        wrong ??= $"{Excerpt(name)} is {json.Describe()}; must be {allowed}.";
        json.Skip();
        return null;
    }
}
