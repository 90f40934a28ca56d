using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A channel between two threads: the source's and the clock's.</summary>
public sealed class ChannelThreadsTests
{
    private static readonly ChannelOptions<string> _byTwo = new() { Name = "bars", BatchSize = 2, MaxWait = TimeSpan.FromMilliseconds(100), Capacity = 5 };

    [Fact]
    public async Task Leaves_its_batches_to_a_clock_that_is_busy_and_never_waits_for_it()
    {
        using var busy = new BusyClock();
        busy.Channel.Subscribe(_byTwo);
        await busy.StartProcessing("lone");

        busy.Channel.Send("a", "b", "c", "d", "e"); // would never return if it waited
        busy.Channel.AssertAccount(received: 6, held: 6);
        await busy.Finish();

        Assert.Equal(["lone", "a", "b", "c", "d"], busy.Channel.Seen.Values);
        busy.Channel.AssertAccount(received: 6, emitted: 5, held: 1);
        busy.Channel.Seen.AssertGrammar();
    }

    [Fact]
    public async Task Removes_as_overflow_what_comes_when_its_capacity_waits_behind_a_busy_clock()
    {
        using var busy = new BusyClock();
        busy.Channel.Subscribe(_byTwo);
        await busy.StartProcessing("lone");

        busy.Channel.Send("a", "b", "c", "d", "e", "one too many");
        busy.Channel.AssertAccount(received: 7, held: 6, overflow: 1);
        await busy.Finish();
        busy.Channel.Feed.OnCompleted();

        Assert.Equal(["lone", "a", "b", "c", "d", "e"], busy.Channel.Seen.Values);
        busy.Channel.AssertAccount(received: 7, emitted: 6, overflow: 1);
    }

    [Fact]
    public async Task Tells_of_no_more_faults_behind_a_busy_clock_than_its_capacity_and_counts_the_rest()
    {
        using var busy = new BusyClock();
        busy.Channel.Subscribe(_byTwo with { Validate = x => x == "bad" ? x : null });
        await busy.StartProcessing("lone");

        busy.Channel.Send("bad", "bad", "bad", "bad", "bad", "bad", "bad");
        busy.Channel.AssertAccount(received: 8, held: 1, invalid: 7);
        await busy.Finish();

        Assert.Equal(5, busy.Channel.Faults.Values.Count);
        Assert.Equal(2, busy.Channel.Monitor.UnheardFaults);
        busy.Channel.Faults.AssertGrammar();
    }

    [Fact]
    public async Task Completes_on_the_busy_clocks_thread_after_everything_that_waits()
    {
        using var busy = new BusyClock();
        busy.Channel.Subscribe(_byTwo);
        await busy.StartProcessing("lone");

        busy.Channel.Send("a", "b", "c");
        busy.Channel.Feed.OnCompleted();
        Assert.False(busy.Channel.Seen.HasEnded);
        await busy.Finish();

        Assert.Equal(["lone", "a", "b", "c"], busy.Channel.Seen.Values);
        Assert.True(busy.Channel.Seen.IsCompleted);
        busy.Channel.AssertAccount(received: 4, emitted: 4);
    }

    [Fact]
    public async Task Delivers_nothing_of_a_batch_in_process_when_it_is_disposed_of()
    {
        using var busy = new BusyClock();
        var subscription = busy.Channel.Subscribe(_byTwo);
        await busy.StartProcessing("lone");
        busy.Channel.Send("a", "b", "c");

        subscription.Dispose();
        busy.Channel.AssertAccount(received: 4, held: 1, shutdown: 3);
        await busy.Finish();

        Assert.Empty(busy.Channel.Seen.Values);
        busy.Channel.AssertAccount(received: 4, shutdown: 4);
    }

