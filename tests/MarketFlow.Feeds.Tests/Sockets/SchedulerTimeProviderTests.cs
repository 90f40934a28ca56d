using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class SchedulerTimeProviderTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly List<double> _rang = [];

    [Fact]
    public void Tells_the_schedulers_time()
    {
        var time = new SchedulerTimeProvider(_clock);
        var start = time.GetTimestamp();
        _clock.AdvanceBy(TimeSpan.FromSeconds(1.5));

        Assert.Equal(VirtualMarketClock.Open.AddSeconds(1.5), time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(1.5), time.GetElapsedTime(start));
    }

    [Fact]
    public void Rings_once_where_there_is_no_period()
    {
        using var timer = Timer(1, Timeout.InfiniteTimeSpan);
        Advance(10);
        Assert.Equal([1], _rang);
    }

    [Fact]
    public void Rings_again_every_period_until_disposed()
    {
        var timer = Timer(1, TimeSpan.FromSeconds(2));
        Advance(6);
        timer.Dispose();
        Advance(6);
        Assert.Equal([1, 3, 5], _rang);
    }

    [Fact]
    public void Rings_when_it_was_last_changed_to()
    {
        using var timer = Timer(5, Timeout.InfiniteTimeSpan);
        Assert.True(timer.Change(TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan));
        Advance(6.9);
        Assert.Empty(_rang);
        Advance(0.1);
        Assert.Equal([7], _rang);
    }

    [Fact]
    public void Does_not_ring_where_it_waits_for_ever_and_cannot_be_changed_once_disposed()
    {
        var timer = Timer(1, TimeSpan.FromSeconds(1));
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        Advance(10);
        timer.Dispose();

        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        Advance(10);
        Assert.Empty(_rang);
    }

    private ITimer Timer(double dueSeconds, TimeSpan period) =>
        new SchedulerTimeProvider(_clock).CreateTimer(
            _ => _rang.Add((_clock.Now - VirtualMarketClock.Open).TotalSeconds), state: null, TimeSpan.FromSeconds(dueSeconds), period);

    private void Advance(double seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
}
