using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class LatestByKeyTests : IDisposable
{
    private static readonly TimeSpan _idleAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly Subject<string> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("state");
    private readonly RecordingObserver<string> _seen = new();
    private readonly LatestByKey<string, string> _state;
    private readonly IDisposable _connection;

    public LatestByKeyTests()
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
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<int>)!.LatestByKey(x => x, _idleAfter, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.LatestByKey<string, int>(null!, _idleAfter, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.LatestByKey(x => x, _idleAfter, null!));
        Assert.Throws<ArgumentOutOfRangeException>("idleAfter", () => _feed.LatestByKey(x => x, TimeSpan.Zero, _clock));
        Assert.Throws<ArgumentOutOfRangeException>("retainAfter", () => _feed.LatestByKey(x => x, _idleAfter, _clock, retainAfter: -_tick));
        Assert.Throws<ArgumentOutOfRangeException>("maxBehind", () => _feed.LatestByKey(x => x, _idleAfter, _clock, maxBehind: 0));
        Assert.Throws<ArgumentNullException>("observer", () => _state.Subscribe(null!));
        Assert.Throws<ArgumentNullException>("key", () => _state.TryGet(null!, out _));
        Assert.Throws<ArgumentNullException>("wanted", () => _state.Snapshot(null!));
        Assert.NotNull(_feed.LatestByKey(x => x, _tick, _clock, maxBehind: 1));
    }

    [Fact]
    public void Takes_nothing_from_the_source_before_it_is_connected()
    {
        var feed = new Subject<string>();
        var state = feed.LatestByKey(x => x, _idleAfter, _clock);
        using var subscription = state.Subscribe(_seen);

        Assert.False(feed.HasObservers);
        using var connection = state.Connect();

        Assert.True(feed.HasObservers);
    }

    [Fact]
    public void Subscribes_to_the_source_once()
    {
        Assert.Same(_connection, _state.Connect());

        _feed.OnNext("A1");

        Assert.Equal(1, _stage.Snapshot().Received);
    }

    [Fact]
    public void Stops_the_changes_when_the_connection_is_disposed_and_stays_readable()
    {
        using var subscription = _state.Subscribe(_seen);
        _feed.OnNext("A1");
        _connection.Dispose();
        _feed.OnNext("A2");

        Assert.Equal(["A1"], _seen.Values);
        Assert.Equal(["A1"], _state.Snapshot());
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Begins_with_the_latest_of_each_key_in_order_of_last_change()
    {
        Send("A1", "B1", "C1", "A2", "B2");

        using var subscription = _state.Subscribe(_seen);

        Assert.Equal(["C1", "A2", "B2"], _seen.Values);
    }

    [Fact]
    public void Goes_on_with_every_change()
    {
        Send("A1");
        using var subscription = _state.Subscribe(_seen);

        Send("A2", "B1", "A3", "A3");

        Assert.Equal(["A1", "A2", "B1", "A3", "A3"], _seen.Values);
    }

    [Fact]
    public void Begins_with_changes_where_nothing_came_yet()
    {
        using var subscription = _state.Subscribe(_seen);
        Assert.Empty(_seen.Values);

        Send("A1");

        Assert.Equal(["A1"], _seen.Values);
    }

    [Fact]
    public void Serves_observers_in_order_of_subscription()
    {
        var order = new List<string>();
        using var first = _state.Subscribe(value => order.Add($"first {value}"));
        using var second = _state.Subscribe(value => order.Add($"second {value}"));

        Send("A1", "A2");

        Assert.Equal(["first A1", "second A1", "first A2", "second A2"], order);
    }

    [Fact]
    public void Reads_the_latest_of_a_key()
    {
        Send("A1", "B1", "A2");

        Assert.True(_state.TryGet("A", out var latest));
        Assert.Equal("A2", latest);
        Assert.False(_state.TryGet("C", out var missing));
        Assert.Null(missing);
        Assert.Equal(2, _state.Count);
        Assert.Equal(["B1", "A2"], _state.Snapshot());
        Assert.Equal(["B1"], _state.Snapshot(key => key == "B"));
    }

    [Fact]
    public void Leaves_an_earlier_snapshot_as_it_was()
    {
        Send("A1");
        var snapshot = _state.Snapshot();

        Send("A2", "B1");

        Assert.Equal(["A1"], snapshot);
    }

    [Fact]
    public void Forgets_a_key_once_it_is_idle_and_not_a_tick_before()
    {
        Send("A1");

        _clock.AdvanceBy(_idleAfter - _tick);
        Assert.Equal((1, true), (_state.Count, _state.TryGet("A", out _)));
        _clock.AdvanceBy(_tick);

        Assert.False(_state.TryGet("A", out _));
        Assert.Equal(0, _state.Count);
        Assert.Empty(_state.Snapshot());
    }

    [Fact]
    public void Counts_idleness_from_the_last_change()
    {
        Send("A1", "B1");
        _clock.AdvanceBy(_idleAfter - _tick);
        Send("A2");
        _clock.AdvanceBy(_idleAfter - _tick);

        using var subscription = _state.Subscribe(_seen);

        Assert.Equal(["A2"], _seen.Values);
    }

    [Fact]
    public void Tells_keys_apart_as_the_comparer_does()
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, comparer: StringComparer.OrdinalIgnoreCase);
        using var connection = state.Connect();

        Send("A1", "a2");

        Assert.Equal(["a2"], state.Snapshot());
    }

    [Fact]
    public void Retains_an_event_only_once_it_has_been_the_latest_for_a_while()
    {
        List<string> asked = [];
        var after = TimeSpan.FromSeconds(1);
        using var feed = new Subject<string>();
        var state = feed.LatestByKey(x => x[..1], _idleAfter, _clock, retain: x => { asked.Add(x); return x.ToLowerInvariant(); }, retainAfter: after);
        using var connection = state.Connect();

        feed.OnNext("A1");
        feed.OnNext("B1");
        _clock.AdvanceBy(after - _tick);
        feed.OnNext("A2"); // in time: the first of A is never asked for
        Assert.Equal(["B1", "A2"], state.Snapshot());

        _clock.AdvanceBy(_tick);
        feed.OnNext("C1");
        Assert.Equal(["b1", "A2", "C1"], state.Snapshot());

        _clock.AdvanceBy(after);
        feed.OnNext("B2"); // two are due, and B is one that was asked for before
        Assert.Equal(["a2", "c1", "B2"], state.Snapshot());
        Assert.Equal(["B1", "A2", "C1"], asked);
    }

    [Fact]
    public void Forgets_idle_keys_that_were_never_retained()
    {
        using var feed = new Subject<string>();
        var state = feed.LatestByKey(x => x[..1], TimeSpan.FromSeconds(1), _clock, retain: x => x.ToLowerInvariant(), retainAfter: TimeSpan.FromSeconds(5));
        using var connection = state.Connect();

        feed.OnNext("A1");
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        feed.OnNext("B1");
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(999));
        feed.OnNext("C1");

        Assert.Equal(["B1", "C1"], state.Snapshot());
    }

    [Fact]
    public void Keeps_what_retain_makes_of_an_event_and_passes_on_the_event_itself()
    {
        var frame = new Frame("massive", 1, VirtualMarketClock.Open, new byte[10_000]);
        var trade = new Trade { Symbol = "MSFT", Time = default, Price = 1, Size = 1, Source = new SourceContext(frame, 5_000, 100) };
        var feed = new Subject<MarketEvent>();
        var state = feed.LatestByKey(e => e.Symbol, _idleAfter, _clock, retain: e => e.Detached());
        using var connection = state.Connect();
        var live = new RecordingObserver<MarketEvent>();
        using var subscription = state.Subscribe(live);

        feed.OnNext(trade);

        Assert.Same(trade, Assert.Single(live.Values));
        var kept = Assert.Single(state.Snapshot());
        Assert.Equal(trade, kept);
        Assert.Equal(100, kept.Source.RetainedBytes);
    }

    private void Send(params string[] values)
    {
        foreach (var value in values)
        {
            _feed.OnNext(value);
        }
    }
}
