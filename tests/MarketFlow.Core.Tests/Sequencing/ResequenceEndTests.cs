using System.Reactive.Disposables;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How resequencing ends, whoever ends it, and what becomes of what it holds.</summary>
public sealed class ResequenceEndTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMilliseconds(100);

    private readonly HandSource<int> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("resequence");
    private readonly RecordingObserver<int> _seen;

    public ResequenceEndTests() => _seen = new(_clock);

    [Fact]
    public void Completes_with_an_empty_source()
    {
        using var subscription = Apply(Observable.Empty<int>()).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Lets_what_it_holds_go_in_order_and_then_completes()
    {
        using var subscription = Apply(_feed).Subscribe(_seen);

        Send(1, 5, 3);
        _feed.Observer.OnCompleted();
        Send(6);

        Assert.Equal([1, 3, 5], _seen.Values);
        Assert.True(_seen.IsCompleted);
        AssertAccount(received: 4, emitted: 3);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
    }

    [Fact]
    public void Lets_what_it_holds_go_and_then_fails()
    {
        var error = new InvalidOperationException();
        using var subscription = Apply(_feed).Subscribe(_seen);

        Send(1, 3);
        _feed.Observer.OnError(error);
        _feed.Observer.OnCompleted();

        Assert.Equal([1, 3], _seen.Values);
        Assert.Same(error, _seen.Error);
        AssertAccount(received: 2, emitted: 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fails_where_a_delegate_throws_after_letting_go_what_it_holds(bool isKey)
    {
        var error = new InvalidOperationException();
        using var subscription = _feed
            .Resequence(x => isKey && x == 9 ? throw error : 0, x => !isKey && x == 9 ? throw error : x, _maxDelay, 100, _clock, _stage)
            .Subscribe(_seen);

        Send(1, 3, 9, 4);

        Assert.Equal([1, 3], _seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount(received: 4, emitted: 2);
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Invalid));
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown));
    }

    [Fact]
    public void Fails_where_a_key_is_null()
    {
        using var subscription = _feed.Resequence(_ => default(string)!, x => x, _maxDelay, 100, _clock, _stage).Subscribe(_seen);

        Send(1);

        Assert.IsType<ArgumentNullException>(_seen.Error);
        AssertAccount(received: 1, emitted: 0);
    }

    [Fact]
    public void Removes_what_it_holds_when_disposed()
    {
        var subscription = Apply(_feed).Subscribe(_seen);

        Send(1, 3, 4);
        subscription.Dispose();
        Send(2);
        _clock.AdvanceBy(_maxDelay * 2);

        Assert.Equal([1], _seen.Values);
        Assert.False(_seen.HasEnded);
        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount(received: 4, emitted: 1);
        Assert.Equal(3, _stage.Snapshot().Removed(RemovalReason.Shutdown)); // two that it held, and one that came later
    }

    [Fact]
    public void Removes_nothing_more_when_disposed_twice_or_after_the_end()
    {
        var subscription = Apply(_feed).Subscribe(_seen);

        Send(1, 3);
        _feed.Observer.OnCompleted();
        subscription.Dispose();
        subscription.Dispose();

        Assert.Equal(0, _stage.Snapshot().Removed(RemovalReason.Shutdown));
        AssertAccount(received: 2, emitted: 2);
    }

    [Fact]
    public void Stops_where_the_consumer_disposes_within_a_notification()
    {
        using var subscription = new SerialDisposable();
        var seen = new RecordingObserver<int>(_clock) { WhileReceiving = value => (value == 2 ? subscription : Disposable.Empty).Dispose() };
        subscription.Disposable = Apply(_feed).Subscribe(seen);

        Send(1, 3, 4, 2);

        Assert.Equal([1, 2], seen.Values);
        AssertAccount(received: 4, emitted: 2);
    }

    [Fact]
    public void Takes_what_the_consumer_itself_causes_after_the_event_it_is_busy_with()
    {
        var seen = new RecordingObserver<int>(_clock) { WhileReceiving = value => { if (value == 1) { Send(3, 2); } } };
        using var subscription = Apply(_feed).Subscribe(seen);

        Send(1);

        Assert.Equal([1, 2, 3], seen.Values);
        seen.AssertGrammar();
        AssertAccount(received: 3, emitted: 3);
    }

    [Fact]
    public void Ends_where_the_consumer_throws_and_removes_what_it_holds()
    {
        var seen = new RecordingObserver<int>(_clock) { WhileReceiving = value => { if (value == 3) { throw new InvalidOperationException(); } } };
        using var subscription = Apply(_feed).Subscribe(seen);
        Send(1, 3, 4);

        Assert.Throws<InvalidOperationException>(() => _clock.AdvanceBy(_maxDelay));

        Assert.Equal(1, _feed.Unsubscribed);
        AssertAccount(received: 3, emitted: 2);
    }

    [Fact]
    public void Keeps_its_state_per_subscription()
    {
        var resequenced = Apply(new[] { 1, 3, 2 }.ToObservable());
        using var first = resequenced.Subscribe(_seen);
        var again = new RecordingObserver<int>();
        using var second = resequenced.Subscribe(again);

        Assert.Equal([1, 2, 3], _seen.Values);
        Assert.Equal([1, 2, 3], again.Values);
    }

    private IObservable<int> Apply(IObservable<int> source) => source.Resequence(_ => 0, x => x, _maxDelay, maxHeld: 100, _clock, _stage);

    private void Send(params int[] events) => Array.ForEach(events, value => _feed.Observer.OnNext(value));

    private void AssertAccount(int received, int emitted)
    {
        var account = _stage.Snapshot();
        Assert.Equal((received, emitted, 0, 0), (account.Received, account.Emitted, account.Held, account.Imbalance));
        _seen.AssertGrammar();
    }
}
