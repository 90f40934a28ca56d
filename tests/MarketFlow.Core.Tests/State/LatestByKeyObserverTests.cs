using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What observers of a keyed state do to each other and to the source: nothing.</summary>
public sealed class LatestByKeyObserverTests
{
    private readonly Subject<string> _feed = new();
    private readonly RecordingObserver<string> _other = new();
    private readonly LatestByKey<string, string> _state;

    public LatestByKeyObserverTests() => _state = Connected(maxBehind: 3);

    [Fact]
    public void Stops_for_an_observer_that_leaves_within_a_notification()
    {
        IDisposable? subscription = null;
        var leaver = new RecordingObserver<string> { WhileReceiving = _ => subscription?.Dispose() };
        subscription = _state.Subscribe(leaver);
        using var stayer = _state.Subscribe(_other);

        Send("A1", "A2");

        Assert.Equal(["A1"], leaver.Values);
        Assert.Equal(["A1", "A2"], _other.Values);
        Assert.Equal(0, _state.FailedObservers);
    }

    [Fact]
    public void Stops_for_an_observer_that_another_one_unsubscribes_before_its_turn()
    {
        IDisposable? victim = null;
        using var murderer = _state.Subscribe(_ => victim?.Dispose());
        victim = _state.Subscribe(_other);

        Send("A1");

        Assert.Empty(_other.Values);
    }

    [Fact]
    public void Tells_an_observer_that_throws_and_serves_the_others_and_the_source_on()
    {
        var thrower = new RecordingObserver<string> { WhileReceiving = _ => throw new InvalidOperationException("full") };
        using var throwing = _state.Subscribe(thrower);
        using var staying = _state.Subscribe(_other);

        Send("A1", "A2");

        Assert.Equal(["A1"], thrower.Values);
        Assert.Equal("full", thrower.Error?.Message);
        Assert.Equal(["A1", "A2"], _other.Values);
        Assert.Equal(1, _state.FailedObservers);
        thrower.AssertGrammar();
    }

    [Fact]
    public void Tells_an_observer_that_throws_in_its_snapshot()
    {
        Send("A1", "B1");
        var thrower = new RecordingObserver<string> { WhileReceiving = _ => throw new InvalidOperationException("full") };

        using var throwing = _state.Subscribe(thrower);
        Send("A2");

        Assert.Equal(["A1"], thrower.Values);
        Assert.Equal("full", thrower.Error?.Message);
    }

    [Fact]
    public void Leaves_an_observer_alone_that_leaves_and_then_throws()
    {
        IDisposable? subscription = null;
        var leaver = new RecordingObserver<string> { WhileReceiving = _ => { subscription!.Dispose(); throw new InvalidOperationException("bye"); } };
        subscription = _state.Subscribe(leaver);

        Send("A1");

        Assert.Null(leaver.Error);
        Assert.Equal(1, _state.FailedObservers);
    }

    [Fact]
    public void Survives_an_observer_that_throws_whatever_it_is_told()
    {
        using var onNext = _state.Subscribe(_ => throw new InvalidOperationException("next"), _ => throw new InvalidOperationException("error"), () => { });
        using var onCompleted = _state.Subscribe(_ => { }, () => throw new InvalidOperationException("completed"));
        using var staying = _state.Subscribe(_other);

        Send("A1");
        _feed.OnCompleted();

        Assert.Equal(["A1"], _other.Values);
        Assert.True(_other.IsCompleted);
        Assert.Equal(2, _state.FailedObservers);
    }

    [Fact]
    public void Survives_an_observer_that_throws_at_the_error()
    {
        using var throwing = _state.Subscribe(_ => { }); // without a handler of its own, Rx throws the error
        using var staying = _state.Subscribe(_other);

        _feed.OnError(new InvalidOperationException("down"));

        Assert.Equal("down", _other.Error?.Message);
        Assert.Equal(1, _state.FailedObservers);
    }

    [Fact]
    public void Lets_an_observer_read_and_subscribe_within_a_notification()
    {
        var inner = new RecordingObserver<string>();
        var isFirst = true;
        var outer = new RecordingObserver<string> { WhileReceiving = _ => SubscribeOnce() };
        using var subscription = _state.Subscribe(outer);

        Send("A1", "A2");

        Assert.Equal(["A1", "A2"], inner.Values);
        Assert.Equal(["A1", "A2"], outer.Values);

        void SubscribeOnce()
        {
            Assert.Equal(1, _state.Count);
            if (isFirst)
            {
                isFirst = false;
                _state.Subscribe(inner);
            }
        }
    }

    [Fact]
    public void Tells_what_arrives_during_a_snapshot_after_it()
    {
        Send("A1", "B1");
        var seen = new RecordingObserver<string> { WhileReceiving = value => { if (value == "A1") { Send("B2", "C1", "A2"); } } };

        using var subscription = _state.Subscribe(seen);

        Assert.Equal(["A1", "B1", "B2", "C1", "A2"], seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Gives_up_an_observer_that_is_further_behind_than_allowed()
    {
        using var staying = _state.Subscribe(_other);
        Send("A1");
        var seen = new RecordingObserver<string> { WhileReceiving = value => { if (value == "A1") { Send("B1", "B2", "B3", "B4", "B5"); } } };

        using var subscription = _state.Subscribe(seen);
        Send("C1");

        Assert.Equal(["A1", "B1", "B2", "B3"], seen.Values);
        Assert.Contains("3 changes", Assert.IsType<InvalidOperationException>(seen.Error).Message, StringComparison.Ordinal);
        Assert.Equal(["A1", "B1", "B2", "B3", "B4", "B5", "C1"], _other.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Keeps_an_observer_that_is_as_far_behind_as_allowed()
    {
        Send("A1");
        var seen = new RecordingObserver<string> { WhileReceiving = value => { if (value == "A1") { Send("B1", "B2", "B3"); } } };

        using var subscription = _state.Subscribe(seen);
        Send("C1");

        Assert.Equal(["A1", "B1", "B2", "B3", "C1"], seen.Values);
        Assert.False(seen.HasEnded);
    }

    private LatestByKey<string, string> Connected(int maxBehind)
    {
        var state = _feed.LatestByKey(x => x[..1], TimeSpan.FromHours(1), new VirtualMarketClock(), maxBehind: maxBehind);
        state.Connect();
        return state;
    }

    private void Send(params string[] values)
    {
        foreach (var value in values)
        {
            _feed.OnNext(value);
        }
    }
}
