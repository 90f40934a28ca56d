using System.Reactive.Disposables;
using System.Reactive.Subjects;

namespace MarketFlow.Tests;

/// <summary>The end of a channel, its re-entrance, and what it allocates.</summary>
public sealed class ProcessChannelTests
{
    private static readonly ChannelOptions<string> _immediate = new() { Name = "tick" };
    private static readonly ChannelOptions<string> _byThree = new() { Name = "bars", BatchSize = 3, MaxWait = TimeSpan.FromMilliseconds(100) };

    private readonly ChannelFixture<string> _channel = new(batch => [string.Join('+', batch)]);

    [Fact]
    public void Completes_after_the_partial_batch()
    {
        _channel.Subscribe(_byThree);
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
        _channel.Subscribe(_byThree);
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
        _channel.Subscribe(_byThree with { BatchSize = batchSize });

        _channel.Feed.OnCompleted();

        _channel.AssertSeen();
        Assert.True(_channel.Seen.IsCompleted);
    }

    [Fact]
    public void Fails_with_its_source_where_the_batch_size_is_one()
    {
        _channel.Subscribe(_immediate);

        _channel.Feed.OnError(new InvalidOperationException("feed"));

        Assert.Equal("feed", _channel.Seen.Error?.Message);
    }

    [Fact]
    public void Removes_what_it_holds_when_disposed_of_and_processes_it_no_more()
    {
        var subscription = _channel.Subscribe(_byThree);
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
        source.ProcessChannel(_byThree with { BatchSize = batchSize }, batch => batch, _channel.Faults, _channel.Clock, _channel.Stage)
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
        subscription.Disposable = channel.Subscribe(_byThree with { BatchSize = batchSize });

        channel.Send("a", "b", "c");

        Assert.Equal(["a1"], channel.Seen.Values);
        Assert.Equal((1, 0, 0), (channel.Account.Emitted, channel.Account.Held, channel.Account.Imbalance));
        Assert.Equal((2 * batchSize) - 1, channel.Account.Removed(RemovalReason.Shutdown));
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
        channel.Subscribe(_byThree with { BatchSize = batchSize });

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
        channel.Subscribe(_immediate);

        channel.Send("a");

        channel.AssertSeen(("b", 0), ("a", 0));
        channel.AssertAccount(received: 2, emitted: 2);
    }

    [Fact]
    public void Allocates_nothing_per_event_where_the_batch_size_is_one()
    {
        var result = new string[1];
        var consumer = new Subject<string>();
        var feed = new Subject<string>();
        feed.ProcessChannel(_immediate with { Validate = _ => null }, Same, _channel.Faults, _channel.Clock, _channel.Stage).Subscribe(consumer);
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
