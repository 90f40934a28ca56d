using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How a keyed state ends, what it still tells, and what it says in the ledger.</summary>
public sealed class LatestByKeyEndTests : IDisposable
{
    private static readonly TimeSpan _idleAfter = TimeSpan.FromHours(1);

    private readonly Subject<string> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("state");
    private readonly RecordingObserver<string> _seen = new();
    private readonly LatestByKey<string, string> _state;
    private readonly IDisposable _connection;

    public LatestByKeyEndTests()
    {
        _state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, _stage);
        _connection = _state.Connect();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _seen.AssertGrammar();
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Fact]
    public void Gives_a_late_observer_the_snapshot_and_then_the_completion()
    {
        using var early = _state.Subscribe(_seen);
        Send("A1", "B1");
        _feed.OnCompleted();
        var late = new RecordingObserver<string>();
        using var subscription = _state.Subscribe(late);

        Assert.True(_seen.IsCompleted);
        Assert.Equal(["A1", "B1"], late.Values);
        Assert.True(late.IsCompleted);
        late.AssertGrammar();
    }

    [Fact]
    public void Gives_a_late_observer_the_snapshot_and_then_the_error()
    {
        var error = new InvalidOperationException("down");
        using var early = _state.Subscribe(_seen);
        Send("A1");
        _feed.OnError(error);
        var late = new RecordingObserver<string>();
        using var subscription = _state.Subscribe(late);

        Assert.Same(error, _seen.Error);
        Assert.Equal(["A1"], late.Values);
        Assert.Same(error, late.Error);
        late.AssertGrammar();
    }

    [Fact]
    public void Fails_everybody_where_keyOf_throws_and_leaves_the_source()
    {
        var error = new InvalidOperationException("no key");
        var state = _feed.LatestByKey(x => x == "?" ? throw error : x, _idleAfter, _clock);
        using var connection = state.Connect();
        using var subscription = state.Subscribe(_seen);
        _connection.Dispose();
        Send("A1", "?");

        Assert.Same(error, _seen.Error);
        Assert.False(_feed.HasObservers);
        Assert.Equal(["A1"], state.Snapshot());
    }

    [Fact]
    public void Fails_everybody_where_retain_throws_and_counts_the_event_as_invalid()
    {
        var stage = new Ledger().Stage("retaining");
        var state = _feed.LatestByKey(x => x, _idleAfter, _clock, stage, retain: x => x == "?" ? throw new InvalidOperationException("full") : x);
        using var connection = state.Connect();
        using var subscription = state.Subscribe(_seen);

        Send("A1", "?");

        Assert.Equal("full", _seen.Error?.Message);
        var account = stage.Snapshot();
        Assert.Equal((2, 1, 1, 0), (account.Received, account.Emitted, account.Removed(RemovalReason.Invalid), account.Imbalance));
    }

    [Fact]
    public void Fails_everybody_where_a_key_is_null()
    {
        var state = _feed.LatestByKey(x => x == "?" ? null! : x, _idleAfter, _clock);
        using var connection = state.Connect();
        using var subscription = state.Subscribe(_seen);

        Send("?");

        Assert.IsType<ArgumentNullException>(_seen.Error);
    }

    [Fact]
    public void Counts_every_event_as_received_and_emitted_before_it_is_delivered()
    {
        var accounts = new List<(long, long, long)>();
        using var subscription = _state.Subscribe(_ => accounts.Add((_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Imbalance)));

        Send("A1", "A2");

        Assert.Equal([(1, 1, 0), (2, 2, 0)], accounts);
    }

    [Fact]
    public void Takes_a_source_that_ends_within_connect()
    {
        var state = Observable.Return("A1").LatestByKey(x => x, _idleAfter, _clock);
        using var subscription = state.Subscribe(_seen);

        using var connection = state.Connect();

        Assert.Equal(["A1"], _seen.Values);
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Takes_nothing_more_from_a_source_that_goes_on_after_a_failure()
    {
        var stage = new Ledger().Stage("failing");
        var state = Observable.Range(0, 5).LatestByKey(x => x == 2 ? throw new InvalidOperationException("no key") : x, _idleAfter, _clock, stage);
        var seen = new RecordingObserver<int>();
        using var subscription = state.Subscribe(seen);

        using var connection = state.Connect();

        Assert.Equal([0, 1], seen.Values);
        Assert.Equal("no key", seen.Error?.Message);
        Assert.Equal([0, 1], state.Snapshot());
        Assert.Equal(3, stage.Snapshot().Received);
        seen.AssertGrammar();
    }

    private void Send(params string[] values)
    {
        foreach (var value in values)
        {
            _feed.OnNext(value);
        }
    }
}
