namespace MarketFlow.Host.Tests;

public sealed class SleepersTests
{
    private readonly Queue<Action> _posted = new();
    private readonly Sleepers _sleepers;

    public SleepersTests() => _sleepers = new(_posted.Enqueue);

    [Fact]
    public async Task Wake_when_what_is_under_way_is_through_and_all_at_once()
    {
        var (first, second) = (Sleeper(), Sleeper());
        _sleepers.EventIsOut(takers: 1);
        _sleepers.EventIsOut(takers: 1);
        Assert.False(first.IsCompleted);

        Assert.Single(_posted);
        _posted.Dequeue()();

        await Task.WhenAll(first, second).WaitAsync(TestClient.Patience());
    }

    [Fact]
    public async Task Wake_after_five_hundred_and_twelve_events_where_more_is_under_way()
    {
        var sleeper = Sleeper();
        for (var i = 0; i < 511; i++)
        {
            _sleepers.EventIsOut(takers: 1);
        }

        Assert.False(sleeper.IsCompleted);
        _sleepers.EventIsOut(takers: 1);
        await sleeper.WaitAsync(TestClient.Patience());

        _posted.Dequeue()(); // finds nobody
        sleeper = Sleeper();
        _sleepers.EventIsOut(takers: 1);
        _posted.Dequeue()();
        await sleeper.WaitAsync(TestClient.Patience());
    }

    [Fact]
    public async Task Wake_after_as_many_deliveries_as_take_half_a_millisecond()
    {
        var sleeper = Sleeper();
        _sleepers.EventIsOut(takers: 8_191);
        Assert.False(sleeper.IsCompleted);
        _sleepers.EventIsOut(takers: 1);

        await sleeper.WaitAsync(TestClient.Patience());
    }

    [Fact]
    public void Post_nothing_while_nobody_sleeps()
    {
        _sleepers.EventIsOut(takers: 1);

        Assert.Empty(_posted);
    }

    private Task Sleeper()
    {
        SenderSleep sleep = new();
        sleep.Begin();
        var sleeper = new ValueTask(sleep, sleep.Version).AsTask();
        _sleepers.Add(sleep);
        return sleeper;
    }
}
