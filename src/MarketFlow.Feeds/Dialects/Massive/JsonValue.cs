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
/// <remarks>
/// Written field by field to where it is kept, and never copied right after: the processor would have to wait until all its parts are there.
/// </remarks>
internal struct JsonValue
{
    /// <summary>The digits of a plain number as one number, with its sign.</summary>
    public long Digits;

    /// <summary>Its first byte; of a text, the first behind the quote.</summary>
    public int Start;

    /// <summary>Its bytes; of a text, those between the quotes.</summary>
    public int Length;

    /// <summary>What it is.</summary>
    public JsonKind Kind;

    /// <summary>True where it is a text with escapes in it.</summary>
    public bool IsEscaped;

    /// <summary>True where it is a number whose value is known: without an exponent, of at most 18 digits.</summary>
    public bool IsPlain;

    /// <summary>How many digits of a plain number stand behind its point.</summary>
    public byte Scale;

    /// <summary>Says where a value stands that is no plain number.</summary>
    public void Set(int start, int length, JsonKind kind, bool isEscaped = false)
    {
        Start = start;
        Length = length;
        Kind = kind;
        IsEscaped = isEscaped;
        IsPlain = false;
    }

    /// <summary>The value of a plain number, with as many places as it is written with.</summary>
    public readonly decimal ToDecimal()
    {
        var magnitude = (ulong)Math.Abs(Digits);
        return new((int)magnitude, (int)(magnitude >> 32), 0, Digits < 0, Scale);
    }
}
