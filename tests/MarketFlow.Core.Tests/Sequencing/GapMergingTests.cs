namespace MarketFlow.Tests;

/// <summary>Gaps beyond the bound are merged, and those of a forgotten key are reported at once.</summary>
public sealed class GapMergingTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    /// <summary>The times of a feed may step back, so either gap can begin first and end last.</summary>
    [Theory]
    [InlineData(10, 20, 30, 10, 30)]
    [InlineData(10, 20, 5, 5, 20)]
    [InlineData(50, 20, 30, 20, 50)]
    [InlineData(50, 20, 60, 20, 60)]
    public void Spans_both_of_the_gaps_that_it_merges(long first, long second, long third, long from, long to)
    {
        GapBook<string> book = new(_maxDelay, maxOpen: 1, maxKeys: 10);
        book.Arrived("A", 1, Timestamp.FromUnixNanoseconds(first), _now);
        book.Arrived("A", 3, Timestamp.FromUnixNanoseconds(second), _now);
        book.Arrived("A", 5, Timestamp.FromUnixNanoseconds(third), _now);

        Assert.True(book.TryTake(_now, isEnding: true, out var gap));

        Assert.Equal((2L, 4L, 2L), (gap.First!.Value, gap.Last!.Value, gap.Missing!.Value));
        Assert.Equal((from, to), (gap.From.UnixNanoseconds, gap.To.UnixNanoseconds));
        Assert.False(book.TryTake(_now, isEnding: true, out _));
    }

    [Fact]
    public void Merges_however_many_there_are()
    {
        GapBook<string> book = new(_maxDelay, maxOpen: 1, maxKeys: 10);
        foreach (var sequence in new[] { 1, 3, 5, 7, 9 })
        {
            book.Arrived("A", sequence, default, _now);
        }

        Assert.True(book.TryTake(_now, isEnding: true, out var gap));

        Assert.Equal((2L, 8L, 4L), (gap.First!.Value, gap.Last!.Value, gap.Missing!.Value));
        Assert.False(book.TryTake(_now, isEnding: true, out _));
    }

    [Fact]
    public void Reports_the_gaps_of_a_key_that_it_forgets_at_once_and_begins_anew_with_the_next_key()
    {
        GapBook<string> book = new(_maxDelay, maxOpen: 10, maxKeys: 1);
        foreach (var sequence in new[] { 1, 3, 5 })
        {
            book.Arrived("A", sequence, default, _now);
        }

        book.Arrived("B", 100, default, _now);
        book.Arrived("B", 101, default, _now);
        book.Arrived("B", 2, default, _now); // not one of A's

        List<(string Key, long? First, long? Missing)> found = [];
        while (book.TryTake(_now, isEnding: false, out var gap))
        {
            found.Add((gap.Key, gap.First, gap.Missing));
        }

        Assert.Equal([("A", 2L, 1L), ("A", 4L, 1L)], found);
        Assert.Equal(DueTime.Never, book.NextDue);
    }
}
