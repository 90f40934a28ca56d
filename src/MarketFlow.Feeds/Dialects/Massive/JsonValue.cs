namespace MarketFlow.Feeds;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind : byte
{
    Null,
    True,
    False,
    Number,
    Text,
    Object,
    Array,
}

/// <summary>Where a JSON value stands in its text, known to be well-formed.</summary>
/// <param name="Start">Its first byte; of a text, the first behind the quote.</param>
/// <param name="Length">Its bytes; of a text, those between the quotes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsEscaped">True where it is a text with escapes in it.</param>
internal readonly record struct JsonValue(int Start, int Length, JsonKind Kind, bool IsEscaped);
