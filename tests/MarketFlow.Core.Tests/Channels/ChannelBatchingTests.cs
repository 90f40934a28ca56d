using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ChannelBatchingTests
{
    private static readonly ChannelOptions<string> _immediate = new() { Name = "tick" };
    private static readonly ChannelOptions<string> _byThree = new() { Name = "bars", BatchSize = 3, MaxWait = TimeSpan.FromMilliseconds(100) };

    private readonly ChannelFixture<string> _channel = new(batch => [string.Join('+', batch)]);

    [Fact]
    public void Sends_a_full_batch_out_at_once()
    {
        _channel.Subscribe(_byThree);

        _channel.Send("a", "b", "c", "d");

        _channel.AssertSeen(("a+b+c", 0));
        _channel.AssertAccount(received: 4, emitted: 1, held: 1, filtered: 2);
    }

    [Fact]
    public void Sends_a_lone_event_out_exactly_when_its_wait_is_over()
    {
        _channel.Subscribe(_byThree);
        _channel.Advance(7);
        _channel.Send("a");

        _channel.Advance(99.9999);
        _channel.AssertSeen();
        _channel.Advance(0.0001);

        _channel.AssertSeen(("a", 107));
    }

    [Fact]
    public void Counts_the_wait_from_the_first_event_of_the_batch()
    {
        _channel.Subscribe(_byThree);
        _channel.Send("a");
        _channel.Advance(60);
        _channel.Send("b");
        _channel.Advance(60);

        _channel.AssertSeen(("a+b", 100));
    }

    [Fact]
    public void Starts_a_wait_of_its_own_for_the_batch_after_a_full_one()
    {
        _channel.Subscribe(_byThree);
        _channel.Send("a");
        _channel.Advance(60);
        _channel.Send("b", "c", "d");
        _channel.Advance(200);

        _channel.AssertSeen(("a+b+c", 60), ("d", 160));
    }

    [Fact]
    public void Sends_nothing_out_while_nothing_comes()
    {
        _channel.Subscribe(_byThree);
        _channel.Send("a");
        _channel.Advance(1_000);

        _channel.AssertSeen(("a", 100));
        Assert.Empty(_channel.Faults.Values);
    }

    [Fact]
    public void Leaves_no_timer_behind_at_the_end()
    {
        _channel.Subscribe(_byThree);
        _channel.Send("a", "b");
        _channel.Feed.OnCompleted();

        _channel.Clock.Start();

        Assert.Equal(VirtualMarketClock.Open, _channel.Clock.Clock);
    }

    [Fact]
    public void Needs_one_timer_per_wait_and_not_one_per_batch()
    {
        TimerCountingClock clock = new();
        using var subscription = _channel.Feed.ProcessChannel(_byThree, batch => batch, _channel.Faults, clock).Subscribe(_ => { });
        Assert.Equal(0, clock.Pending);

        for (var i = 0; i < 3_000; i++)
        {
            _channel.Send("a");
            Assert.InRange(clock.Pending, 1, 1);
        }

        Assert.Equal(1, clock.Created);
        clock.AdvanceBy(TimeSpan.FromMilliseconds(100)); // fires in vain, for the first batch is long gone
        Assert.Equal((0, 1), (clock.Pending, clock.Created));
    }

    [Fact]
    public void Passes_over_a_timer_that_could_not_be_cancelled_any_more()
    {
        _channel.Feed
            .ProcessChannel(_byThree, batch => new[] { string.Join('+', batch) }, _channel.Faults, new DeafClock(_channel.Clock))
            .Subscribe(_channel.Seen);
        _channel.Send("a");
        _channel.Advance(60);
        _channel.Send("b", "c", "d");
        _channel.Advance(200);

        _channel.AssertSeen(("a+b+c", 60), ("d", 160));
    }

    [Fact]
    public void Processes_every_event_as_it_comes_where_the_batch_size_is_one()
    {
        _channel.Subscribe(_immediate with { MaxWait = TimeSpan.FromSeconds(1) });

        _channel.Send("a", "b");

        _channel.AssertSeen(("a", 0), ("b", 0));
        _channel.Clock.Start();
        Assert.Equal(VirtualMarketClock.Open, _channel.Clock.Clock); // nothing was ever scheduled
    }

    [Fact]
    public void Gives_each_batch_an_array_of_its_own()
    {
        var batches = new List<IReadOnlyList<string>>();
        var channel = new ChannelFixture<string>(batch =>
        {
            batches.Add(batch);
            return batch;
        });
        channel.Subscribe(_byThree);

        channel.Send("a", "b", "c", "d");
        channel.Advance(100);

        Assert.Equal([["a", "b", "c"], ["d"]], batches);
    }

    /// <summary>Whatever the gaps between arrivals, batches and their times are those of a plain walk over the arrivals.</summary>
    [Fact]
    public void Agrees_with_a_plain_walk_over_the_arrivals() =>
        Prop.ForAll<byte[]>(gaps =>
        {
            var channel = new ChannelFixture<string>(batch => [string.Join('+', batch)]);
            channel.Subscribe(_byThree);
            var time = 0;
            foreach (var gap in gaps)
            {
                channel.Advance(gap);
                channel.Send($"{time += gap}");
            }

            channel.Feed.OnCompleted();

            channel.AssertSeen([.. PlainWalk(gaps)]);
            return channel.Seen.IsCompleted && channel.Account.Imbalance == 0 && channel.Account.Held == 0;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<(string Result, double At)> PlainWalk(byte[] gaps)
    {
        var batch = new List<int>();
        var time = 0;
        foreach (var gap in gaps)
        {
            time += gap;
            if (batch.Count > 0 && batch[0] + 100 <= time)
            {
                yield return SendOut(batch[0] + 100);
            }

            batch.Add(time);
            if (batch.Count == 3)
            {
                yield return SendOut(time);
            }
        }

        if (batch.Count > 0)
        {
            yield return SendOut(time);
        }

        (string, double) SendOut(int at)
        {
            var result = string.Join('+', batch);
            batch.Clear();
            return (result, at);
        }
    }

    /// <summary>A clock whose timers fire although they were cancelled, as a real one's do that are on their way already.</summary>
    private sealed class DeafClock(IScheduler clock) : IScheduler
    {
        public DateTimeOffset Now => clock.Now;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            Ignore(clock.Schedule(state, action));

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Ignore(clock.Schedule(state, dueTime, action));

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            Ignore(clock.Schedule(state, dueTime, action));

        private static IDisposable Ignore(IDisposable _) => Disposable.Empty;
    }
}
