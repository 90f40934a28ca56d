using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Writes MessagePack value by value, each in its smallest form, without allocating.</summary>
/// <remarks>Half a surrogate pair in a text becomes U+FFFD: UTF-8 has no other way to say it.</remarks>
/// <param name="destination">Where the values are appended.</param>
internal readonly struct MessagePackWriter(IBufferWriter<byte> destination)
{
    private const int MaxFixMap = 15;
    private const int MaxFixArray = 15;
    private const int MaxFixText = 31;
    private const int MinNegativeFixInt = -32;

    /// <summary>Begins a map: as many keys and values must follow.</summary>
    public void MapHeader(int count) =>
        Header(count, MaxFixMap, MessagePackFormat.FixMap, format8: null, MessagePackFormat.Map16, MessagePackFormat.Map32);

    /// <summary>Begins an array: as many values must follow.</summary>
    public void ArrayHeader(int count) =>
        Header(count, MaxFixArray, MessagePackFormat.FixArray, format8: null, MessagePackFormat.Array16, MessagePackFormat.Array32);

    public void Nil() => Byte(MessagePackFormat.Nil);

    public void Boolean(bool value) => Byte(value ? MessagePackFormat.True : MessagePackFormat.False);

    public void Text(string value)
    {
        TextHeader(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, destination);
    }

    public void Text(ReadOnlySpan<byte> utf8)
    {
        TextHeader(utf8.Length);
        destination.Write(utf8);
    }

    public void Float(double value)
    {
        var span = destination.GetSpan(9);
        span[0] = MessagePackFormat.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
        destination.Advance(9);
    }

    /// <summary>A whole number of 2^63 or more.</summary>
    public void LargeInteger(ulong value) => Number(MessagePackFormat.UInt64, value, 8);

    public void Integer(long value)
    {
        switch (value)
        {
            case >= MinNegativeFixInt and <= MessagePackFormat.MaxPositiveFixInt:
                Byte((byte)value);
                break;
            case >= 0 and <= byte.MaxValue:
                Number(MessagePackFormat.UInt8, (ulong)value, 1);
                break;
            case >= 0 and <= ushort.MaxValue:
                Number(MessagePackFormat.UInt16, (ulong)value, 2);
                break;
            case >= 0 and <= uint.MaxValue:
                Number(MessagePackFormat.UInt32, (ulong)value, 4);
                break;
            case >= 0:
                Number(MessagePackFormat.UInt64, (ulong)value, 8);
                break;
            case >= sbyte.MinValue:
                Number(MessagePackFormat.Int8, (ulong)value, 1);
                break;
            case >= short.MinValue:
                Number(MessagePackFormat.Int16, (ulong)value, 2);
                break;
            case >= int.MinValue:
                Number(MessagePackFormat.Int32, (ulong)value, 4);
                break;
            default:
                Number(MessagePackFormat.Int64, (ulong)value, 8);
                break;
        }
    }

    /// <summary>Writes a time as extension -1, to the nanosecond.</summary>
    public void Time(Timestamp value)
    {
        Span<byte> time = stackalloc byte[12];
        time = time[..MessagePackTime.Write(value, time)];
        if (time.Length == 12)
        {
            Number(MessagePackFormat.Extension8, 12, 1);
        }
        else
        {
            Byte(time.Length == 4 ? MessagePackFormat.FixExtension4 : MessagePackFormat.FixExtension8);
        }

        Byte(unchecked((byte)MessagePackFormat.Timestamp));
        destination.Write(time);
    }

    private void TextHeader(int length) =>
        Header(length, MaxFixText, MessagePackFormat.FixText, MessagePackFormat.Text8, MessagePackFormat.Text16, MessagePackFormat.Text32);

    private void Header(int count, int maxFix, byte fix, byte? format8, byte format16, byte format32)
    {
        if (count <= maxFix)
        {
            Byte((byte)(fix | count));
        }
        else if (format8 is { } format && count <= byte.MaxValue)
        {
            Number(format, (ulong)count, 1);
        }
        else if (count <= ushort.MaxValue)
        {
            Number(format16, (ulong)count, 2);
        }
        else
        {
            Number(format32, (ulong)count, 4);
        }
    }

    private void Byte(byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    // The lowest bytes of the number, the highest of them first.
    private void Number(byte format, ulong value, int width)
    {
        var span = destination.GetSpan(1 + sizeof(ulong));
        span[0] = format;
        BinaryPrimitives.WriteUInt64BigEndian(span[1..], value << ((sizeof(ulong) - width) * 8));
        destination.Advance(1 + width);
    }
}
