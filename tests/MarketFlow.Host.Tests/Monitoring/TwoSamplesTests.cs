namespace MarketFlow.Host.Tests;

public sealed class TwoSamplesTests
{
    [Fact]
    public void Have_no_rate_before_there_are_two()
    {
        Assert.Null(TwoSamples.Of([]).PerSecond(sample => sample.Received));
        Assert.Null(TwoSamples.Of([TickSamples.At(1, 100)]).PerSecond(sample => sample.Received));
    }

    [Fact]
    public void Compare_the_last_two_by_the_time_between_them()
    {
        Assert.Equal(50, TwoSamples.Of([TickSamples.At(0, 7), TickSamples.At(1, 100), TickSamples.At(3, 200)]).PerSecond(sample => sample.Received));
    }

    [Fact]
    public void Have_no_rate_where_no_time_has_passed()
    {
        Assert.Null(TwoSamples.Of([TickSamples.At(1, 1), TickSamples.At(1, 2)]).PerSecond(sample => sample.Received));
    }

    [Fact]
    public void Have_no_rate_of_what_only_one_of_them_has()
    {
        Assert.Null(TwoSamples.Of([TickSamples.At(0), TickSamples.At(1)]).PerSecond(sample => sample.At == TickSamples.At(0).At ? null : 5));
    }
}
