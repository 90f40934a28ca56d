using System.Reactive.Concurrency;
using MarketFlow.Testing;
using static MarketFlow.Tests.WaitingOperators;

namespace MarketFlow.Tests;

/// <summary>Schedulers that sleep within <c>Schedule</c>: <c>ImmediateScheduler</c>, and <c>CurrentThreadScheduler</c> outside its own work.</summary>
public sealed class InlineSchedulerTests
{
    private readonly InlineScheduler _clock = new(VirtualMarketClock.Open);
    private readonly HandSource<int> _feed = new();
    private readonly LedgerStage _stage = new Ledger().Stage("waiting");

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Delivers_at_the_due_time(string name)
    {
        RecordingObserver<string> seen = new(_clock);
        using var subscription = All[name].Apply(_feed, Wait, _clock, _stage).Subscribe(seen);

        Send(name);

        Assert.Equal(All[name].AtOnce.Length + 1, seen.Values.Count);
        Assert.Equal(VirtualMarketClock.Open + Wait, seen.Received[^1].At);
        Assert.Equal((1, 0, 0), (_clock.Waits, _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        seen.AssertGrammar();
    }

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Holds_no_lock_while_the_scheduler_sleeps(string name)
    {
        RecordingObserver<string> seen = new(_clock);
        var held = 0L;
        var subscription = All[name].Apply(_feed, Wait, _clock, _stage).Subscribe(seen);
        _clock.WhileSleeping = _ => OtherThread.Run(() =>
        {
            held = _stage.Snapshot().Held;
            subscription.Dispose();
        });

        Send(name);

        Assert.Equal(All[name].AtOnce.Length, seen.Values.Count);
        Assert.Equal((held, 0, 0), (_stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Forgets_nothing_and_keeps_the_stack_short_where_the_consumer_feeds_the_source(string name)
    {
        const int Rounds = 20_000;
        var number = 0;
        RecordingObserver<string> seen = new(_clock) { WhileReceiving = _ => Feed() };
        using var subscription = All[name].Apply(_feed, Wait, _clock, _stage).Subscribe(seen);

        Send(name);

        Assert.Equal(1, _clock.Deepest);
        Assert.True(seen.Count >= Rounds, $"{seen.Count} were delivered");
        Assert.Equal((0, 0), (_stage.Snapshot().Held, _stage.Snapshot().Imbalance));
        seen.AssertGrammar();

        void Feed()
        {
            if (++number <= Rounds)
            {
                _feed.Observer.OnNext(5 + (2 * number)); // always one that waits: an odd number, two after the latest
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Delivers_within_the_trampoline_of_the_current_thread(string name)
    {
        RecordingObserver<string> seen = new();
        var clock = CurrentThreadScheduler.Instance;
        using var subscription = All[name].Apply(_feed, TimeSpan.FromMilliseconds(2), clock, _stage).Subscribe(seen);

        clock.Schedule(() =>
        {
            Send(name);
            Assert.Equal(All[name].AtOnce.Length, seen.Values.Count); // the wait begins when this action has returned
        });

        Assert.Equal(All[name].AtOnce.Length + 1, seen.Values.Count);
        Assert.Equal((0, 0), (_stage.Snapshot().Held, _stage.Snapshot().Imbalance));
    }

    [Theory]
    [MemberData(nameof(Names), MemberType = typeof(WaitingOperators))]
    public void Delivers_outside_the_trampoline_of_the_current_thread(string name)
    {
        RecordingObserver<string> seen = new();
        using var subscription = All[name].Apply(_feed, TimeSpan.FromMilliseconds(2), CurrentThreadScheduler.Instance, _stage).Subscribe(seen);

        Send(name);

        Assert.Equal(All[name].AtOnce.Length + 1, seen.Values.Count);
    }

    [Fact]
    public void Reports_known_keys_as_silent_after_the_source_is_subscribed_to()
    {
        var subscribedTo = 0;
        _clock.WhileSleeping = _ => subscribedTo = _feed.Subscribed;
        RecordingObserver<Silence<int>> seen = new(_clock);

        using var subscription = _feed.DetectSilence(x => x, Wait, _clock, known: [7]).Subscribe(seen);

        Assert.Equal(1, subscribedTo);
        Assert.Equal([new(7, VirtualMarketClock.Open, VirtualMarketClock.Open + Wait)], seen.Values);
    }

    private void Send(string name) => Array.ForEach([.. All[name].AtOnce, .. All[name].Held], number => _feed.Observer.OnNext(number));
}
