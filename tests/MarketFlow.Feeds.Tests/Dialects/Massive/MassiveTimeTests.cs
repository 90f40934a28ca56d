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
    [InlineData(0, 0)]
    [InlineData(999_999, 0)]
    [InlineData(1_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-1_000_000, -1)]
    [InlineData(-1_000_001, -2)]
    public void Rounds_down_to_milliseconds(long nanoseconds, long milliseconds) =>
        Assert.Equal(milliseconds, MassiveTime.MillisecondsOf(Timestamp.FromUnixNanoseconds(nanoseconds)));
}
