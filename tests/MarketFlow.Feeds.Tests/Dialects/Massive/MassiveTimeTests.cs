namespace MarketFlow.Feeds.Tests;

public sealed class MassiveTimeTests
{
    [Theory]
    [InlineData(9_223_372_036_854, 9_223_372_036_854_000_000)]
    [InlineData(9_223_372_036_855, 9_223_372_036_855)]
    [InlineData(-9_223_372_036_854, -9_223_372_036_854_000_000)]
    [InlineData(-9_223_372_036_855, -9_223_372_036_855)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Takes_for_nanoseconds_what_is_too_large_for_milliseconds(long number, long nanoseconds) =>
        Assert.Equal(nanoseconds, MassiveTime.Of(number).UnixNanoseconds);

    [Theory]
    [InlineData(1_795_789_800, false)] // seconds
    [InlineData(1_795_789_800_700, true)]
    [InlineData(1_795_789_800_700_000, false)] // microseconds
    [InlineData(1_795_789_800_700_000_000, true)]
    [InlineData(99_999_999_999, false)]
    [InlineData(100_000_000_000, true)]
    [InlineData(9_223_372_036_854, true)]
    [InlineData(9_223_372_036_855, false)]
    [InlineData(-1, false)]
    public void Tells_times_of_another_unit(long number, bool isPlausible) => Assert.Equal(isPlausible, MassiveTime.IsPlausible(number));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999_999, 0)]
    [InlineData(1_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-1_000_000, -1)]
    [InlineData(-1_000_001, -2)]
    public void Rounds_down_to_milliseconds(long nanoseconds, long milliseconds) =>
        Assert.Equal(milliseconds, MassiveTime.MillisecondsOf(Timestamp.FromUnixNanoseconds(nanoseconds)));
}
