namespace MarketFlow.Tests;

public sealed class DueTimeTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Is_the_span_after_the_start_in_utc()
    {
        var due = DueTime.After(_start.ToOffset(TimeSpan.FromHours(-4)), TimeSpan.FromSeconds(5));

        Assert.Equal(_start.AddSeconds(5), due);
        Assert.Equal(TimeSpan.Zero, due.Offset);
    }

    [Fact]
    public void Reaches_the_end_of_the_calendar_and_stays_there()
    {
        var left = DateTimeOffset.MaxValue - _start;

        Assert.Equal(DateTimeOffset.MaxValue, DueTime.Never);
        Assert.Equal(DateTimeOffset.MaxValue - TimeSpan.FromTicks(1), DueTime.After(_start, left - TimeSpan.FromTicks(1)));
        Assert.Equal(DueTime.Never, DueTime.After(_start, left));
        Assert.Equal(DueTime.Never, DueTime.After(_start, left + TimeSpan.FromTicks(1)));
        Assert.Equal(DueTime.Never, DueTime.After(_start, TimeSpan.MaxValue));
        Assert.Equal(DueTime.Never, DueTime.After(DueTime.Never, TimeSpan.MaxValue));
    }
}
