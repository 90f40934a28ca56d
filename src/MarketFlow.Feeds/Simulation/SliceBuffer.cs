using System.Buffers.Text;

namespace MarketFlow.Feeds;

/// <summary>Text in the making: grows, and is used again for the next slice of time.</summary>
internal sealed class SliceBuffer
{
    private const int LongestNumber = 32;
    private byte[] _bytes = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes back what was written last.</summary>
    public SliceBuffer Back(int length)
    {
        Length -= length;
        return this;
    }

    public byte[] ToArray() => Written.ToArray();

    public SliceBuffer Text(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Free(utf8.Length));
        Length += utf8.Length;
        return this;
    }

    public SliceBuffer Number(long value)
    {
        Utf8Formatter.TryFormat(value, Free(LongestNumber), out var written);
        Length += written;
        return this;
    }

    public SliceBuffer Number(Scaled value)
    {
        Number(value.Whole);
        if (value.Places > 0)
        {
            var free = Free(LongestNumber);
            free[0] = (byte)'.';
            Utf8Formatter.TryFormat(value.Fraction, free[1..], out _, new('D', (byte)value.Places));
            Length += 1 + value.Places;
        }

        return this;
    }

    private Span<byte> Free(int atLeast)
    {
        if (_bytes.Length - Length < atLeast)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + atLeast));
        }

        return _bytes.AsSpan(Length);
    }
}
