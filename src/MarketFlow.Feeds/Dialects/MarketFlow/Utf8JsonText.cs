using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Writes the parts of a JSON text into a span that is known to be long enough.</summary>
/// <remarks>A length computed beforehand spares a check and a possible move of the buffer per part, which is most of a writer's cost.</remarks>
internal ref struct Utf8JsonText(Span<byte> destination)
{
    private const int MaxEscapedLength = 6; // \u001f; no UTF-16 unit takes more
    private const int MaxDecimalLength = 32; // sign, 29 digits, point, leading zero
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Most bytes that a text can take, quotes and a comma included.</summary>
    public static int MaxLength(string? text) => text is null ? 0 : (text.Length * MaxEscapedLength) + 3;

    /// <summary>Most bytes that texts can take, quotes and commas included.</summary>
    public static int MaxLength(IReadOnlyList<string> texts)
    {
        var length = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            length += MaxLength(texts[i]);
        }

        return length;
    }

    /// <summary>Writes bytes that are JSON already.</summary>
    public void Literal(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(_destination[Length..]);
        Length += json.Length;
    }

    /// <summary>Writes a name and a text; nothing where the text is null.</summary>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            Literal(name);
            Text(value);
        }
    }

    /// <summary>Writes a text in quotes, escaped where JSON asks for it.</summary>
    public void Text(string value)
    {
        var rest = _destination[Length..];
        var at = 0;
        rest[at++] = (byte)'"';
        for (var i = 0; i < value.Length; i++)
        {
            var unit = value[i];
            if (unit is < ' ' or > '~' or '"' or '\\')
            {
                at += Escaped(value.AsSpan(i), rest[at..]);
                break;
            }

            rest[at++] = (byte)unit;
        }

        rest[at++] = (byte)'"';
        Length += at;
    }

    /// <summary>Writes a name and a number; nothing where the number is null.</summary>
    public void Number(ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number)
        {
            Number(name, number);
        }
    }

    /// <summary>Writes a name and a number with the scale of the decimal: 1.50 stays 1.50.</summary>
    public void Number(ReadOnlySpan<byte> name, decimal value)
    {
        Literal(name);
        Number(value);
    }

    /// <summary>Writes a name and a number; nothing where the number is null.</summary>
    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            Literal(name);
            Number(number);
        }
    }

    /// <summary>Writes a number.</summary>
    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _destination[Length..], out var written);
        Length += written;
    }

    /// <summary>Writes a name and a time in quotes; nothing where the time is null.</summary>
    public void Time(ReadOnlySpan<byte> name, Timestamp? value)
    {
        if (value is { } time)
        {
            Literal(name);
            Literal("\""u8);
            time.TryFormat(_destination[Length..], out var written, default, CultureInfo.InvariantCulture);
            Length += written;
            Literal("\""u8);
        }
    }

    /// <summary>Writes an interval in its largest whole unit, in quotes: <c>1m</c>, <c>90s</c>, <c>0.5s</c>.</summary>
    public void Interval(TimeSpan value)
    {
        Literal("\""u8);
        var (count, unit) = value.Ticks switch
        {
            var ticks when ticks % TimeSpan.TicksPerDay == 0 => (ticks / TimeSpan.TicksPerDay, 'd'),
            var ticks when ticks % TimeSpan.TicksPerHour == 0 => (ticks / TimeSpan.TicksPerHour, 'h'),
            var ticks when ticks % TimeSpan.TicksPerMinute == 0 => (ticks / TimeSpan.TicksPerMinute, 'm'),
            var ticks => (ticks / (decimal)TimeSpan.TicksPerSecond, 's'),
        };
        Number(count);
        _destination[Length++] = (byte)unit;
        Literal("\""u8);
    }

    // Nearly all prices fit 64 bits; their digits are written backwards, with the point where the scale says.
    private void Number(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var isWideOrNegative = bits[2] != 0 || bits[3] < 0;
        if (isWideOrNegative)
        {
            value.TryFormat(_destination[Length..], out var written, default, CultureInfo.InvariantCulture);
            Length += written;
            return;
        }

        var mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        var scale = (bits[3] >> 16) & 0xFF;
        Span<byte> digits = stackalloc byte[MaxDecimalLength];
        var at = digits.Length;
        for (var fraction = scale; fraction > 0; fraction--, mantissa /= 10)
        {
            digits[--at] = (byte)('0' + (mantissa % 10));
        }

        if (scale > 0)
        {
            digits[--at] = (byte)'.';
        }

        do
        {
            digits[--at] = (byte)('0' + (mantissa % 10));
            mantissa /= 10;
        }
        while (mantissa > 0);

        Literal(digits[at..]);
    }

    private static int Escaped(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var at = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var units); // half a pair decodes as U+FFFD
            text = text[units..];
            at += rune.Value switch
            {
                '"' => Copy("\\\""u8, destination[at..]),
                '\\' => Copy("\\\\"u8, destination[at..]),
                '\n' => Copy("\\n"u8, destination[at..]),
                '\r' => Copy("\\r"u8, destination[at..]),
                '\t' => Copy("\\t"u8, destination[at..]),
                < ' ' => Copy("\\u00"u8, destination[at..]) + Hex(rune.Value, destination[(at + 4)..]),
                _ => rune.EncodeToUtf8(destination[at..]),
            };
        }

        return at;
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        bytes.CopyTo(destination);
        return bytes.Length;
    }

    private static int Hex(int value, Span<byte> destination)
    {
        const string Digits = "0123456789abcdef";
        destination[0] = (byte)Digits[value >> 4];
        destination[1] = (byte)Digits[value & 0xF];
        return 2;
    }
}
