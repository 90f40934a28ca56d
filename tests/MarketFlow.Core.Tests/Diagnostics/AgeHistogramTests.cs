using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class AgeHistogramTests
{
    private readonly AgeHistogram _ages = new();

    [Fact]
    public void Has_no_quantile_while_nothing_was_counted() => Assert.Null(_ages.Read().Quantile(0.99));

    [Theory]
    [InlineData(0.5, 60)]
    [InlineData(0.98, 60)]
    [InlineData(0.99, 60)]
    [InlineData(1, 810)]
    public void Tells_the_end_of_the_bucket_in_which_a_quantile_lies(double share, int milliseconds)
    {
        Record(59, times: 99);
        Record(800, times: 1);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _ages.Read().Quantile(share));
    }

    [Fact]
    public void Counts_exactly_what_stays_below_a_bound_of_two_digits()
    {
        _ages.Record(TimeSpan.FromMilliseconds(50) - TimeSpan.FromMicroseconds(1));
        _ages.Record(TimeSpan.FromMilliseconds(50));

        Assert.Equal(1, _ages.Read().Below(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void Counts_what_is_older_than_its_range_and_what_comes_from_the_future()
    {
        _ages.Record(TimeSpan.FromHours(2));
        _ages.Record(TimeSpan.FromSeconds(-1));
        var counts = _ages.Read();

        Assert.Equal(2, counts.Count);
        Assert.Equal(TimeSpan.FromHours(2), counts.Sum);
        Assert.Equal(TimeSpan.FromSeconds(100), counts.Quantile(1));
        Assert.Equal(1, counts.Below(TimeSpan.FromMicroseconds(1)));
    }

    [Fact]
    public void Counts_ages_of_a_hundred_seconds_and_more_together_and_above_every_bound()
    {
        var last = TimeSpan.FromSeconds(100) - TimeSpan.FromMicroseconds(1);
        _ages.Record(last);
        Assert.Equal(1, _ages.Read().Below(TimeSpan.FromSeconds(100)));
        Assert.Equal(0, _ages.Read().Below(TimeSpan.FromSeconds(99)));

        _ages.Record(TimeSpan.FromSeconds(100));
        _ages.Record(TimeSpan.FromSeconds(101));
        _ages.Record(TimeSpan.FromSeconds(200));
        var counts = _ages.Read();

        Assert.Equal(1, counts.Below(TimeSpan.FromSeconds(100)));
        Assert.Equal(1, counts.Below(TimeSpan.FromSeconds(150)));
        Assert.Equal(1, counts.Below(TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromSeconds(100), counts.Quantile(0.25));
        Assert.Equal(TimeSpan.FromSeconds(100), counts.Quantile(0.5));
        Assert.Equal(TimeSpan.FromSeconds(100), counts.Quantile(1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 81)]
    [InlineData(10, 91)]
    [InlineData(99, 180)]
    [InlineData(100, 181)]
    [InlineData(99_999_999, 720)]
    [InlineData(100_000_000, 721)]
    [InlineData(long.MaxValue / 1_000, 721)]
    public void Puts_an_age_into_the_bucket_of_its_decade_and_tenth(long microseconds, int bucket) =>
        Assert.Equal(bucket, AgeHistogram.BucketOf(microseconds));

    [Fact]
    public void Ends_each_bucket_where_the_next_begins()
    {
        for (var bucket = 0; bucket < 720; bucket++)
        {
            var end = AgeHistogram.EndOf(bucket);
            Assert.Equal(AgeHistogram.EndOf(AgeHistogram.BucketOf(end - 1)), end);
            Assert.True(AgeHistogram.BucketOf(end) > bucket);
            Assert.True(AgeHistogram.BucketOf(end - 1) <= bucket);
        }

        Assert.Equal(100_000_000, AgeHistogram.EndOf(720));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 100)]
    [InlineData((long.MaxValue / 100) + 1)]
    public void Counts_ages_of_centuries_as_the_oldest(long ticks)
    {
        _ages.Record(TimeSpan.FromTicks(ticks));
        _ages.Record(TimeSpan.FromTicks(ticks));
        _ages.Record(TimeSpan.MinValue);
        var counts = _ages.Read();

        Assert.Equal((3, 1), (counts.Count, counts.Below(TimeSpan.FromDays(365))));
        Assert.Equal(TimeSpan.FromTicks(long.MaxValue / 100), counts.Sum); // 292 years
        Assert.Equal(TimeSpan.Zero, _ages.Read().Since(counts).Sum);
    }

    [Fact]
    public void Tells_apart_what_was_counted_since_an_earlier_reading()
    {
        Record(1, times: 1_000);
        var before = _ages.Read();
        Record(70, times: 10);
        var since = _ages.Read().Since(before);

        Assert.Equal(10, since.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(700), since.Sum);
        Assert.Equal(TimeSpan.FromMilliseconds(71), since.Quantile(0));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void Refuses_a_share_that_is_none(double share) => Assert.Throws<ArgumentOutOfRangeException>(() => _ages.Read().Quantile(share));

    /// <summary>A quantile lies above the age that a sorted list has at that place, by at most a tenth and a microsecond.</summary>
    [Fact]
    public void Agrees_with_a_sorted_list() =>
        Prop.ForAll(
            Gen.Choose(0, 99_000_000).Select(value => (long)value).Or(Gen.Choose(0, 2_000).Select(value => (long)value)).ListOf().Where(ages => ages.Count > 0).ToArbitrary(),
            Gen.Choose(0, 100).ToArbitrary(),
            (microseconds, percent) =>
            {
                AgeHistogram ages = new();
                foreach (var age in microseconds)
                {
                    ages.Record(TimeSpan.FromMicroseconds(age));
                }

                var sorted = microseconds.Order().ToArray();
                var exact = sorted[Math.Max(1, (int)Math.Ceiling(percent / 100.0 * sorted.Length)) - 1];
                var told = ages.Read().Quantile(percent / 100.0)!.Value.TotalMicroseconds;
                return told > exact && told <= (exact * 1.1) + 1;
            }).QuickCheckThrowOnFailure();

    private void Record(double milliseconds, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _ages.Record(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
