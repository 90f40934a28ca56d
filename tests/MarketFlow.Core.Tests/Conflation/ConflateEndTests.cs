using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How conflation ends, whoever ends it, and what becomes of what it holds.</summary>
public sealed class ConflateEndTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly Subject<string> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("conflate");
    private readonly RecordingObserver<string> _seen;

    public ConflateEndTests() => _seen = new(_clock);

    [Fact]
    public void Completes_at_once_where_nothing_came()
    {
        using var subscription = Subscribe();

        _feed.OnCompleted();

        Assert.True(_seen.IsCompleted);
        AssertSeen();
    }

    [Fact]
    public void Lets_what_it_holds_go_in_order_of_due_time_and_then_completes()
    {
        using var subscription = Subscribe();

        Send("A1", at: 0);
        Send("B1", at: 20);
        Send("B2", at: 30);
        Send("A2", at: 40);
        _feed.OnCompleted();

        AssertSeen(("A1", 0), ("B1", 20), ("A2", 40), ("B2", 40));
        Assert.True(_seen.IsCompleted);
        AssertBalanced(received: 4, emitted: 4);
    }

    [Fact]
    public void Lets_what_it_holds_go_and_then_fails()
    {
        using var subscription = Subscribe();
        var error = new InvalidOperationException("down");

        Send("A1", at: 0);
        Send("A2", at: 10);
        _feed.OnError(error);
        _clock.AdvanceBy(_interval * 2);

        AssertSeen(("A1", 0), ("A2", 10));
        Assert.Same(error, _seen.Error);
        AssertBalanced(received: 2, emitted: 2);
    }

    [Fact]
    public void Removes_what_it_holds_when_disposed()
    {
        var subscription = Subscribe();

        Send("A1", at: 0);
        Send("A2", at: 10);
        subscription.Dispose();
        _clock.AdvanceBy(_interval * 2);

        AssertSeen(("A1", 0));
        Assert.False(_seen.HasEnded);
        Assert.False(_feed.HasObservers);
        AssertBalanced(received: 2, emitted: 1);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
    }

    [Fact]
    public void Stops_where_the_consumer_disposes_within_a_notification()
    {
        IDisposable? subscription = null;
        var seen = new RecordingObserver<string>(_clock) { WhileReceiving = value => Leave(value) };
        subscription = _feed.Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(seen);

        foreach (var value in new[] { "A1", "B1", "A2", "B2" })
        {
            _feed.OnNext(value);
        }

        _clock.AdvanceBy(_interval * 2);

        Assert.Equal(["A1", "B1", "A2"], seen.Values);
        AssertBalanced(received: 4, emitted: 3);

        void Leave(string value)
        {
            if (value == "A2")
            {
                subscription!.Dispose();
            }
        }
    }

    [Fact]
    public void Takes_what_the_consumer_itself_causes_after_the_event_it_is_busy_with()
    {
        var seen = new RecordingObserver<string>(_clock) { WhileReceiving = value => { if (value == "A1") { _feed.OnNext("B1"); _feed.OnNext("A2"); } } };
        using var subscription = _feed.Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(seen);

        _feed.OnNext("A1");
        _clock.AdvanceBy(_interval);

        Assert.Equal(["A1", "B1", "A2"], seen.Values);
        seen.AssertGrammar();
        AssertBalanced(received: 3, emitted: 3);
    }

    [Fact]
    public void Ends_where_the_consumer_throws_and_removes_what_it_holds()
    {
        var seen = new RecordingObserver<string>(_clock) { WhileReceiving = value => { if (value == "A2") { throw new InvalidOperationException("full"); } } };
        using var subscription = _feed.Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(seen);
        _feed.OnNext("A1");
        _feed.OnNext("B1");
        _feed.OnNext("A2");
        _feed.OnNext("B2");

        Assert.Throws<InvalidOperationException>(() => _clock.AdvanceBy(_interval));

        Assert.False(_feed.HasObservers);
        AssertBalanced(received: 4, emitted: 3);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
    }

    [Fact]
    public void Fails_where_keyOf_throws_after_letting_go_what_it_holds()
    {
        var error = new InvalidOperationException("no key");
        using var subscription = _feed.Conflate(x => x == "?" ? throw error : x[..1], _interval, _clock, _stage).Subscribe(_seen);

        Send("A1", at: 0);
        Send("A2", at: 10);
        _feed.OnNext("?");

        AssertSeen(("A1", 0), ("A2", 10));
        Assert.Same(error, _seen.Error);
        Assert.False(_feed.HasObservers);
        AssertBalanced(received: 3, emitted: 2);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Invalid));
    }

    [Fact]
    public void Fails_where_a_key_is_null()
    {
        using var subscription = _feed.Conflate(x => x == "?" ? null! : x, _interval, _clock, _stage).Subscribe(_seen);

        _feed.OnNext("?");

        Assert.IsType<ArgumentNullException>(_seen.Error);
        AssertBalanced(received: 1, emitted: 0);
    }

    [Fact]
    public void Takes_a_source_that_ends_within_subscribe()
    {
        Observable.Return("A1").Concat(Observable.Return("A2")).Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(_seen).Dispose();

        AssertSeen(("A1", 0), ("A2", 0));
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Takes_nothing_more_from_a_source_that_goes_on_after_a_failure()
    {
        using var subscription = new Relentless("A1", "?", "B1").Conflate(x => x == "?" ? throw new InvalidOperationException("no key") : x, _interval, _clock, _stage)
            .Subscribe(_seen);

        AssertSeen(("A1", 0));
        Assert.Equal("no key", _seen.Error?.Message);
        AssertBalanced(received: 3, emitted: 1);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
    }

    private IDisposable Subscribe() => _feed.Conflate(x => x[..1], _interval, _clock, _stage).Subscribe(_seen);

    private void Send(string value, int at)
    {
        _clock.AdvanceTo(VirtualMarketClock.Open.AddMilliseconds(at));
        _feed.OnNext(value);
    }

    private void AssertSeen(params (string Value, int At)[] expected)
    {
        Assert.Equal(expected, _seen.Received.Select(seen => (seen.Value, (int)(seen.At - VirtualMarketClock.Open).TotalMilliseconds)));
        _seen.AssertGrammar();
    }

    private void AssertBalanced(int received, int emitted)
    {
        var account = _stage.Snapshot();
        Assert.Equal((received, emitted, 0, 0), (account.Received, account.Emitted, account.Held, account.Imbalance));
    }

    /// <summary>Sends everything within its own Subscribe, so that it cannot be disposed before it is through.</summary>
    private sealed class Relentless(params string[] values) : IObservable<string>
    {
        public IDisposable Subscribe(IObserver<string> observer)
        {
            Array.ForEach(values, observer.OnNext);
            observer.OnCompleted();
            return System.Reactive.Disposables.Disposable.Empty;
        }
    }
}
