namespace MarketFlow.Testing.Tests;

public sealed class RecordingObserverTests
{
    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public void Refuses_to_keep_fewer_than_none() =>
        Assert.Throws<ArgumentOutOfRangeException>("keep", () => new RecordingObserver<int>(keep: -1));

    [Fact]
    public void Writes_down_values_with_their_times_in_order()
    {
        var seen = new RecordingObserver<int>(_clock);

        seen.OnNext(1);
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        seen.OnNext(2);

        Assert.Equal([new(1, VirtualMarketClock.Open), new(2, VirtualMarketClock.Open.AddSeconds(1))], seen.Received);
        Assert.Equal([1, 2], seen.Values);
        Assert.Equal(2, seen.Count);
        Assert.False(seen.HasEnded);
        seen.AssertGrammar();
    }

    [Fact]
    public void Hands_out_copies_that_change_no_more()
    {
        var seen = new RecordingObserver<int>();
        var before = seen.Values;

        seen.OnNext(1);

        Assert.Empty(before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Keeps_the_first_ones_and_counts_on(int keep)
    {
        var seen = new RecordingObserver<int>(_clock, keep);

        foreach (var value in Enumerable.Range(1, 3))
        {
            seen.OnNext(value);
        }

        Assert.Equal(Enumerable.Range(1, Math.Min(keep, 3)), seen.Values);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void Allocates_nothing_for_what_is_only_counted()
    {
        var seen = new RecordingObserver<object>(_clock, keep: 1);
        var value = new object();
        Push(seen, value, times: 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Push(seen, value, times: 10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Tells_how_the_stream_ended()
    {
        var completed = new RecordingObserver<int>();
        var failed = new RecordingObserver<int>();
        var error = new InvalidOperationException("broken");

        completed.OnCompleted();
        failed.OnError(error);

        Assert.True(completed is { IsCompleted: true, HasEnded: true, Error: null });
        Assert.True(failed is { IsCompleted: false, HasEnded: true });
        Assert.Same(error, failed.Error);
        completed.AssertGrammar();
        failed.AssertGrammar();
    }

    [Fact]
    public void Refuses_an_error_that_is_none() =>
        Assert.Throws<ArgumentNullException>("error", () => new RecordingObserver<int>().OnError(null!));

    [Fact]
    public void Calls_into_the_test_while_receiving()
    {
        var counts = new List<long>();
        RecordingObserver<int>? seen = null;
        seen = new RecordingObserver<int> { WhileReceiving = _ => counts.Add(seen!.Count) };

        seen.OnNext(7);
        seen.OnNext(8);

        Assert.Equal([1, 2], counts);
    }

    [Fact]
    public void Is_ready_for_the_next_value_after_the_test_threw()
    {
        var seen = new RecordingObserver<int> { WhileReceiving = value => _ = value == 1 ? throw new InvalidOperationException("test") : 0 };

        Assert.Throws<InvalidOperationException>(() => seen.OnNext(1));
        seen.OnNext(2);

        Assert.Equal([1, 2], seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Notices_a_value_an_error_and_a_completion_after_the_end()
    {
        var seen = new RecordingObserver<int>();
        seen.OnCompleted();

        seen.OnNext(1);
        seen.OnError(new InvalidOperationException("late"));
        seen.OnCompleted();

        Assert.Equal(["OnNext after the end", "OnError after the end", "OnCompleted after the end"], seen.Violations);
    }

    [Fact]
    public void Notices_a_value_from_within_a_value()
    {
        RecordingObserver<int>? seen = null;
        seen = new RecordingObserver<int>
        {
            WhileReceiving = value =>
            {
                if (value == 1)
                {
                    seen!.OnNext(2);
                }
            },
        };

        seen.OnNext(1);
        seen.OnNext(3);

        Assert.Equal(["OnNext from within a notification"], seen.Violations);
        Assert.Equal([1, 2, 3], seen.Values);
    }

    [Fact]
    public void Notices_a_value_of_one_thread_while_another_is_inside()
    {
        RecordingObserver<int>? seen = null;
        seen = new RecordingObserver<int>
        {
            WhileReceiving = value =>
            {
                if (value == 1)
                {
                    var other = new Thread(() => seen!.OnNext(2));
                    other.Start();
                    other.Join();
                }
            },
        };

        seen.OnNext(1);

        Assert.Equal(["OnNext while another notification is under way"], seen.Violations);
    }

    [Fact]
    public void Keeps_the_first_hundred_violations_and_says_how_many_there_were()
    {
        var seen = new RecordingObserver<int>();
        seen.OnCompleted();

        Push(seen, 1, times: 250);

        Assert.Equal(100, seen.Violations.Count);
        var thrown = Assert.Throws<InvalidOperationException>(seen.AssertGrammar);
        Assert.Contains("breached 250 times: OnNext after the end; ", thrown.Message, StringComparison.Ordinal);
    }

    private static void Push<T>(RecordingObserver<T> seen, T value, int times)
    {
        for (var i = 0; i < times; i++)
        {
            seen.OnNext(value);
        }
    }
}