    [Fact]
    public async Task Still_tells_of_the_faults_that_waited_when_it_was_disposed_of()
    {
        using var busy = new BusyClock();
        var subscription = busy.Channel.Subscribe(_byTwo with { Validate = x => x == "bad" ? x : null });
        await busy.StartProcessing("lone");
        busy.Channel.Send("bad");

        subscription.Dispose();
        await busy.Finish();

        Assert.Equal(["bad"], Assert.Single(busy.Channel.Faults.Values).Batch);
    }

    [Fact]
    public async Task Drops_what_waits_behind_a_batch_that_opens_the_breaker()
    {
        using var busy = new BusyClock();
        busy.Channel.Subscribe(_byTwo with { BreakerThreshold = 1 });
        await busy.StartProcessing("throw");

        busy.Channel.Send("a", "b");
        await busy.Finish();

        Assert.Empty(busy.Channel.Seen.Values);
        busy.Channel.AssertAccount(received: 3, invalid: 1, breakerOpen: 2);
    }

    /// <summary>A source against a real clock with a wait so short that the two meet all the time; ends by work done, not by time.</summary>
    [Fact]
    public void Loses_nothing_doubles_nothing_and_keeps_the_order_between_two_real_threads()
    {
        const int Least = 20_000;
        const int Most = 200_000;
        using var clock = new EventLoopScheduler();
        using var feed = new Subject<int>();
        using var ended = new ManualResetEventSlim();
        var stage = new Ledger().Stage("channel");
        var sourceThread = Environment.CurrentManagedThreadId;
        var inProcess = 0;
        var overlaps = 0;
        var batchesOfClock = 0;
        var imbalances = 0;
        var seen = new RecordingObserver<int> { WhileReceiving = _ => imbalances += stage.Snapshot().Imbalance == 0 ? 0 : 1 };
        var options = new ChannelOptions<int> { Name = "stress", BatchSize = 7, MaxWait = TimeSpan.FromMicroseconds(20), Capacity = Most };
        feed.ProcessChannel(options, Process, new RecordingObserver<ChannelFault<int>>(), clock, stage).Subscribe(seen);

        var sent = 0;
        while (sent < Least || (Volatile.Read(ref batchesOfClock) < 300 && sent < Most))
        {
            feed.OnNext(sent++);
            Thread.SpinWait(sent % 64);
        }

        feed.OnCompleted();
        clock.Schedule(ended.Set); // the clock's thread has left the channel once it gets here
        ended.Wait();

        Assert.True(seen.IsCompleted);
        Assert.Equal(Enumerable.Range(0, sent), seen.Values);
        seen.AssertGrammar();
        Assert.Equal((0, 0), (overlaps, imbalances));
        Assert.Equal((sent, sent, 0, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Held, stage.Snapshot().Imbalance));

        IEnumerable<int> Process(IReadOnlyList<int> batch)
        {
            overlaps += Interlocked.Increment(ref inProcess) > 1 ? 1 : 0;
            batchesOfClock += Environment.CurrentManagedThreadId == sourceThread ? 0 : 1;
            Thread.SpinWait(batch[0] % 32);
            Interlocked.Decrement(ref inProcess);
            return batch;
        }
    }

    /// <summary>A channel whose clock runs on a thread of its own and can be caught in the middle of processing.</summary>
    private sealed class BusyClock : IDisposable
    {
        private readonly TaskCompletionSource _isProcessing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _mayFinish = new();
        private Task _clockThread = Task.CompletedTask;

        public BusyClock() =>
            Channel = new(batch =>
            {
                _isProcessing.TrySetResult();
                _mayFinish.Wait();
                return batch[0] == "throw" ? throw new InvalidOperationException("broken") : batch;
            });

        public ChannelFixture<string> Channel { get; }

        public Task StartProcessing(string value)
        {
            Channel.Send(value);
            _clockThread = Task.Factory.StartNew(
                () => Channel.Advance(100), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return _isProcessing.Task;
        }

        public Task Finish()
        {
            _mayFinish.Set();
            return _clockThread;
        }

        public void Dispose() => _mayFinish.Dispose();
    }
}
