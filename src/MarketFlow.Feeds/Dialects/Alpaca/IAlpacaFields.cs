namespace MarketFlow.Feeds;

/// <summary>One message of Alpaca's, field by field, in either encoding: what a field means is written once.</summary>
/// <remarks>
/// Each <c>Take…</c> and <see cref="Skip"/> expect to stand at a field's name and leave it behind its value. A value that is null gives null;
/// one of the wrong kind gives null too, and <c>wrong</c> keeps the first such finding.
/// </remarks>
internal interface IAlpacaFields
{
    /// <summary>Moves to the name of the next field; false at the end.</summary>
    bool NextField();

    bool NameIs(ReadOnlySpan<byte> name);

    /// <summary>The name of the field, for a person to read.</summary>
    string ShownName();

    decimal? TakeDecimal(ref string? wrong);

    long? TakeLong(ref string? wrong);

    /// <summary>The id of a trade: a whole number of any size, or a text of at most 64 bytes. An empty text is none.</summary>
    TradeId? TakeId(ref string? wrong);

    Timestamp? TakeTime(ref string? wrong);

    /// <summary>A name of 1 to 64 bytes.</summary>
    string? TakeSymbol(SymbolTable symbols, ref string? wrong);

    /// <summary>A short text such as an exchange's code; null for an empty one, too.</summary>
    string? TakeCode(SymbolTable codes, ref string? wrong);

    /// <summary>A list of names or of codes, or a single one as a text; an empty list for null and for an empty text.</summary>
    IReadOnlyList<string>? TakeListOrText(SymbolTable codes, ref string? wrong);

    /// <summary>A list of names or of codes; an empty one for null.</summary>
    IReadOnlyList<string>? TakeList(SymbolTable codes, ref string? wrong);

    /// <summary>A scalar as text, for a person to read; null for null, an object or an array.</summary>
    string? TakeText(int maxLength = AlpacaText.MaxLength);

    /// <summary>Reads over a value of any kind.</summary>
    void Skip();
}
