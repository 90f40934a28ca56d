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
internal readonly record struct JsonValue(int Start, int Length, JsonKind Kind, bool IsEscaped)
{
    /// <summary>True where it is a number whose value is known: without an exponent, of at most 18 digits.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The digits of a plain number as one number, with its sign.</summary>
    public long Digits { get; init; }

    /// <summary>How many digits of a plain number stand behind its point.</summary>
    public byte Scale { get; init; }

    /// <summary>The value of a plain number, with as many places as it is written with.</summary>
    public decimal ToDecimal()
    {
        var magnitude = (ulong)Math.Abs(Digits);
        return new((int)magnitude, (int)(magnitude >> 32), 0, Digits < 0, Scale);
    }
}
