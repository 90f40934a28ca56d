namespace MarketFlow.Feeds;

/// <summary>What JSON calls a number: no leading zero, no sign but minus, digits on both sides of the point.</summary>
internal static class JsonNumber
{
    /// <param name="text">The text around it.</param>
    /// <param name="start">Where a minus or a digit stands.</param>
    /// <param name="end">Behind the number, or where it went wrong.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> text, int start, out int end)
    {
        var integer = text[start] == '-' ? start + 1 : start;
        end = BehindDigits(text, integer);
        var isNumber = end > integer && (end == integer + 1 || text[integer] != '0');
        if ((uint)end < (uint)text.Length && text[end] == '.')
        {
            var fraction = end + 1;
            end = BehindDigits(text, fraction);
            isNumber &= end > fraction;
        }

        if ((uint)end < (uint)text.Length && text[end] is (byte)'e' or (byte)'E')
        {
            end++;
            end += (uint)end < (uint)text.Length && text[end] is (byte)'+' or (byte)'-' ? 1 : 0;
            var exponent = end;
            end = BehindDigits(text, exponent);
            isNumber &= end > exponent;
        }

        return isNumber;
    }

    private static int BehindDigits(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }

        return at;
    }
}
