using System.Globalization;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>The escapes within a JSON text.</summary>
internal static class JsonEscapes
{
    private const int ShortLength = 2; // \n
    private const int UnicodeLength = 6; // \u000a

    /// <summary>Finds the end of what stands for itself.</summary>
    /// <returns>Where the next quote, backslash or control character stands, or the end of the text.</returns>
    public static int BehindPlain(ReadOnlySpan<byte> text, int at)
    {
        while ((uint)at < (uint)text.Length && text[at] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
        {
            at++;
        }

        return at;
    }

    /// <param name="escape">From a backslash to the end of all there is.</param>
    /// <returns>How long the escape is; 0 where it is none that JSON knows.</returns>
    public static int LengthOf(ReadOnlySpan<byte> escape) => escape switch
    {
        [_, (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t', ..] => ShortLength,
        [_, (byte)'u', var a, var b, var c, var d, ..] when IsHex(a) && IsHex(b) && IsHex(c) && IsHex(d) => UnicodeLength,
        _ => 0,
    };

    /// <summary>Takes the escapes out of a text.</summary>
    /// <param name="text">What stands between the quotes, known to be well-formed.</param>
    /// <param name="destination">At least as long as <paramref name="text"/>: without escapes it is never longer.</param>
    /// <param name="length">How many bytes were written.</param>
    /// <returns>False where half of a surrogate pair is in it, which UTF-8 cannot say.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = 0;
        while (true)
        {
            var plain = text.IndexOf((byte)'\\');
            var before = plain < 0 ? text : text[..plain];
            before.CopyTo(destination[length..]);
            length += before.Length;
            if (plain < 0)
            {
                return true;
            }

            text = text[plain..];
            if (text[1] == 'u')
            {
                if (!TryTakeRune(ref text, out var rune))
                {
                    return false;
                }

                length += rune.EncodeToUtf8(destination[length..]);
            }
            else
            {
                destination[length++] = Meant(text[1]);
                text = text[ShortLength..];
            }
        }
    }

    private static bool IsHex(byte digit) => char.IsAsciiHexDigit((char)digit);

    private static byte Meant(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };

    private static bool TryTakeRune(ref ReadOnlySpan<byte> text, out Rune rune)
    {
        var first = TakeUnit(ref text);
        return Rune.TryCreate(first, out rune)
            || (char.IsHighSurrogate(first) && text is [(byte)'\\', (byte)'u', ..] && Rune.TryCreate(first, TakeUnit(ref text), out rune));
    }

    private static char TakeUnit(ref ReadOnlySpan<byte> text)
    {
        var unit = (char)ushort.Parse(text[2..UnicodeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        text = text[UnicodeLength..];
        return unit;
    }
}
