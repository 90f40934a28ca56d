namespace MarketFlow.Host.Tests;

public sealed class MemorySlopeTests
{
    [Fact]
    public void Is_the_growth_of_the_second_half()
    {
        UsageSample[] samples = [.. Enumerable.Range(0, 601).Select(second => Sample(second, second < 300 ? second * 1_000 : 300_000 + ((second - 300) * 10)))];

        Assert.Equal(600, MemorySlope.Of(samples, seconds: 600)!.Value, precision: 6);
    }

    [Fact]
    public void Is_not_known_of_less_than_a_minute_nor_of_a_host_that_does_not_tell()
    {
        Assert.Null(MemorySlope.Of([.. Enumerable.Range(0, 101).Select(second => Sample(second, second))], seconds: 100));
        Assert.Null(MemorySlope.Of([.. Enumerable.Range(0, 601).Select(second => Sample(second, resident: null))], seconds: 600));
        Assert.Null(MemorySlope.Of([], seconds: 600));
    }

    private static UsageSample Sample(double at, long? resident) => new(at, HostCpu: 1, resident, HostHandles: 10);
}
