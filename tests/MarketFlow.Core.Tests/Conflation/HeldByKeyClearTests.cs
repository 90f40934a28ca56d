namespace MarketFlow.Tests;

public sealed class HeldByKeyClearTests
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Forgets_events_keys_and_intervals()
    {
        HeldByKey<string, string> held = new(TimeSpan.FromSeconds(1), comparer: null);
        held.Hold("A", "A1", _start);
        held.Take(_start);
        held.Hold("A", "A2", _start);
        held.Hold("B", "B1", _start);

        held.Clear();

        Assert.Equal((0, 0, DateTimeOffset.MaxValue), (held.Count, held.Keys, held.NextDue));
        Assert.True(held.Hold("A", "A3", _start));
        Assert.Equal(_start, held.NextDue);
        Assert.Equal("A3", held.Take(_start));

        held.ForgetKeys(_start.AddMilliseconds(999));
        Assert.Equal(1, held.Keys);
        held.ForgetKeys(_start.AddSeconds(1));
        Assert.Equal(0, held.Keys);
    }

    [Fact]
    public void Says_that_nothing_is_due_where_nothing_waits()
    {
        HeldByKey<string, string> held = new(TimeSpan.FromSeconds(1), comparer: null);

        Assert.Equal((0, DateTimeOffset.MaxValue), (held.Count, held.NextDue));
    }

    /// <summary>Each event takes an entry among the keys and one among those that wait or among the intervals.</summary>
    [Fact]
    public void Counts_the_room_of_all_that_it_keeps()
    {
        HeldByKey<string, int> held = new(TimeSpan.FromSeconds(1), comparer: null);
        for (var key = 0; key < 100; key++)
        {
            held.Hold(key, "first", _start);
        }

        Assert.InRange(held.Capacity, 200, 1_000);
        for (var key = 0; key < 100; key++)
        {
            held.Take(_start);
        }

        for (var key = 0; key < 100; key++)
        {
            held.Hold(key, "second", _start);
        }

        Assert.InRange(held.Capacity, 300, 1_000);
        held.Clear();
        Assert.InRange(held.Capacity, 0, 10);
    }

    /// <summary>What is left after each step, of 10,000 keys: not only at the end, when a later step might have made up for it.</summary>
    [Fact]
    public void Gives_its_room_back_step_by_step()
    {
        HeldByKey<string, int> held = new(TimeSpan.FromSeconds(1), comparer: null);
        for (var key = 0; key < 10_000; key++)
        {
            held.Hold(key, "event", _start);
        }

        var whileHeld = held.Capacity;
        for (var key = 0; key < 10_000; key++)
        {
            held.Take(_start);
        }

        // The keys, and the intervals, which are a queue of powers of two; but hardly any room for what waits.
        Assert.InRange(held.Capacity, 20_000, whileHeld + 16_384 - 9_000);
        held.ForgetKeys(_start.AddSeconds(1));
        Assert.InRange(held.Capacity, 0, 3 * Trimming.Least * 2);
    }
}
