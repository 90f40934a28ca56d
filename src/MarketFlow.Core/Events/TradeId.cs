using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MarketFlow;

/// <summary>A vendor's id of a trade: text to the vendor, kept as a number where that loses nothing.</summary>
/// <remarks>
/// Most ids are digits. Keeping those as a number spares a string per trade and makes comparing ids one instruction.
/// Ids that a number would change (<c>007</c>, <c>a1</c>, over 18 digits) stay text, so that <c>7</c> and <c>007</c> differ.
/// The default value means that the vendor gave no id.
/// </remarks>
public readonly record struct TradeId
{
    private const int MaxDigits = 18;
    private const long MaxNumber = 999_999_999_999_999_999;
    private readonly string? _text;
    private readonly long _number;

    private TradeId(string? text, long number) => (_text, _number) = (text, number);

    /// <summary>True where the vendor gave no id.</summary>
    public bool IsNone => _text is null && _number == 0;

    /// <summary>True where the vendor wrote 0.</summary>
    internal bool IsZero => _text is "0";

    /// <summary>The id as a number, for whoever writes it without a string in between.</summary>
    /// <param name="number">The number, above 0; 0 where the result is false.</param>
    /// <returns>True where the id is kept as a number; false where it is text, or none.</returns>
    public bool TryGetNumber(out long number) => (number = _number) > 0;

    /// <summary>Bits of a hash: equal for equal ids, the number itself where it is one.</summary>
    internal long HashBits() => _text is null ? _number : (long)TextHash.Add((ulong)_number, _text);

    /// <summary>Makes the id that is written as this number.</summary>
    /// <param name="number">Any number; those that the text form would not keep as a number are kept as text.</param>
    public static TradeId Of(long number) =>
        number is > 0 and <= MaxNumber ? new(text: null, number) : new(number.ToString(CultureInfo.InvariantCulture), 0);

    /// <summary>Makes an id from the vendor's text.</summary>
    /// <param name="text">The id as the vendor wrote it; empty means none.</param>
    public static TradeId Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsPlainNumber(text) ? new(text: null, long.Parse(text, CultureInfo.InvariantCulture)) : new(text.Length == 0 ? null : text, 0);

        static bool IsPlainNumber(string text) =>
            text.Length is > 0 and <= MaxDigits && text[0] is >= '1' and <= '9' && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Makes an id from the vendor's text; allocates only where the id is not a plain number.</summary>
    /// <param name="utf8">The id as the vendor wrote it, unescaped; empty means none.</param>
    public static TradeId Of(ReadOnlySpan<byte> utf8) =>
        utf8.Length is > 0 and <= MaxDigits && utf8[0] is >= (byte)'1' and <= (byte)'9'
            && Utf8Parser.TryParse(utf8, out long number, out var read) && read == utf8.Length
            ? new(text: null, number)
            : Of(Encoding.UTF8.GetString(utf8));

    /// <summary>Makes an id from the vendor's text.</summary>
    /// <param name="text">The id as the vendor wrote it; empty means none.</param>
    public static implicit operator TradeId(string text) => Of(text);

    /// <summary>Makes the id that is written as this number.</summary>
    /// <param name="number">Any number.</param>
    public static implicit operator TradeId(long number) => Of(number);

    /// <summary>The id as the vendor wrote it; empty where there is none.</summary>
    public override string ToString() => _text ?? (_number == 0 ? string.Empty : _number.ToString(CultureInfo.InvariantCulture));
}
