namespace MarketFlow.Feeds;

/// <summary>Reads a decimal number exactly as it is written: <c>2.950</c> stays <c>2.950</c>.</summary>
/// <remarks>
/// Written by hand because <c>Utf8Parser</c> and <see cref="decimal.Parse(string)"/> round silently what a decimal cannot hold.
/// Accepts what JSON calls a number, nothing more; zeros at the end that go beyond 28 places are let go, for they carry no value.
/// </remarks>
internal static class DecimalText
{
    private const int MaxScale = 28;
    private const int MaxDigitsOfULong = 18;
    private const long MaxExponent = 10_000_000_000; // beyond any text's length, so that a larger one changes nothing

    private static readonly UInt128 _maxMantissa = (UInt128.One << 96) - 1;

    /// <returns>False where the text is no number, or one that a decimal cannot hold exactly.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        var isNegative = text is [(byte)'-', ..];
        var rest = isNegative ? text[1..] : text;
        var integer = TakeDigits(ref rest);
        var fraction = default(ReadOnlySpan<byte>);
        if (integer.IsEmpty || integer is [(byte)'0', _, ..])
        {
            return false;
        }

        if (rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
            if (fraction.IsEmpty)
            {
                return false;
            }
        }

        if (rest.IsEmpty && integer.Length + fraction.Length <= MaxDigitsOfULong)
        {
            var mantissa = Append(Append(0, integer), fraction);
            value = new((int)mantissa, (int)(mantissa >> 32), 0, isNegative && mantissa != 0, (byte)fraction.Length);
            return true;
        }

        return TryReadExponent(rest, out var exponent) && TryMake(integer, fraction, exponent, isNegative, out value);
    }

    private static ulong Append(ulong mantissa, ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            mantissa = (mantissa * 10) + digit - '0';
        }

        return mantissa;
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? rest : rest[..length];
        rest = rest[digits.Length..];
        return digits;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> rest, out long exponent)
    {
        exponent = 0;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        rest = rest[1..];
        var isNegative = rest is [(byte)'-', ..];
        rest = rest is [(byte)'-' or (byte)'+', ..] ? rest[1..] : rest;
        var digits = TakeDigits(ref rest);
        foreach (var digit in digits)
        {
            exponent = Math.Min((exponent * 10) + digit - '0', MaxExponent);
        }

        exponent = isNegative ? -exponent : exponent;
        return rest.IsEmpty && !digits.IsEmpty;
    }

    private static bool TryMake(ReadOnlySpan<byte> integer, ReadOnlySpan<byte> fraction, long exponent, bool isNegative, out decimal value)
    {
        value = 0;
        var mantissa = UInt128.Zero;
        var zeros = 0L;
        if (!TryAppend(integer, ref mantissa, ref zeros) || !TryAppend(fraction, ref mantissa, ref zeros))
        {
            return false;
        }

        var written = fraction.Length - exponent;
        var wanted = (int)Math.Clamp(written, 0, MaxScale);
        if (mantissa == 0)
        {
            value = new(0, 0, 0, isNegative: false, (byte)wanted);
            return true;
        }

        // The zeros at the end were left out of the mantissa; as many come back as the text has places and a decimal has room.
        var scale = written - zeros;
        while (scale < wanted && mantissa <= _maxMantissa / 10)
        {
            mantissa *= 10;
            scale++;
        }

        if (scale is < 0 or > MaxScale)
        {
            return false;
        }

        value = new((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), isNegative, (byte)scale);
        return true;
    }

    private static bool TryAppend(ReadOnlySpan<byte> digits, ref UInt128 mantissa, ref long zeros)
    {
        foreach (var digit in digits)
        {
            if (digit == '0')
            {
                zeros += mantissa == 0 ? 0 : 1;
                continue;
            }

            for (; zeros >= 0; zeros--)
            {
                if (mantissa > _maxMantissa / 10)
                {
                    return false;
                }

                mantissa *= 10;
            }

            zeros = 0;
            mantissa += (uint)(digit - '0');
            if (mantissa > _maxMantissa)
            {
                return false;
            }
        }

        return true;
    }
}
