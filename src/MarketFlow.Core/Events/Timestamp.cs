using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MarketFlow;

/// <summary>An instant in UTC with nanosecond resolution that remembers how many fractional digits the vendor gave.</summary>
/// <remarks>
/// <see cref="DateTimeOffset"/> ends at 100 ns, while Alpaca and IEX send nanoseconds, and what a client reads must be
/// as precise as what the vendor wrote, no more and no less.
/// Range: the years 1678 to 2262. Equality and order look at the instant alone, not at the precision.
/// </remarks>
public readonly struct Timestamp : IEquatable<Timestamp>, IComparable<Timestamp>, ISpanFormattable, IUtf8SpanFormattable
{
    private const long NanosecondsPerTick = 100;
    private readonly byte _fractionDigits;

    private Timestamp(long unixNanoseconds, int fractionDigits)
    {
        UnixNanoseconds = unixNanoseconds;
        _fractionDigits = (byte)fractionDigits;
    }

    /// <summary>The earliest instant: 1677-09-21T00:12:43.145224192Z.</summary>
    public static Timestamp MinValue { get; } = new(long.MinValue, 9);

    /// <summary>The latest instant: 2262-04-11T23:47:16.854775807Z.</summary>
    public static Timestamp MaxValue { get; } = new(long.MaxValue, 9);

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z; negative before it.</summary>
    public long UnixNanoseconds { get; }

    /// <summary>Fractional digits of a second that are written out, 0 to 9.</summary>
    public int FractionDigits => _fractionDigits;

    /// <summary>Makes an instant from nanoseconds since the Unix epoch.</summary>
    /// <param name="nanoseconds">Nanoseconds since the Unix epoch.</param>
    /// <param name="fractionDigits">How many fractional digits the vendor gave, 0 to 9.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fractionDigits"/> is outside 0 to 9.</exception>
    public static Timestamp FromUnixNanoseconds(long nanoseconds, int fractionDigits = 9)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fractionDigits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fractionDigits, 9);
        return new(nanoseconds, fractionDigits);
    }

    /// <summary>Makes an instant from milliseconds since the Unix epoch, written with three fractional digits.</summary>
    /// <param name="milliseconds">Milliseconds since the Unix epoch.</param>
    /// <exception cref="OverflowException">The instant lies outside the years 1678 to 2262.</exception>
    public static Timestamp FromUnixMilliseconds(long milliseconds) => new(checked(milliseconds * 1_000_000), 3);

    /// <summary>Makes an instant from a <see cref="DateTimeOffset"/>, written with seven fractional digits.</summary>
    /// <param name="value">Any instant in the years 1678 to 2262.</param>
    /// <exception cref="OverflowException">The instant lies outside the years 1678 to 2262.</exception>
    public static Timestamp FromDateTimeOffset(DateTimeOffset value) =>
        new(checked((value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick), 7);

    /// <summary>Makes an instant from a <see cref="DateTimeOffset"/>; the nearest one where it lies outside the range.</summary>
    /// <param name="value">Any instant.</param>
    /// <returns>The instant, written with seven fractional digits; <see cref="MinValue"/> or <see cref="MaxValue"/> where it is outside the range.</returns>
    /// <remarks>For instants of a clock, which may be virtual and begin in year 1. Times of events are never changed in this way.</remarks>
    public static Timestamp Clamp(DateTimeOffset value)
    {
        const long Last = long.MaxValue / NanosecondsPerTick;
        var ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return ticks < -Last ? MinValue : ticks > Last ? MaxValue : new(ticks * NanosecondsPerTick, 7);
    }

    /// <summary>The same instant, rounded down to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTimeOffset.UnixEpoch.Ticks + FloorDivide(UnixNanoseconds, NanosecondsPerTick), TimeSpan.Zero);

    /// <summary>Converts a <see cref="DateTimeOffset"/>, written with seven fractional digits.</summary>
    /// <param name="value">Any instant in the years 1678 to 2262.</param>
    public static implicit operator Timestamp(DateTimeOffset value) => FromDateTimeOffset(value);

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>, rounded towards zero to 100 ns.</summary>
    /// <param name="later">The end.</param>
    /// <param name="earlier">The start.</param>
    public static TimeSpan operator -(Timestamp later, Timestamp earlier)
    {
        var nanoseconds = unchecked(later.UnixNanoseconds - earlier.UnixNanoseconds);
        var wrapped = ((later.UnixNanoseconds ^ earlier.UnixNanoseconds) & (later.UnixNanoseconds ^ nanoseconds)) < 0;
        return wrapped
            ? new((long)(((Int128)later.UnixNanoseconds - earlier.UnixNanoseconds) / NanosecondsPerTick)) // more than 292 years
            : new(nanoseconds / NanosecondsPerTick);
    }

    /// <summary>The instant <paramref name="span"/> after <paramref name="start"/>, written as precisely as <paramref name="start"/>.</summary>
    /// <param name="start">The start.</param>
    /// <param name="span">The time to add; may be negative.</param>
    /// <exception cref="OverflowException">The result lies outside the years 1678 to 2262.</exception>
    public static Timestamp operator +(Timestamp start, TimeSpan span) =>
        new(checked(start.UnixNanoseconds + (span.Ticks * NanosecondsPerTick)), start._fractionDigits);

    /// <summary>The instant <paramref name="span"/> later, as <c>+</c> gives it; the nearest end of the range where it lies beyond.</summary>
    internal Timestamp Saturating(TimeSpan span) =>
        new(long.CreateSaturating(UnixNanoseconds + ((Int128)span.Ticks * NanosecondsPerTick)), _fractionDigits);

    /// <summary>The same instant.</summary>
    public static bool operator ==(Timestamp left, Timestamp right) => left.Equals(right);

    /// <summary>A different instant.</summary>
    public static bool operator !=(Timestamp left, Timestamp right) => !left.Equals(right);

    /// <summary>Earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>Later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>Earlier or the same instant.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>Later or the same instant.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.UnixNanoseconds >= right.UnixNanoseconds;

    /// <inheritdoc/>
    public bool Equals(Timestamp other) => UnixNanoseconds == other.UnixNanoseconds;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Timestamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => UnixNanoseconds.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>RFC 3339 in UTC with the vendor's precision, e.g. <c>2026-03-09T13:30:00.123Z</c>.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[Rfc3339.MaxLength];
        return Rfc3339.TryFormat(this, text, out var length) ? text[..length].ToString() : string.Empty;
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Rfc3339.TryFormat(this, destination, out charsWritten);

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Rfc3339.TryFormat(this, utf8Destination, out bytesWritten);

    /// <summary>Reads an RFC 3339 date and time: UTC (<c>Z</c>) or with an offset, with up to nine fractional digits.</summary>
    /// <param name="utf8">The text alone, without quotes or spaces.</param>
    /// <param name="value">The instant, with as many fractional digits as were written.</param>
    /// <returns>False where the text is anything else, or lies outside the years 1678 to 2262.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Timestamp value) => Rfc3339.TryParse(utf8, out value);

    /// <summary>Reads an RFC 3339 date and time.</summary>
    /// <param name="text">The text alone, without quotes or spaces.</param>
    /// <exception cref="FormatException">The text is anything else, or lies outside the years 1678 to 2262.</exception>
    public static Timestamp Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var value)
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is not an RFC 3339 time such as 2026-03-09T13:30:00.123Z."));
    }

    private static long FloorDivide(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
