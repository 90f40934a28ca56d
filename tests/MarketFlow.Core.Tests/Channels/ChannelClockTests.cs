using System.Reactive.Concurrency;
using MarketFlow.Testing;
using Microsoft.Reactive.Testing;
using static MarketFlow.Tests.FaultyChannel;

namespace MarketFlow.Tests;

/// <summary>Channels on clocks that stand far from today.</summary>
public sealed class ChannelClockTests
{
    private readonly HandSource<string> _feed = new();
    private readonly RecordingObserver<ChannelFault<string>> _faults = new();
    private readonly LedgerStage _stage = new Ledger().Stage("channel");
    private readonly ChannelMonitor _monitor = new();

    [Fact]
    public void Batches_and_opens_its_breaker_in_year_1()
    {
        TestScheduler clock = new();
        RecordingObserver<string> seen = new(clock);
        using var subscription = _feed.ProcessChannel(ByTwo, ThrowOnThrow, _faults, clock, _stage, _monitor).Subscribe(seen);

        Send("a");
        clock.AdvanceBy(ByTwo.MaxWait.Ticks);
        Send("throw", "b", "throw", "c", "dropped");

        Assert.Equal([new("a", At(ByTwo.MaxWait))], seen.Received);
        Assert.Equal(At(ByTwo.MaxWait), _faults.Values[0].At);
        Assert.Equal(At(ByTwo.MaxWait + ByTwo.BreakerCooldown), _monitor.State.OpenUntil);
        clock.AdvanceBy(ByTwo.BreakerCooldown.Ticks);
        Send("d", "e");
        Assert.Equal(["a", "d", "e"], seen.Values);
        Assert.Equal((8, 3, 4, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Invalid), _stage.Snapshot().Removed(RemovalReason.BreakerOpen), _stage.Snapshot().Imbalance));

        static DateTimeOffset At(TimeSpan time) => DateTimeOffset.MinValue + time;
    }

    [Fact]
    public void Saturates_waits_and_cooldowns_at_the_end_of_the_calendar()
    {
        HistoricalScheduler clock = new(DateTimeOffset.MaxValue.AddTicks(-5));
        RecordingObserver<string> seen = new(clock);
        using var subscription = _feed.ProcessChannel(ByTwo with { BreakerThreshold = 1 }, ThrowOnThrow, _faults, clock, _stage, _monitor).Subscribe(seen);

        Send("a");
        clock.AdvanceBy(TimeSpan.FromTicks(4));
        Assert.Empty(seen.Values);
        Send("b", "throw", "c");
        Assert.Equal(DateTimeOffset.MaxValue, _monitor.State.OpenUntil);
        Send("dropped");

        Assert.Equal(["a", "b"], seen.Values);
        Assert.Equal((1, 0), (_stage.Snapshot().Removed(RemovalReason.BreakerOpen), _stage.Snapshot().Imbalance));
    }

    private void Send(params string[] events) => Array.ForEach(events, _feed.Observer.OnNext);
}
