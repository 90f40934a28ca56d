using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Reads MessagePack value by value, without allocating.</summary>
/// <remarks>
/// Each <c>Try…</c> is false, and the reader stays where it is, where the next value is of another kind or not whole: whatever the bytes
/// are, nothing is thrown and nothing behind their end is read. A count is never more than the bytes that are left could hold.
/// </remarks>
internal ref struct MessagePackReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Deepest nesting of arrays and maps that is skipped; as deep as the reader of JSON goes.</summary>
    public const int MaxDepth = 64;

    private const int MaxNumberLength = 32;
    private const int ExcerptLength = 40;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    /// <summary>What the next value is; None where there is none, or not a whole one.</summary>
    public readonly MessagePackKind Kind => MessagePackHead.TryRead(_bytes[Position..], out var head) ? head.Kind : MessagePackKind.None;

    public bool TryReadNil() => TryTake(MessagePackKind.Nil, out _, out _);

    public bool TryReadBoolean(out bool value)
    {
        var isRead = TryTake(MessagePackKind.Boolean, out var first, out _);
        value = first == MessagePackFormat.True;
        return isRead;
    }

    /// <summary>Reads a whole number of any width; false where 64 signed bits do not hold it.</summary>
    public bool TryReadInteger(out long value)
    {
        var ahead = this;
        var isRead = ahead.TryReadInteger(out Int128 wide) && wide <= long.MaxValue;
        value = isRead ? (long)wide : 0;
        this = isRead ? ahead : this;
        return isRead;
    }

    /// <summary>Reads a float of either width.</summary>
    public bool TryReadFloat(out double value)
    {
        var isRead = TryTake(MessagePackKind.Float, out _, out var body);
        value = !isRead ? 0 : body.Length == sizeof(float) ? BinaryPrimitives.ReadSingleBigEndian(body) : BinaryPrimitives.ReadDoubleBigEndian(body);
        return isRead;
    }

    /// <summary>Reads a number as a decimal: a whole one as it is, a float as the shortest decimal that stands for it and no other.</summary>
    /// <returns>False for what is no number, and for what a decimal cannot hold: NaN, the infinities, 1e300.</returns>
    public bool TryReadDecimal(out decimal value)
    {
        var ahead = this;
        if (ahead.TryReadInteger(out Int128 whole))
        {
            value = (decimal)whole;
            this = ahead;
            return true;
        }

        value = 0;
        if (!ahead.TryTake(MessagePackKind.Float, out _, out var body))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[MaxNumberLength];
        _ = body.Length == sizeof(float)
            ? BinaryPrimitives.ReadSingleBigEndian(body).TryFormat(text, out var length, default, CultureInfo.InvariantCulture)
            : BinaryPrimitives.ReadDoubleBigEndian(body).TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        if (!DecimalText.TryParse(text[..length], out value))
        {
            return false;
        }

        this = ahead;
        return true;
    }

    /// <summary>Reads the bytes of a text; whether they are UTF-8 is for the caller to see.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> utf8) => TryTake(MessagePackKind.Text, out _, out utf8);

    public bool TryReadBinary(out ReadOnlySpan<byte> value) => TryTake(MessagePackKind.Binary, out _, out value);

    /// <summary>Reads the head of an array; its elements follow.</summary>
    public bool TryReadArrayHeader(out int count) => TryReadHeader(MessagePackKind.Array, out count);

    /// <summary>Reads the head of a map; a key and a value follow for each of its fields.</summary>
    public bool TryReadMapHeader(out int count) => TryReadHeader(MessagePackKind.Map, out count);

    /// <summary>Reads an extension: its type and its bytes.</summary>
    public bool TryReadExtension(out sbyte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        if (!TryTake(MessagePackKind.Extension, out _, out value))
        {
            return false;
        }

        type = (sbyte)_bytes[Position - value.Length - 1];
        return true;
    }

    /// <summary>Reads a time: the extension of type -1, in its forms of 4, 8 and 12 bytes.</summary>
    /// <param name="value">The instant, with as many fractional digits as it needs: what the vendor's JSON shows of it.</param>
    /// <returns>False for anything else, and for a time outside the years 1678 to 2261.</returns>
    public bool TryReadTimestamp(out Timestamp value)
    {
        var ahead = this;
        value = default;
        if (!ahead.TryReadExtension(out var type, out var time) || type != MessagePackFormat.Timestamp || !MessagePackTime.TryRead(time, out value))
        {
            return false;
        }

        this = ahead;
        return true;
    }

    /// <summary>Reads over a value of any kind, all that is nested in it included.</summary>
    /// <returns>False where it is not whole, or nested deeper than <see cref="MaxDepth"/>.</returns>
    public bool TrySkip()
    {
        Span<long> left = stackalloc long[MaxDepth + 1]; // values still to come, at each depth
        var depth = 0;
        left[0] = 1;
        var ahead = this;
        while (depth >= 0)
        {
            if (left[depth]-- == 0)
            {
                depth--;
            }
            else if (!MessagePackHead.TryRead(_bytes[ahead.Position..], out var head))
            {
                return false;
            }
            else if (!head.IsContainer)
            {
                ahead.Position += head.Length + (int)head.Body;
            }
            else if (++depth > MaxDepth)
            {
                return false;
            }
            else
            {
                ahead.Position += head.Length;
                left[depth] = head.Values;
            }
        }

        this = ahead;
        return true;
    }

    /// <summary>What the reader stands at, in words and short.</summary>
    public readonly string Describe()
    {
        var ahead = this;
        return Kind switch
        {
            MessagePackKind.None => "missing",
            MessagePackKind.Nil => "null",
            MessagePackKind.Boolean => ahead.TryReadBoolean(out var truth) && truth ? "true" : "false",
            MessagePackKind.Integer => ahead.TryReadInteger(out Int128 whole) ? whole.ToString(CultureInfo.InvariantCulture) : string.Empty,
            MessagePackKind.Float => ahead.TryReadFloat(out var number) ? number.ToString(CultureInfo.InvariantCulture) : string.Empty,
            MessagePackKind.Text => ahead.TryReadText(out var text) ? $"\"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, ExcerptLength)])}\"" : string.Empty,
            MessagePackKind.Array => "an array",
            MessagePackKind.Map => "a map",
            MessagePackKind.Binary => "binary",
            _ => "an extension",
        };
    }

    private bool TryReadHeader(MessagePackKind kind, out int count)
    {
        count = 0;
        if (!MessagePackHead.TryRead(_bytes[Position..], out var head) || head.Kind != kind)
        {
            return false;
        }

        count = (int)head.Body;
        Position += head.Length;
        return true;
    }

    private bool TryReadInteger(out Int128 value)
    {
        value = 0;
        if (!TryTake(MessagePackKind.Integer, out var first, out var body))
        {
            return false;
        }

        value = first switch
        {
            MessagePackFormat.UInt8 => body[0],
            MessagePackFormat.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(body),
            MessagePackFormat.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(body),
            MessagePackFormat.UInt64 => BinaryPrimitives.ReadUInt64BigEndian(body),
            MessagePackFormat.Int8 => (sbyte)body[0],
            MessagePackFormat.Int16 => BinaryPrimitives.ReadInt16BigEndian(body),
            MessagePackFormat.Int32 => BinaryPrimitives.ReadInt32BigEndian(body),
            MessagePackFormat.Int64 => BinaryPrimitives.ReadInt64BigEndian(body),
            _ => (sbyte)first,
        };
        return true;
    }

    private bool TryTake(MessagePackKind kind, out byte first, out ReadOnlySpan<byte> body)
    {
        first = 0;
        body = default;
        if (!MessagePackHead.TryRead(_bytes[Position..], out var head) || head.Kind != kind)
        {
            return false;
        }

        first = _bytes[Position];
        body = _bytes.Slice(Position + head.Length, (int)head.Body);
        Position += head.Length + body.Length;
        return true;
    }
}
