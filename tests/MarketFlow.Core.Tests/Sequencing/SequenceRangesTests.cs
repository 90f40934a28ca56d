using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class SequenceRangesTests
{
    private const int MaxRanges = 64;

    [Theory]
    [InlineData(10, 11, 14)] // the first
    [InlineData(14, 10, 13)] // the last
    [InlineData(12, 10, 14)] // in between
    public void Removes_a_sequence_once(long sequence, long first, long last)
    {
        SequenceRanges missing = new(10, 14);

        Assert.True(missing.Remove(sequence));
        Assert.False(missing.Remove(sequence));

        Assert.Equal((first, last, 4L, false), (missing.First, missing.Last, missing.Count, missing.IsEmpty));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    public void Does_not_know_what_is_outside(long sequence) => Assert.False(new SequenceRanges(10, 14).Remove(sequence));

    [Fact]
    public void Is_empty_once_all_are_removed()
    {
        SequenceRanges missing = new(7, 7);

        Assert.True(missing.Remove(7));

        Assert.Equal((true, 0L), (missing.IsEmpty, missing.Count));
        Assert.False(missing.Remove(7));
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue)]
    [InlineData(0, long.MaxValue, long.MaxValue)]
    [InlineData(2, long.MaxValue, long.MaxValue - 1)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, -1, long.MaxValue)]
    public void Counts_no_more_than_a_number_can_say(long first, long last, long count) =>
        Assert.Equal(count, new SequenceRanges(first, last).Count);

    [Fact]
    public void Counts_no_more_than_a_number_can_say_over_several_ranges()
    {
        SequenceRanges missing = new(long.MinValue, -1);
        missing.Add(new(0, long.MaxValue));

        Assert.Equal(long.MaxValue, missing.Count);
    }

    [Fact]
    public void Takes_in_later_ranges()
    {
        SequenceRanges missing = new(1, 2);
        missing.Add(new(5, 6));

        Assert.Equal((1L, 6L, 4L), (missing.First, missing.Last, missing.Count));
        Assert.False(missing.Remove(3));
        Assert.True(missing.Remove(5));
        Assert.Equal(3, missing.Count);
    }

    [Fact]
    public void Splits_until_it_has_64_ranges_and_then_keeps_what_would_need_another()
    {
        SequenceRanges missing = new(0, 1_000);
        for (var i = 1; i < MaxRanges; i++)
        {
            Assert.True(missing.Remove(i * 2));
        }

        Assert.Equal(1_001 - MaxRanges + 1, missing.Count);
        Assert.True(missing.Remove(500)); // it is missing, and stays so: there is no room for a 65th range
        Assert.Equal(1_001 - MaxRanges + 1, missing.Count);
        Assert.True(missing.Remove(1_000));
        Assert.Equal(1_001 - MaxRanges, missing.Count);
    }

    [Fact]
    public void Becomes_one_range_where_two_together_have_more_than_64()
    {
        SequenceRanges missing = new(0, 1_000);
        for (var i = 1; i < MaxRanges; i++)
        {
            missing.Remove(i * 2);
        }

        missing.Add(new(2_000, 2_001));

        Assert.Equal((0L, 2_001L, 2_002L), (missing.First, missing.Last, missing.Count));
    }

    [Fact]
    public void Keeps_64_ranges_apart_where_two_together_have_no_more()
    {
        SequenceRanges missing = new(0, 1_000);
        for (var i = 1; i < MaxRanges - 1; i++)
        {
            missing.Remove(i * 2);
        }

        missing.Add(new(2_000, 2_001));

        Assert.Equal(1_001 - (MaxRanges - 2) + 2, missing.Count);
    }

    /// <summary>The model: a set of what is missing.</summary>
    [Fact]
    public void Agrees_with_a_set() =>
        Prop.ForAll<byte[]>(arrivals =>
        {
            SequenceRanges missing = new(10, 40);
            var model = Enumerable.Range(10, 31).Select(number => (long)number).ToHashSet();
            return arrivals.All(arrival =>
                missing.Remove(arrival % 50) == model.Remove(arrival % 50)
                && missing.Count == model.Count
                && missing.IsEmpty == (model.Count == 0)
                && (model.Count == 0 || (missing.First == model.Min() && missing.Last == model.Max())));
        }).QuickCheckThrowOnFailure();
}
