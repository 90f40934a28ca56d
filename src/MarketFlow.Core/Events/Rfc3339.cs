using System.Numerics;
using System.Runtime.InteropServices;

namespace MarketFlow;

/// <summary>Reads and writes the times of <see cref="Timestamp"/>, in UTF-8 and UTF-16 alike, without allocating.</summary>
/// <remarks>Written by hand because <c>Utf8Parser</c> and <see cref="DateTimeOffset"/> end at seven fractional digits.</remarks>
internal static class Rfc3339
{
    public const int MaxLength = 30; // 2026-03-09T13:30:00.123456789Z
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMinute = 60 * NanosecondsPerSecond;
    private const int DateAndMinutesLength = 17;
    private const int DateAndSecondsLength = 19;
    private const int MinYear = 1678;
    private const int MaxYear = 2261;

    // Nearly all times that a thread writes in UTF-8 lie in the minute of the one before, and the date is most of the work.
    [ThreadStatic]
    private static byte[]? _minuteText;

    [ThreadStatic]
    private static long _minute;

    private static ReadOnlySpan<int> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    public static bool TryFormat<TChar>(Timestamp value, Span<TChar> destination, out int written)
        where TChar : unmanaged, INumberBase<TChar>
    {
        var digits = value.FractionDigits;
        written = DateAndSecondsLength + (digits == 0 ? 0 : digits + 1) + 1;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        var (minute, inMinute) = Math.DivRem(value.UnixNanoseconds, NanosecondsPerMinute);
        (minute, inMinute) = inMinute < 0 ? (minute - 1, inMinute + NanosecondsPerMinute) : (minute, inMinute);
        if (typeof(TChar) == typeof(byte))
        {
            TextOf(minute, value).CopyTo(MemoryMarshal.AsBytes(destination));
        }
        else
        {
            WriteMinute(value, destination);
        }

        var (seconds, nanoseconds) = Math.DivRem(inMinute, NanosecondsPerSecond);
        Write(destination, DateAndMinutesLength, (int)seconds, 2);
        if (digits > 0)
        {
            destination[DateAndSecondsLength] = TChar.CreateTruncating('.');
            Write(destination, DateAndSecondsLength + 1, (int)nanoseconds / PowersOfTen[9 - digits], digits);
        }

        destination[written - 1] = TChar.CreateTruncating('Z');
        return true;
    }

    private static ReadOnlySpan<byte> TextOf(long minute, Timestamp value)
    {
        if (_minuteText is not { } text || _minute != minute)
        {
            text = _minuteText ??= new byte[DateAndMinutesLength];
            WriteMinute(value, text.AsSpan());
            _minute = minute;
        }

        return text;
    }

    private static void WriteMinute<TChar>(Timestamp value, Span<TChar> destination)
        where TChar : unmanaged, INumberBase<TChar>
    {
        var instant = value.ToDateTimeOffset();
        Write(destination, 0, instant.Year, 4);
        Write(destination, 5, instant.Month, 2);
        Write(destination, 8, instant.Day, 2);
        Write(destination, 11, instant.Hour, 2);
        Write(destination, 14, instant.Minute, 2);
        destination[4] = destination[7] = TChar.CreateTruncating('-');
        destination[10] = TChar.CreateTruncating('T');
        destination[13] = destination[16] = TChar.CreateTruncating(':');
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out Timestamp value)
    {
        value = default;
        if (text.Length <= DateAndSecondsLength
            || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':' || text[16] != ':'
            || !TryRead(text[..4], out var year) || !TryRead(text[5..7], out var month) || !TryRead(text[8..10], out var day)
            || !TryRead(text[11..13], out var hour) || !TryRead(text[14..16], out var minute) || !TryRead(text[17..19], out var second)
            || year is < MinYear or > MaxYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[DateAndSecondsLength..];
        if (!TryReadFraction(ref rest, out var nanoseconds, out var digits) || !TryReadOffset(rest, out var offset))
        {
            return false;
        }

        var seconds = ((new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond)
            - (offset * 60L);
        value = Timestamp.FromUnixNanoseconds((seconds * NanosecondsPerSecond) + nanoseconds, digits);
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int nanoseconds, out int digits)
    {
        nanoseconds = digits = 0;
        if (text[0] != '.')
        {
            return true;
        }

        while (digits + 1 < text.Length && char.IsAsciiDigit((char)text[digits + 1]))
        {
            digits++;
        }

        if (digits is 0 or > 9 || !TryRead(text.Slice(1, digits), out var fraction))
        {
            return false;
        }

        nanoseconds = fraction * PowersOfTen[9 - digits];
        text = text[(digits + 1)..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryRead(text[1..3], out var hours) || !TryRead(text[4..6], out var rest) || hours > 23 || rest > 59)
        {
            return false;
        }

        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static void Write<TChar>(Span<TChar> destination, int at, int value, int width)
        where TChar : unmanaged, INumberBase<TChar>
    {
        for (var i = at + width - 1; i >= at; i--, value /= 10)
        {
            destination[i] = TChar.CreateTruncating('0' + (value % 10));
        }
    }
}
