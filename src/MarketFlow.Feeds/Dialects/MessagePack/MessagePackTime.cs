using System.Buffers.Binary;

namespace MarketFlow.Feeds;

/// <summary>The three forms of MessagePack's extension -1: seconds since the Unix epoch in 4, 8 or 12 bytes, the last two with nanoseconds.</summary>
internal static class MessagePackTime
{
    private const int NanosecondsPerSecond = 1_000_000_000;
    private const int BitsOfSeconds = 34; // of the form of 8 bytes
    private const long MinSeconds = -9_214_560_000; // 1678-01-01T00:00:00Z
    private const long MaxSeconds = 9_214_646_399; // 2261-12-31T23:59:59Z

    /// <returns>False where the bytes are none of the three forms, or the time lies outside the years 1678 to 2261.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Timestamp value)
    {
        var (seconds, nanoseconds) = (long.MinValue, 0U);
        if (bytes.Length == 4)
        {
            seconds = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        else if (bytes.Length == 8)
        {
            var both = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            (seconds, nanoseconds) = ((long)(both & ((1UL << BitsOfSeconds) - 1)), (uint)(both >> BitsOfSeconds));
        }
        else if (bytes.Length == 12)
        {
            (nanoseconds, seconds) = (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[4..]));
        }

        var isTime = seconds is >= MinSeconds and <= MaxSeconds && nanoseconds < NanosecondsPerSecond;
        value = isTime ? Timestamp.FromUnixNanoseconds((seconds * NanosecondsPerSecond) + nanoseconds, DigitsOf(nanoseconds)) : default;
        return isTime;
    }

    /// <summary>Writes the smallest form that holds the time.</summary>
    /// <param name="value">The time.</param>
    /// <param name="destination">12 bytes or more.</param>
    /// <returns>The length of the form: 4, 8 or 12.</returns>
    public static int Write(Timestamp value, Span<byte> destination)
    {
        var (seconds, nanoseconds) = Math.DivRem(value.UnixNanoseconds, NanosecondsPerSecond);
        if (nanoseconds < 0)
        {
            (seconds, nanoseconds) = (seconds - 1, nanoseconds + NanosecondsPerSecond);
        }

        if (nanoseconds == 0 && seconds is >= 0 and <= uint.MaxValue)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)seconds);
            return 4;
        }

        if (seconds is >= 0 and < 1L << BitsOfSeconds)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, ((ulong)nanoseconds << BitsOfSeconds) | (ulong)seconds);
            return 8;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)nanoseconds);
        BinaryPrimitives.WriteInt64BigEndian(destination[4..], seconds);
        return 12;
    }

    private static int DigitsOf(uint nanoseconds)
    {
        var digits = nanoseconds == 0 ? 0 : 9;
        for (; nanoseconds != 0 && nanoseconds % 10 == 0; nanoseconds /= 10)
        {
            digits--;
        }

        return digits;
    }
}
