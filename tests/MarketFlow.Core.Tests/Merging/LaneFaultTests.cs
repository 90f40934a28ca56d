using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>A delegate of a lane throws: the event is invalid, the rest is emitted, and the merge ends with the exception.</summary>
public sealed class LaneFaultTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<string> _feed = new();
    private readonly Subject<string> _other = new();
    private readonly RecordingObserver<string> _seen = new();
    private readonly Ledger _ledger = new();
    private readonly LedgerStage _stage;
    private IDisposable? _subscription;

    public LaneFaultTests() => _stage = _ledger.Stage("lane");

    [Fact]
    public void On_the_way_into_a_congested_lane()
    {
        Open(Lane(2).ConflatedBy(KeyOf));

        Push("a1", "b1", "b2", "x1");
        AssertEnded("a1", "b2");
    }

    [Fact]
    public void On_the_way_into_a_congested_lane_with_a_key_that_is_null()
    {
        Open(Lane(2).ConflatedBy(text => text[0] == 'x' ? null! : text[..1]));

        Push("a1", "b1", "b2", "x1");
        AssertEnded<ArgumentNullException>("a1", "b2");
    }

    [Fact]
    public void While_a_lane_becomes_congested()
    {
        Open(Lane(3).ConflatedBy(KeyOf));

        Push("a1", "x1", "a2", "b1");
        Assert.Equal(1, _stage.Snapshot().Removed(RemovalReason.Shutdown)); // the one that came when the failure was found
        AssertEnded("a1", "a2");
    }

    [Fact]
    public void While_events_are_taken_out_of_a_congested_lane()
    {
        var throws = false;
        Open(Lane(3).ConflatedBy(text => throws && text[0] == 'b' ? throw new TimeoutException() : text[0]));

        Push("a1", "b1", "c1", "c2");
        throws = true;
        AssertEnded("a1", "c2");
    }

    [Fact]
    public void While_the_oldest_is_dropped_from_a_congested_lane()
    {
        var throws = false;
        Open(Lane(2).ConflatedBy(text => throws && text[0] == 'a' ? throw new TimeoutException() : text[0]));

        Push("a1", "b1", "b2");
        throws = true;
        Push("c1");
        AssertEnded("b2", "c1");
    }

    [Fact]
    public void When_it_says_what_may_be_conflated()
    {
        Open(Lane(2).ConflatedBy(text => text[0], text => text[0] == 'x' ? throw new TimeoutException() : true));

        Push("a1", "b1", "b2", "x1");
        AssertEnded("a1", "b2");
    }

    [Fact]
    public void When_it_says_what_replaces_what()
    {
        Open(Lane(2).ConflatedBy(text => text[0], replaces: (_, next) => next == "a2" ? throw new TimeoutException() : true));

        Push("a1", "b1", "b2", "a2");
        AssertEnded("a1", "b2");
    }

    [Fact]
    public void When_it_says_the_receive_time()
    {
        Open(Lane(10, text => text[0] == 'x' ? throw new TimeoutException() : _clock.Now));

        Push("a1", "x1", "a2");
        AssertEnded("a1", "a2");
    }

    [Fact]
    public void While_what_was_taken_is_put_back()
    {
        // When the turn of 1,024 ends, events of the second lane have been taken, n9 to n65, and are put back.
        var throws = false;
        _subscription = FlowOperators.PriorityMerge(
            [_other.InLane(new() { Name = "other", Capacity = 2_000 }), Lane(100).ConflatedBy(text => throws && text == "n12" ? throw new TimeoutException() : text)],
            _clock,
            maxBurst: 128).Subscribe(new RecordingObserver<string>
            {
                WhileReceiving = value =>
                {
                    _seen.OnNext(value);
                    throws |= _seen.Count == 1_020;
                },
            });
        Push([.. Enumerable.Range(0, 102).Select(number => $"n{number}")]); // congested; two are dropped
        foreach (var number in Enumerable.Range(0, 1_200))
        {
            _other.OnNext($"o{number}");
        }

        _clock.RunDue();

        var account = _stage.Snapshot();
        Assert.Equal((102L, 99L, 2L, 1L, 0L), (account.Received, account.Emitted, account.Removed(RemovalReason.Overflow), account.Removed(RemovalReason.Invalid), account.Imbalance));
        Assert.Equal(99, _seen.Values.Count(value => value[0] == 'n'));
        Assert.DoesNotContain("n12", _seen.Values);
        Assert.Equal(1_200, _seen.Values.Count(value => value[0] == 'o'));
        Assert.False(_feed.HasObservers);
    }

    [Fact]
    public void Emits_what_was_put_back_after_the_error_of_another_source()
    {
        _subscription = FlowOperators.PriorityMerge([_other.InLane(new() { Name = "other", Capacity = 3_000 }), Lane(100)], _clock).Subscribe(_seen);
        Push([.. Enumerable.Range(0, 100).Select(number => $"n{number}")]);
        foreach (var number in Enumerable.Range(0, 3_000))
        {
            _other.OnNext($"o{number}");
        }

        _other.OnError(new TimeoutException());
        _clock.RunDue();

        Assert.Equal(3_100, _seen.Values.Count);
        Assert.IsType<TimeoutException>(_seen.Error);
        Assert.Equal((100L, 0L), (_stage.Snapshot().Emitted, _stage.Snapshot().Imbalance));
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _feed.Dispose();
        _other.Dispose();
    }

    private static char KeyOf(string text) => text[0] == 'x' ? throw new TimeoutException() : text[0];

    private Lane<string> Lane(int capacity, Func<string, Timestamp>? receivedAtOf = null) =>
        _feed.InLane(new() { Name = "tick", Capacity = capacity }, receivedAtOf, _stage);

    private void Open(Lane<string> lane) =>
        _subscription = FlowOperators.PriorityMerge([lane, _other.InLane(new() { Name = "other", Capacity = 10 }, stage: _ledger.Stage("other"))], _clock).Subscribe(_seen);

    private void Push(params string[] values)
    {
        foreach (var value in values)
        {
            _feed.OnNext(value);
            Assert.Equal(0, _ledger.Snapshot().Imbalance);
        }
    }

    private void AssertEnded(params string[] values) => AssertEnded<TimeoutException>(values);

    private void AssertEnded<TError>(params string[] values)
        where TError : Exception
    {
        _clock.RunDue();

        _seen.AssertGrammar();
        Assert.Equal(values, _seen.Values);
        Assert.IsType<TError>(_seen.Error);
        Assert.False(_feed.HasObservers);
        Assert.False(_other.HasObservers);
        var account = _stage.Snapshot();
        Assert.Equal((1L, 0L, 0L), (account.Removed(RemovalReason.Invalid), account.Held, account.Imbalance));
        Assert.Equal(values.Length, account.Emitted);
    }
}
