using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class TimestampTests
{
    [Theory]
    [InlineData("2026-03-09T13:30:00Z")]
    [InlineData("2026-03-09T13:30:00.1Z")]
    [InlineData("2021-07-15T03:06:37.000Z")]
    [InlineData("2021-04-17T16:43:30.244075Z")]
    [InlineData("2024-02-29T23:59:59.123456789Z")]
    [InlineData("1969-12-31T23:59:59.999999999Z")]
    public void Writes_what_it_read_as_precisely_as_it_read_it(string text) => Assert.Equal(text, Timestamp.Parse(text).ToString());

    [Theory]
    [InlineData("2026-03-09T09:30:00-04:00", "2026-03-09T13:30:00Z")]
    [InlineData("2026-03-09T19:00:00.5+05:30", "2026-03-09T13:30:00.5Z")]
    public void Turns_an_offset_into_utc(string text, string utc) => Assert.Equal(utc, Timestamp.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-09")]
    [InlineData("2026-03-09T13:30:00")]
    [InlineData("2026-13-09T13:30:00Z")]
    [InlineData("2026-02-29T13:30:00Z")]
    [InlineData("2026-03-09T24:00:00Z")]
    [InlineData("2026-03-09T13:30:00.Z")]
    [InlineData("2026-03-09T13:30:00.1234567890Z")]
    [InlineData("2026-03-09T13:30:00Zx")]
    [InlineData("1677-01-01T00:00:00Z")]
    public void Refuses_what_is_not_a_time(string text)
    {
        Assert.False(Timestamp.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Throws<FormatException>(() => Timestamp.Parse(text));
    }

    [Fact]
    public void Is_the_same_instant_whatever_its_precision() =>
        Assert.Equal(Timestamp.FromUnixMilliseconds(1_000), Timestamp.FromUnixNanoseconds(1_000_000_000));

    [Fact]
    public void Round_trips_through_text_at_nine_digits() =>
        Prop.ForAll<long>(nanoseconds =>
            Timestamp.Parse(Timestamp.FromUnixNanoseconds(nanoseconds).ToString()).UnixNanoseconds == nanoseconds)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Agrees_with_DateTimeOffset() =>
        Prop.ForAll<int, int>((seconds, ticks) =>
        {
            var expected = DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(ticks);
            Timestamp time = expected;
            return time.ToDateTimeOffset() == expected && time.ToString() == expected.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Writes_utf8_as_it_writes_text()
    {
        Span<byte> utf8 = stackalloc byte[40];
        var time = Timestamp.Parse("2026-03-09T13:30:00.000100Z");

        Assert.True(time.TryFormat(utf8, out var written, default, null));
        Assert.Equal("2026-03-09T13:30:00.000100Z", Encoding.UTF8.GetString(utf8[..written]));
        Assert.False(time.TryFormat(utf8[..(written - 1)], out _, default, null));
    }

    [Fact]
    public void Adds_and_subtracts_spans()
    {
        var open = Timestamp.Parse("2026-03-09T13:30:00.000Z");

        Assert.Equal("2026-03-09T13:30:01.500Z", (open + TimeSpan.FromSeconds(1.5)).ToString());
        Assert.Equal(TimeSpan.FromSeconds(-1.5), open - (open + TimeSpan.FromSeconds(1.5)));
        Assert.True(open < open + TimeSpan.FromTicks(1));
    }

    /// <summary>Also of instants more than 292 years apart, whose difference in nanoseconds a long does not hold.</summary>
    [Fact]
    public void Subtracts_as_wide_numbers_do() =>
        Prop.ForAll(Arb.From(Instants.Two()), pair =>
            (pair.Item1 - pair.Item2).Ticks == (long)(((Int128)pair.Item1.UnixNanoseconds - pair.Item2.UnixNanoseconds) / 100))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Subtracts_its_ends() =>
        Assert.Equal((new TimeSpan(184_467_440_737_095_516), new TimeSpan(-184_467_440_737_095_516)), (Timestamp.MaxValue - Timestamp.MinValue, Timestamp.MinValue - Timestamp.MaxValue));

    [Fact]
    public void Adds_a_span_exactly_or_throws() =>
        Prop.ForAll(Arb.From(Instants), Arb.From(Spans), (time, span) =>
        {
            var exact = time.UnixNanoseconds + ((Int128)span.Ticks * 100);
            var saturated = time.Saturating(span).UnixNanoseconds == (long)Int128.Clamp(exact, long.MinValue, long.MaxValue);
            return saturated && (exact < long.MinValue || exact > long.MaxValue
                ? Record.Exception(() => time + span) is OverflowException
                : (time + span).UnixNanoseconds == exact);
        }).QuickCheckThrowOnFailure();

    private static Gen<Timestamp> Instants => Gen.Frequency(
        (2, ArbMap.Default.GeneratorFor<long>()),
        (1, Gen.Choose(0, 1_000).Select(from => long.MinValue + from)),
        (1, Gen.Choose(0, 1_000).Select(to => long.MaxValue - to)),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Select(part => part * 4_294_967_296L))).Select(nanoseconds => Timestamp.FromUnixNanoseconds(nanoseconds));

    private static Gen<TimeSpan> Spans => Gen.OneOf(
        Gen.Choose(-1_000, 1_000).Select(ticks => new TimeSpan(ticks)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(part => new TimeSpan(part * 4_294_967_296L)));
}
