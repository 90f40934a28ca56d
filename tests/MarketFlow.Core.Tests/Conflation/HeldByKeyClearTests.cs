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
}
