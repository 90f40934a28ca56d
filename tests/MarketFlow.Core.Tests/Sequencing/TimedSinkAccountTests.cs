using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What operators with a timer enter, and with which error they end, when events and ends come at unusual moments.</summary>
public sealed class TimedSinkAccountTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly VirtualMarketClock _clock = new();
    private readonly Ledger _ledger = new();
    private readonly LedgerStage _stage;
    private readonly HandSource<string> _source = new();

    public TimedSinkAccountTests() => _stage = _ledger.Stage("timed");

    public static TheoryData<string> Operators => ["Conflate", "Resequence"];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Leaves_the_account_of_another_subscription_alone(string name)
    {
        Operated(name, _source).Subscribe(_ => { }).Dispose();
        HandSource<string> other = new();
        using var subscription = Operated(name, other).Subscribe(_ => { });
        other.Observer.OnNext("A1");

        _source.Observer.OnNext("A9"); // a source that goes on after it was disposed of

        Assert.Equal((1, 0, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Enters_what_comes_after_its_disposal(string name)
    {
        Operated(name, _source).Subscribe(_ => { }).Dispose();

        _source.Observer.OnNext("A9");

        Assert.Equal((1, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
    }

    /// <summary>The source has ended, and what is held is just being emitted.</summary>
    [Theory]
    [MemberData(nameof(Operators))]
    public void Enters_what_comes_while_it_ends(string name)
    {
        List<string> seen = [];
        using var subscription = Operated(name, _source).Subscribe(value =>
        {
            seen.Add(value);
            if (seen.Count == 2)
            {
                _source.Observer.OnNext("A9");
            }
        });
        _source.Observer.OnNext("A1");
        _source.Observer.OnNext("A3"); // held

        _source.Observer.OnCompleted();

        Assert.Equal(["A1", "A3"], seen);
        Assert.Equal((3, 2, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Emitted, _stage.Snapshot().Removed(RemovalReason.Shutdown), _stage.Snapshot().Imbalance));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Ends_with_the_first_of_two_errors(string name)
    {
        (Exception first, Exception? seen) = (new FormatException(), null);
        using var subscription = Operated(name, _source).Subscribe(
            _ =>
            {
                _source.Observer.OnError(first);
                _source.Observer.OnError(new TimeoutException());
            },
            error => seen = error);

        _source.Observer.OnNext("A1");

        Assert.Same(first, seen);
    }

    [Fact]
    public void Ends_with_its_sources_error_though_the_comparer_throws_meanwhile()
    {
        (Exception first, Exception? seen) = (new FormatException(), null);
        ThrowingComparer comparer = new();
        using var subscription = _source.Conflate(value => value[..1], _interval, _clock, _stage, comparer).Subscribe(_ => { }, error => seen = error);
        _source.Observer.OnNext("A1");
        _source.Observer.OnNext("A2"); // held
        comparer.Throws = true;

        _source.Observer.OnError(first);

        Assert.Same(first, seen);
        Assert.Equal((1, 0), (_stage.Snapshot().Removed(RemovalReason.Invalid), _stage.Snapshot().Imbalance));
    }

    /// <summary>The consumer is slow, and the source sends again while it takes an event.</summary>
    [Fact]
    public void Removes_what_waits_beyond_its_bound_as_overflow()
    {
        List<string> seen = [];
        using var subscription = _source.Resequence(value => value[0], value => value[1] - '0', _interval, maxHeld: 10, _clock, stage: _stage, maxWaiting: 2)
            .Subscribe(value =>
            {
                seen.Add(value);
                if (value == "A1")
                {
                    foreach (var next in new[] { "A2", "A3", "A4" })
                    {
                        _source.Observer.OnNext(next);
                    }
                }
            });

        _source.Observer.OnNext("A1");

        Assert.Equal(["A1", "A2", "A3"], seen);
        Assert.Equal((4, 1, 0), (_stage.Snapshot().Received, _stage.Snapshot().Removed(RemovalReason.Overflow), _stage.Snapshot().Imbalance));
    }

    private IObservable<string> Operated(string name, IObservable<string> source) => name == "Conflate"
        ? source.Conflate(value => value[..1], _interval, _clock, _stage)
        : source.Resequence(value => value[0], value => value[1] - '0', _interval, maxHeld: 10, _clock, stage: _stage);

    private sealed class ThrowingComparer : IEqualityComparer<string>
    {
        public bool Throws { get; set; }

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) => Throws ? throw new TimeoutException() : obj.GetHashCode(StringComparison.Ordinal);
    }
}
