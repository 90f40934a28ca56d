using System.Reactive.Disposables;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class ProcessChannelTests
{
    private static readonly ChannelOptions<string> Immediate = new() { Name = "tick" };
    private static readonly ChannelOptions<string> ByThree = new() { Name = "bars", BatchSize = 3, MaxWait = TimeSpan.FromMilliseconds(100) };

    private readonly ChannelFixture<string> _channel = new(batch => [string.Join('+', batch)]);
    private readonly ChannelFixture<string> _copies = new(batch => batch.SelectMany(x => Enumerable.Repeat(x, int.Parse(x))));

    [Fact]
    public void Sends_a_full_batch_out_at_once()
    {
        _channel.Subscribe(ByThree);

        _channel.Send("a", "b", "c", "d");

        _channel.AssertSeen(("a+b+c", 0));
        _channel.AssertAccount(received: 4, emitted: 1, held: 1, filtered: 2);
    }

    [Fact]
    public void Sends_a_lone_event_out_exactly_when_its_wait_is_over()
    {
        _channel.Subscribe(ByThree);
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
        _channel.Subscribe(ByThree);
        _channel.Send("a");
        _channel.Advance(60);
        _channel.Send("b");
        _channel.Advance(60);

        _channel.AssertSeen(("a+b", 100));
    }

    [Fact]
    public void Starts_a_wait_of_its_own_for_the_batch_after_a_full_one()
    {
        _channel.Subscribe(ByThree);
        _channel.Send("a");
        _channel.Advance(60);
        _channel.Send("b", "c", "d");
        _channel.Advance(200);

        _channel.AssertSeen(("a+b+c", 60), ("d", 160));
    }

    [Fact]
    public void Leaves_no_timer_behind_when_a_batch_goes_out_full_or_the_source_completes()
    {
        _channel.Subscribe(ByThree);
        _channel.Send("a", "b", "c", "d");
        _channel.Feed.OnCompleted();

        _channel.Clock.Start();

        Assert.Equal(VirtualMarketClock.Open, _channel.Clock.Clock);
    }

    [Fact]
    public void Sends_nothing_out_while_nothing_comes()
    {
        _channel.Subscribe(ByThree);
        _channel.Send("a");
        _channel.Advance(1_000);

        _channel.AssertSeen(("a", 100));
        Assert.Empty(_channel.Faults.Values);
    }

    [Fact]
    public void Processes_every_event_as_it_comes_where_the_batch_size_is_one()
    {
        _channel.Subscribe(Immediate with { MaxWait = TimeSpan.FromSeconds(1) });

        _channel.Send("a", "b");

        _channel.AssertSeen(("a", 0), ("b", 0));
        _channel.Clock.Start();
        Assert.Equal(VirtualMarketClock.Open, _channel.Clock.Clock); // nothing was ever scheduled
    }

    [Fact]
    public void Completes_after_the_partial_batch()
    {
        _channel.Subscribe(ByThree);
        _channel.Send("a", "b");
        _channel.Advance(10);

        _channel.Feed.OnCompleted();

        _channel.AssertSeen(("a+b", 10));
        Assert.True(_channel.Seen.IsCompleted);
        _channel.AssertAccount(received: 2, emitted: 1, filtered: 1);
    }

    [Fact]
    public void Fails_with_its_source_after_the_partial_batch()
    {
        _channel.Subscribe(ByThree);
        _channel.Send("a");

        _channel.Feed.OnError(new InvalidOperationException("feed"));

        _channel.AssertSeen(("a", 0));
        Assert.Equal("feed", _channel.Seen.Error?.Message);
        _channel.AssertAccount(received: 1, emitted: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ends_with_an_empty_source(int batchSize)
    {
        _channel.Subscribe(ByThree with { BatchSize = batchSize });

        _channel.Feed.OnCompleted();

        _channel.AssertSeen();
        Assert.True(_channel.Seen.IsCompleted);
    }

    [Fact]
    public void Fails_with_its_source_where_the_batch_size_is_one()
    {
        _channel.Subscribe(Immediate);

        _channel.Feed.OnError(new InvalidOperationException("feed"));

        Assert.Equal("feed", _channel.Seen.Error?.Message);
    }

    [Fact]
    public void Removes_what_it_holds_when_disposed_of_and_processes_it_no_more()
    {
        var subscription = _channel.Subscribe(ByThree);
        _channel.Send("a", "b");
        _channel.AssertAccount(received: 2, held: 2);

        subscription.Dispose();
        _channel.Advance(1_000);

        _channel.AssertSeen();
        _channel.AssertAccount(received: 2, shutdown: 2);
        Assert.False(_channel.Feed.HasObservers);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Removes_what_a_source_still_sends_after_the_disposal(int batchSize)
    {
        var source = new DeafSource();
        source.ProcessChannel(ByThree with { BatchSize = batchSize }, batch => batch, _channel.Faults, _channel.Clock, _channel.Stage)
            .Subscribe(_channel.Seen).Dispose();

        source.Observer!.OnNext("a");

        _channel.AssertSeen();
        _channel.AssertAccount(received: 1, shutdown: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Hands_over_no_further_result_once_disposed_of_from_within_one(int batchSize)
    {
        using var subscription = new SingleAssignmentDisposable();
        var channel = new ChannelFixture<string>(batch => batch.SelectMany(x => new[] { x + "1", x + "2" }))
        {
            Seen = new() { WhileReceiving = _ => subscription.Dispose() },
        };
        subscription.Disposable = channel.Subscribe(ByThree with { BatchSize = batchSize });

        channel.Send("a", "b", "c");

        Assert.Equal(["a1"], channel.Seen.Values);
        Assert.Equal((1, 0, 0), (channel.Account.Emitted, channel.Account.Held, channel.Account.Imbalance));
        Assert.Equal((2 * batchSize) - 1, channel.Account.Removed(RemovalReason.Shutdown));
    }

    [Fact]
    public void Removes_as_filtered_what_gives_no_result_and_counts_a_surplus_as_created()
    {
        _copies.Subscribe(ByThree);

        _copies.Send("0", "1", "0");
        _copies.AssertAccount(received: 3, emitted: 1, filtered: 2);
        _copies.Send("0", "5", "1");

        _copies.AssertSeen(("1", 0), ("5", 0), ("5", 0), ("5", 0), ("5", 0), ("5", 0), ("1", 0));
        _copies.AssertAccount(received: 6, emitted: 7, filtered: 2, created: 3);
    }

    [Fact]
    public void Counts_the_results_of_a_single_event_in_the_same_way()
    {
        _copies.Subscribe(Immediate);

        _copies.Send("0", "1", "4");

        _copies.AssertAccount(received: 3, emitted: 5, filtered: 1, created: 3);
    }

    [Fact]
    public void Holds_the_events_in_process_and_then_the_results_not_yet_handed_over()
    {
        var held = new List<long>();
        ChannelFixture<string> channel = null!;
        channel = new(batch =>
        {
            held.Add(channel.Account.Held);
            return batch.Append("extra");
        })
        {
            Seen = new() { WhileReceiving = _ => held.Add(channel.Account.Held) },
        };
        channel.Subscribe(ByThree);

        channel.Send("a", "b", "c");

        Assert.Equal([3, 3, 2, 1, 0], held);
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
        channel.Subscribe(ByThree);

        channel.Send("a", "b", "c", "d");
        channel.Advance(100);

        Assert.Equal([["a", "b", "c"], ["d"]], batches);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bears_a_source_that_a_consumer_feeds_from_within_a_notification(int batchSize)
    {
        ChannelFixture<string> channel = null!;
        channel = new(batch => batch.Concat(batch))
        {
            Seen = new() { WhileReceiving = x => channel.Send(x.Length < 3 ? [x + "'"] : []) },
        };
        channel.Subscribe(ByThree with { BatchSize = batchSize });

        channel.Send("a", "b");

        Assert.Equal(0, channel.Account.Imbalance);
        Assert.Equal(0, channel.Account.Held);
        Assert.Equal((2, 4, 8), (Count("a"), Count("a'"), Count("a''")));

        int Count(string value) => channel.Seen.Values.Count(x => x == value);
    }

    [Fact]
    public void Bears_a_source_that_processing_itself_feeds()
    {
        ChannelFixture<string> channel = null!;
        channel = new(batch =>
        {
            channel.Send(batch[0] == "a" ? ["b"] : []);
            return [batch[0]];
        });
        channel.Subscribe(Immediate);

        channel.Send("a");

        channel.AssertSeen(("b", 0), ("a", 0));
        channel.AssertAccount(received: 2, emitted: 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Balances_its_account_where_the_consumer_throws(int batchSize)
    {
        var channel = new ChannelFixture<string>(batch => batch.Concat(batch)) { Seen = new() { WhileReceiving = _ => throw new FormatException() } };
        channel.Subscribe(ByThree with { BatchSize = batchSize });

        Assert.Throws<FormatException>(() => channel.Send("a", "b", "c"));

        Assert.Equal((1, 0, 0), (channel.Account.Emitted, channel.Account.Held, channel.Account.Imbalance));
        Assert.False(channel.Feed.HasObservers);
    }

    [Fact]
    public void Allocates_nothing_per_event_where_the_batch_size_is_one()
    {
        var result = new string[1];
        var consumer = new Subject<string>();
        var feed = new Subject<string>();
        feed.ProcessChannel(Immediate with { Validate = _ => null }, Same, _channel.Faults, _channel.Clock, _channel.Stage).Subscribe(consumer);
        SendMany();

        var before = GC.GetAllocatedBytesForCurrentThread();
        SendMany();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20_000, _channel.Account.Emitted);

        IEnumerable<string> Same(IReadOnlyList<string> batch)
        {
            result[0] = batch[0];
            return result;
        }

        void SendMany()
        {
            for (var i = 0; i < 10_000; i++)
            {
                feed.OnNext("a");
            }
        }
    }

    /// <summary>Whatever the gaps between arrivals, batches and their times are those of a plain walk over the arrivals.</summary>
    [Fact]
    public void Agrees_with_a_plain_walk_over_the_arrivals() =>
        Prop.ForAll<byte[]>(gaps =>
        {
            var channel = new ChannelFixture<string>(batch => [string.Join('+', batch)]);
            channel.Subscribe(ByThree);
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

    /// <summary>A source that does not hear that nobody listens any more.</summary>
    private sealed class DeafSource : IObservable<string>
    {
        public IObserver<string>? Observer { get; private set; }

        public IDisposable Subscribe(IObserver<string> observer)
        {
            Observer = observer;
            return Disposable.Empty;
        }
    }
}
