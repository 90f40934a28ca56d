using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class InterleaveTests : IDisposable
{
    private readonly Subject<string> _first = new();
    private readonly Subject<string> _second = new();
    private readonly LedgerStage _stage = new Ledger().Stage("frames");

    [Fact]
    public void Delivers_in_order_of_arrival()
    {
        RecordingObserver<string> seen = new();
        using var subscription = Open(seen);

        _first.OnNext("1a");
        _second.OnNext("2a");
        _first.OnNext("1b");

        Assert.Equal(["1a", "2a", "1b"], seen.Values);
    }

    [Fact]
    public void Delivers_what_its_consumer_causes_afterwards_and_removes_what_exceeds_the_capacity()
    {
        RecordingObserver<string> seen = new()
        {
            WhileReceiving = value =>
            {
                if (value == "1a")
                {
                    _second.OnNext("2a");
                    _second.OnNext("2b");
                    _second.OnNext("2c");
                }
            },
        };
        using var subscription = Open(seen, capacity: 2);

        _first.OnNext("1a");

        seen.AssertGrammar();
        Assert.Equal(["1a", "2a", "2b"], seen.Values);
        var account = _stage.Snapshot();
        Assert.Equal((4L, 3L, 1L, 0L), (account.Received, account.Emitted, account.Removed(RemovalReason.Overflow), account.Imbalance));
    }

    [Fact]
    public void Completes_when_all_sources_have()
    {
        RecordingObserver<string> seen = new();
        using var subscription = Open(seen);

        _first.OnCompleted();
        Assert.False(seen.HasEnded);
        _second.OnNext("2a");
        _second.OnCompleted();

        Assert.Equal(["2a"], seen.Values);
        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Completes_at_once_without_sources()
    {
        RecordingObserver<string> seen = new();
        using var subscription = Array.Empty<IObservable<string>>().Interleave(1).Subscribe(seen);

        Assert.True(seen.IsCompleted);
    }

    [Fact]
    public void Ends_with_the_first_error()
    {
        RecordingObserver<string> seen = new();
        using var subscription = Open(seen);

        _second.OnError(new InvalidDataException("cut"));
        _first.OnNext("too late");

        Assert.Empty(seen.Values);
        Assert.IsType<InvalidDataException>(seen.Error);
        Assert.False(_first.HasObservers);
    }

    [Fact]
    public void Stops_when_disposed_from_within_and_accounts_for_what_waited()
    {
        IDisposable? subscription = null;
        RecordingObserver<string> seen = new()
        {
            WhileReceiving = _ =>
            {
                _second.OnNext("2a");
                subscription!.Dispose();
            },
        };
        subscription = Open(seen);

        _first.OnNext("1a");

        Assert.Equal(["1a"], seen.Values);
        var account = _stage.Snapshot();
        Assert.Equal((2L, 1L, 1L, 0L), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown), account.Imbalance));
    }

    [Fact]
    public async Task Serialises_real_threads_without_loss_and_keeps_the_order_of_each_source()
    {
        const int Sources = 4;
        const int PerSource = 50_000;
        RecordingObserver<(int Source, int Number)> seen = new();
        var feeds = Enumerable.Range(0, Sources).Select(_ => new Subject<(int, int)>()).ToArray();
        using var subscription = feeds.Interleave(Sources * PerSource, _stage).Subscribe(seen);

        await Task.WhenAll(feeds.Select((feed, source) => Task.Run(() =>
        {
            for (var number = 0; number < PerSource; number++)
            {
                feed.OnNext((source, number));
            }

            feed.OnCompleted();
        })));

        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        Assert.Equal(Sources * PerSource, seen.Values.Count);
        Assert.All(seen.Values.GroupBy(item => item.Source), items => Assert.Equal(Enumerable.Range(0, PerSource), items.Select(item => item.Number)));
        Assert.Equal((0L, 0L), (_stage.Snapshot().Imbalance, _stage.Snapshot().Held));
    }

    [Fact]
    public void Refuses_bad_arguments()
    {
        Assert.Throws<ArgumentNullException>(() => ((IObservable<string>[])null!).Interleave(1));
        Assert.Throws<ArgumentNullException>(() => new IObservable<string>[] { null! }.Interleave(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new[] { _first }.Interleave(0));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private IDisposable Open(RecordingObserver<string> seen, int capacity = 100) =>
        new[] { _first, _second }.Interleave(capacity, _stage).Subscribe(seen);
}
