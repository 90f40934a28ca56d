using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>When idle keys are forgotten, how often values are retained, and that nothing is kept of an observer that is gone.</summary>
public sealed class LatestByKeyUpkeepTests : IDisposable
{
    private static readonly TimeSpan _idleAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan _retainAfter = TimeSpan.FromSeconds(1);
    private readonly Subject<string> _feed = new();
    private readonly VirtualMarketClock _clock = new();

    public void Dispose() => _feed.Dispose();

    /// <summary>Each way to read forgets idle keys by itself: none relies on another one.</summary>
    [Theory]
    [InlineData("count")]
    [InlineData("one")]
    [InlineData("all")]
    [InlineData("some")]
    [InlineData("subscribe")]
    public void Forgets_idle_keys_however_it_is_read(string way)
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock);
        using var connection = state.Connect();
        _feed.OnNext("A1");
        RecordingObserver<string> seen = new();

        _clock.AdvanceBy(_idleAfter);

        Assert.Equal(0, way switch
        {
            "count" => state.Count,
            "one" => state.TryGet("A", out _) ? 1 : 0,
            "all" => state.Snapshot().Count,
            "some" => state.Snapshot(key => key == "A").Count,
            _ => Seen(),
        });

        int Seen()
        {
            using var subscription = state.Subscribe(seen);
            return (int)seen.Count;
        }
    }

    /// <summary>Nobody reads: the memory of keys that stay away is given back by the events of the others.</summary>
    [Fact]
    public void Forgets_idle_keys_with_the_next_event()
    {
        KeyedState<string, string> kept = new(_idleAfter, comparer: null);
        LatestByKey<string, string> state = new(
            _feed, x => x[..1], kept, _clock, retain: null, retainAfter: default, maxBehind: 10, replaces: null, stage: null);
        using var connection = state.Connect();
        _feed.OnNext("A1");
        _clock.AdvanceBy(_idleAfter);

        _feed.OnNext("B1");

        Assert.Equal(1, kept.Count);
    }

    [Fact]
    public void Retains_each_event_once_where_it_retains_at_once()
    {
        List<string> asked = [];
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, retain: Retain, retainAfter: TimeSpan.Zero);
        using var connection = state.Connect();

        _feed.OnNext("A1");
        _clock.AdvanceBy(_retainAfter);
        _feed.OnNext("B1");

        Assert.Equal(["A1", "B1"], asked);

        string Retain(string value)
        {
            asked.Add(value);
            return value;
        }
    }

    [Fact]
    public void Needs_no_retain_where_there_is_only_a_time_for_it()
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, retainAfter: _retainAfter);
        using var connection = state.Connect();

        _feed.OnNext("A1");
        _clock.AdvanceBy(_retainAfter);
        _feed.OnNext("B1");

        Assert.Equal(["A1", "B1"], state.Snapshot());
    }

    /// <summary>Two per event: a burst is caught up with, and no event pays for all of it.</summary>
    [Fact]
    public void Retains_two_settled_values_per_event()
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, retain: x => x.ToLowerInvariant(), retainAfter: _retainAfter);
        using var connection = state.Connect();
        foreach (var value in new[] { "A1", "B1", "C1", "D1", "E1" })
        {
            _feed.OnNext(value);
        }

        _clock.AdvanceBy(_retainAfter);
        _feed.OnNext("F1");
        Assert.Equal(["a1", "b1", "C1", "D1", "E1", "F1"], state.Snapshot());
        _feed.OnNext("G1");

        Assert.Equal(["a1", "b1", "c1", "d1", "E1", "F1", "G1"], state.Snapshot());
    }

    [Fact]
    public void Enters_an_event_that_does_not_replace_what_is_kept()
    {
        var stage = new Ledger().Stage("state");
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, stage, replaces: (kept, next) => string.CompareOrdinal(next, kept) > 0);
        using var connection = state.Connect();

        _feed.OnNext("A2");
        _feed.OnNext("A1");

        Assert.Equal(["A2"], state.Snapshot());
        Assert.Equal((2, 2, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Keeps_nothing_of_an_observer_that_has_unsubscribed()
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock);
        using var connection = state.Connect();

        Assert.True(IsCollected(state, static subscription => subscription.Dispose()));
    }

    [Fact]
    public void Keeps_nothing_of_an_observer_that_is_too_far_behind()
    {
        var state = _feed.LatestByKey(x => x[..1], _idleAfter, _clock, maxBehind: 1);
        using var connection = state.Connect();
        _feed.OnNext("A1");

        Assert.True(IsCollected(state, static _ => { }, whileReceiving: _ =>
        {
            _feed.OnNext("B1");
            _feed.OnNext("C1"); // one too many
        }));
    }

    private static bool IsCollected(LatestByKey<string, string> state, Action<IDisposable> leave, Action<string>? whileReceiving = null)
    {
        var gone = Subscribed(state, leave, whileReceiving);
        GC.Collect();
        return !gone.TryGetTarget(out _);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> Subscribed(
        LatestByKey<string, string> state, Action<IDisposable> leave, Action<string>? whileReceiving)
    {
        var isFirst = true;
        RecordingObserver<string> seen = new()
        {
            WhileReceiving = value =>
            {
                var wasFirst = isFirst;
                isFirst = false;
                if (wasFirst)
                {
                    whileReceiving?.Invoke(value);
                }
            },
        };
        leave(state.Subscribe(seen));
        return new(seen);
    }
}
