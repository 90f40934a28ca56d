using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class PriorityMergeTests : IDisposable
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<string> _ticks = new();
    private readonly Subject<string> _bars = new();
    private readonly Subject<string> _values = new();
    private readonly RecordingObserver<string> _seen;
    private readonly Ledger _ledger = new();
    private IDisposable? _subscription;

    public PriorityMergeTests() => _seen = new(_clock);

    [Fact]
    public void Emits_the_highest_lane_first()
    {
        Open();

        _values.OnNext("v");
        _bars.OnNext("b");
        _ticks.OnNext("t");
        _clock.RunDue();

        AssertSeen("t", "b", "v");
    }

    [Fact]
    public void Emits_at_the_instant_of_arrival_and_on_the_clock_alone()
    {
        Open();

        _ticks.OnNext("t");
        Assert.Empty(_seen.Values);
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Equal(new Recorded<string>("t", VirtualMarketClock.Open), Assert.Single(_seen.Received));
    }

    [Fact]
    public void Gives_a_waiting_lower_lane_one_turn_after_a_full_burst_and_not_before()
    {
        Open(maxBurst: 3);

        _bars.OnNext("b1");
        _bars.OnNext("b2");
        foreach (var number in Enumerable.Range(1, 7))
        {
            _ticks.OnNext($"t{number}");
        }

        _clock.RunDue();

        AssertSeen("t1", "t2", "t3", "b1", "t4", "t5", "t6", "b2", "t7");
    }

    [Fact]
    public void Gives_every_waiting_lane_its_turn_the_higher_one_first()
    {
        Open(maxBurst: 2);

        Push(_values, "v", 2);
        Push(_bars, "b", 3);
        Push(_ticks, "t", 5);
        _clock.RunDue();

        // The highest lane is overdue too once it has waited for two.
        AssertSeen("t1", "t2", "b1", "v1", "t3", "b2", "v2", "t4", "b3", "t5");
    }

    [Fact]
    public void Lets_ticks_overtake_eight_thousand_bars_of_one_instant_and_loses_nothing()
    {
        Open();

        Push(_bars, "b", 8_000);
        Push(_ticks, "t", 1_000);
        _clock.RunDue();

        var values = _seen.Values;
        Assert.Equal(9_000, values.Count);
        Assert.Equal(Enumerable.Range(1, 8_000).Select(n => $"b{n}"), values.Where(value => value[0] == 'b'));
        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => $"t{n}"), values.Where(value => value[0] == 't'));
        Assert.InRange(values.ToList().IndexOf("t1000"), 999, 999 + (1_000 / 64));
    }

    [Fact]
    public void Takes_in_what_its_consumer_causes_after_the_event_that_causes_it()
    {
        RecordingObserver<string> seen = new() { WhileReceiving = value => { if (value == "t1") { _bars.OnNext("b"); _ticks.OnNext("t2"); } } };
        _subscription = FlowOperators.PriorityMerge(Lanes(), _clock).Subscribe(seen);

        _ticks.OnNext("t1");
        _clock.RunDue();

        seen.AssertGrammar();
        Assert.Equal(["t1", "t2", "b"], seen.Values);
    }

    [Fact]
    public void Completes_when_all_sources_have_and_nothing_waits()
    {
        Open();

        _ticks.OnNext("t");
        _ticks.OnCompleted();
        _bars.OnCompleted();
        _clock.RunDue();
        Assert.False(_seen.HasEnded);

        _values.OnNext("v");
        _values.OnCompleted();
        Assert.False(_seen.HasEnded);
        _clock.RunDue();

        AssertSeen("t", "v");
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Completes_when_its_sources_are_empty()
    {
        _subscription = FlowOperators.PriorityMerge([Observable.Empty<string>().InLane(new() { Name = "tick", Capacity = 1 })], _clock).Subscribe(_seen);
        _clock.RunDue();

        Assert.True(_seen.IsCompleted);
        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Emits_what_waits_and_then_the_error_of_a_source()
    {
        Open();

        _bars.OnNext("b");
        _ticks.OnError(new InvalidDataException("cut"));
        _bars.OnNext("too late");
        _clock.RunDue();

        AssertSeen("b");
        Assert.Equal("cut", Assert.IsType<InvalidDataException>(_seen.Error).Message);
        Assert.False(_bars.HasObservers);
        Assert.Equal(0, _ledger.Snapshot().Imbalance);
    }

    [Fact]
    public void Accounts_for_what_a_source_that_cannot_be_stopped_still_sends_after_the_error_of_another()
    {
        IObserver<string>? unstoppable = null;
        Unstoppable source = new(observer => unstoppable = observer);
        var stage = _ledger.Stage("unstoppable");
        _subscription = FlowOperators.PriorityMerge(
            [source.InLane(new() { Name = "unstoppable", Capacity = 10 }, stage: stage), _ticks.InLane(new() { Name = "ticks", Capacity = 10 })], _clock).Subscribe(_seen);

        unstoppable!.OnNext("in time");
        _ticks.OnError(new InvalidDataException("cut"));
        unstoppable.OnNext("too late");
        _clock.RunDue();

        AssertSeen("in time");
        Assert.Equal((2L, 1L, 1L, 0L), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Shutdown), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Stops_in_mid_stream_when_disposed_from_within()
    {
        RecordingObserver<string> seen = new() { WhileReceiving = _ => _subscription!.Dispose() };
        _subscription = FlowOperators.PriorityMerge(Lanes(), _clock).Subscribe(seen);

        Push(_ticks, "t", 3);
        _clock.RunDue();

        Assert.Equal(["t1"], seen.Values);
        Assert.False(_ticks.HasObservers);
        var account = _ledger.Snapshot()["ticks"];
        Assert.Equal((3L, 1L, 2L), (account.Received, account.Emitted, account.Removed(RemovalReason.Shutdown)));
        Assert.Equal(0, account.Imbalance);
    }

    [Fact]
    public void Keeps_its_account_when_the_consumer_throws()
    {
        RecordingObserver<string> seen = new() { WhileReceiving = value => { if (value == "t2") { throw new InvalidOperationException("consumer"); } } };
        _subscription = FlowOperators.PriorityMerge(Lanes(), _clock).Subscribe(seen);

        Push(_ticks, "t", 3);
        Assert.Throws<InvalidOperationException>(_clock.RunDue);

        Assert.Equal(0, _ledger.Snapshot().Imbalance);
        Assert.Equal(0, _ledger.Snapshot()["ticks"].Held);
    }

    [Fact]
    public void Gives_the_clocks_other_work_a_turn_during_a_long_run()
    {
        Open();
        var seenByThen = 0;

        Push(_ticks, "t", 5_000);
        _clock.Schedule(() => seenByThen = _seen.Values.Count);
        _clock.RunDue();

        Assert.InRange(seenByThen, 1, 1_024);
        Assert.Equal(5_000, _seen.Values.Count);
    }

    [Fact]
    public void Refuses_bad_arguments()
    {
        Assert.Throws<ArgumentNullException>(() => FlowOperators.PriorityMerge<string>(null!, _clock));
        Assert.Throws<ArgumentNullException>(() => FlowOperators.PriorityMerge(Lanes(), null!));
        Assert.Throws<ArgumentNullException>(() => FlowOperators.PriorityMerge<string>([null!], _clock));
        Assert.Throws<ArgumentException>(() => FlowOperators.PriorityMerge<string>([], _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => FlowOperators.PriorityMerge([_ticks.InLane(new() { Name = "t", Capacity = 1 })], _clock, maxBurst: 0));
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _ticks.Dispose();
        _bars.Dispose();
        _values.Dispose();
    }

    private static void Push(Subject<string> lane, string prefix, int count)
    {
        foreach (var number in Enumerable.Range(1, count))
        {
            lane.OnNext($"{prefix}{number}");
        }
    }

    private Lane<string>[] Lanes()
    {
        return [Lane(_ticks, "ticks"), Lane(_bars, "bars"), Lane(_values, "values")];

        Lane<string> Lane(IObservable<string> source, string name) => source.InLane(new() { Name = name, Capacity = 10_000 }, stage: _ledger.Stage(name));
    }

    private void Open(int maxBurst = 64) => _subscription = FlowOperators.PriorityMerge(Lanes(), _clock, maxBurst).Subscribe(_seen);

    private void AssertSeen(params string[] values)
    {
        _seen.AssertGrammar();
        Assert.Equal(values, _seen.Values);
    }

    private sealed class Unstoppable(Action<IObserver<string>> subscribed) : IObservable<string>
    {
        public IDisposable Subscribe(IObserver<string> observer)
        {
            subscribed(observer);
            return System.Reactive.Disposables.Disposable.Empty;
        }
    }
}
