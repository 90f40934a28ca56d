namespace MarketFlow.Host.Tests;

public sealed class SleepersTests
{
    private readonly Queue<Action> _posted = new();
    private readonly Sleepers _sleepers;

    public SleepersTests() => _sleepers = new(_posted.Enqueue);

    [Fact]
    public void Wake_when_what_is_under_way_is_through_and_all_at_once()
    {
        var (first, second) = (Sleeper(), Sleeper());
        _sleepers.EventIsOut();
        _sleepers.EventIsOut();
        Assert.False(first.Task.IsCompleted);

        Assert.Single(_posted);
        _posted.Dequeue()();

        Assert.True(first.Task.IsCompleted && second.Task.IsCompleted);
    }

    [Fact]
    public void Wake_after_sixty_four_events_where_more_is_under_way()
    {
        var sleeper = Sleeper();
        for (var i = 0; i < 63; i++)
        {
            _sleepers.EventIsOut();
        }

        Assert.False(sleeper.Task.IsCompleted);
        _sleepers.EventIsOut();
        Assert.True(sleeper.Task.IsCompleted);

        _posted.Dequeue()(); // finds nobody
        sleeper = Sleeper();
        _sleepers.EventIsOut();
        _posted.Dequeue()();
        Assert.True(sleeper.Task.IsCompleted);
    }

    [Fact]
    public void Post_nothing_while_nobody_sleeps()
    {
        _sleepers.EventIsOut();

        Assert.Empty(_posted);
    }

    private TaskCompletionSource Sleeper()
    {
        TaskCompletionSource sleeper = new();
        _sleepers.Add(sleeper);
        return sleeper;
    }
}
