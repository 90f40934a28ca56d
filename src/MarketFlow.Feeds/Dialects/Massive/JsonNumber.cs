namespace MarketFlow.Feeds;

/// <summary>What JSON calls a number: no leading zero, no sign but minus, digits on both sides of the point.</summary>
/// <remarks>Its digits are added up on the way: nearly all numbers of market data are plain ones, and need no second reading then.</remarks>
internal static class JsonNumber
{
    private const int MaxPlainDigits = 18;

    /// <param name="text">The text around it.</param>
    /// <param name="start">Where a minus or a digit stands.</param>
    /// <param name="value">Receives the number, or what there is of it where it went wrong.</param>
    /// <returns>False where it is no number.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, int start, ref JsonValue value)
    {
        var isNegative = text[start] == '-';
        var integer = isNegative ? start + 1 : start;
        var digits = 0UL;
        var end = AddDigits(text, integer, ref digits);
        var count = end - integer;
        var scale = 0;
        var isNumber = count == 1 || (count > 1 && text[integer] != '0');
        if ((uint)end < (uint)text.Length && text[end] == '.')
        {
            var fraction = end + 1;
            end = AddDigits(text, fraction, ref digits);
            scale = end - fraction;
            isNumber &= scale > 0;
        }

        var isPlain = count + scale <= MaxPlainDigits;
        if ((uint)end < (uint)text.Length && text[end] is (byte)'e' or (byte)'E')
        {
            isPlain = false;
            isNumber &= TrySkipExponent(text, ref end);
        }

        value.Set(start, end - start, JsonKind.Number);
        value.IsPlain = isPlain;
        value.Digits = isNegative ? -(long)digits : (long)digits;
        value.Scale = (byte)scale;
        return isNumber;
    }

    private static bool TrySkipExponent(ReadOnlySpan<byte> text, ref int end)
    {
        end++;
        end += (uint)end < (uint)text.Length && text[end] is (byte)'+' or (byte)'-' ? 1 : 0;
        var exponent = end;
        var ignored = 0UL;
        end = AddDigits(text, exponent, ref ignored);
        return end > exponent;
    }

    // Beyond 18 digits the sum is of no meaning, and nobody looks at it.
    private static int AddDigits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        var sum = digits;
        while ((uint)at < (uint)text.Length)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9)
            {
                break;
            }

            sum = (sum * 10) + digit;
            at++;
        }

        digits = sum;
        return at;
    }
}
