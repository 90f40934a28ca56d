using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class LatencyHistogramTests
{
    /// <summary>Every percentile is what sorting all values gives, to three digits and never below it.</summary>
    [Fact]
    public void Agrees_with_a_sorted_list() =>
        Prop.ForAll(Latencies(), values =>
        {
            LatencyHistogram histogram = new();
            Array.ForEach(values, histogram.Add);
            var sorted = values.Order().ToArray();
            return histogram.Count == values.Length
                && histogram.Max == sorted[^1]
                && new[] { 0.001, 1, 25, 50, 90, 99, 99.9, 100 }.All(percent =>
                    IsAbout(histogram.Percentile(percent), sorted[Math.Max(1, (int)Math.Ceiling(values.Length * percent / 100)) - 1]));
        })
        .QuickCheckThrowOnFailure();

    /// <summary>Two added up are the one that saw all values.</summary>
    [Fact]
    public void Adds_up() =>
        Prop.ForAll(Latencies(), Latencies(), (first, second) =>
        {
            var (one, other, both) = (Of(first), Of(second), Of([.. first, .. second]));
            one.Add(other);
            return one.Count == both.Count && one.Max == both.Max
                && Enumerable.Range(1, 100).All(percent => one.Percentile(percent) == both.Percentile(percent));
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(2_047)]
    [InlineData(2_048)]
    [InlineData(2_049)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(3_600_000_000)]
    public void Tells_a_lone_value_exactly(long value)
    {
        var histogram = Of([value]);

        Assert.Equal(value, histogram.Percentile(50));
        Assert.Equal(value, histogram.Max);
    }

    [Fact]
    public void Counts_what_is_too_large_as_the_highest_and_keeps_the_maximum()
    {
        LatencyHistogram histogram = new(digits: 3, highest: 1_000_000);
        histogram.Add(5_000_000);
        histogram.Add(-1);

        Assert.Equal(5_000_000, histogram.Max);
        Assert.True(IsAbout(histogram.Percentile(100), 1_000_000));
        Assert.Equal(0, histogram.Percentile(50));
    }

    [Fact]
    public void Is_zero_where_nothing_was_counted() => Assert.Equal(0, new LatencyHistogram().Percentile(99));

    [Fact]
    public void Refuses_one_of_another_precision() => Assert.Throws<ArgumentException>(() => new LatencyHistogram().Add(new LatencyHistogram(digits: 2)));

    private static LatencyHistogram Of(IEnumerable<long> values)
    {
        LatencyHistogram histogram = new();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        return histogram;
    }

    private static bool IsAbout(long told, long value) => told >= value && told - value <= value / 1_000;

    // From microseconds to the better part of an hour, each magnitude as likely.
    private static Arbitrary<long[]> Latencies() =>
        Gen.Choose(0, 31).SelectMany(bits => Gen.Choose(0, int.MaxValue).Select(value => (long)value >> (31 - bits)))
            .NonEmptyListOf()
            .Select(values => values.ToArray())
            .ToArbitrary();
}
