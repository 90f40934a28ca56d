using System.Reactive.Disposables;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How the detection of gaps ends, whoever ends it, and what is told before.</summary>
public sealed class DetectGapsEndTests
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMilliseconds(100);

    private readonly HandSource<(char Key, long? Sequence)> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly RecordingObserver<Gap<char>> _seen;

    public DetectGapsEndTests() => _seen = new(_clock);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tells_what_is_missing_before_the_end(bool fails)
    {
        var error = new InvalidOperationException();
        using var subscription = Apply(_maxDelay).Subscribe(_seen);
        Send(0, "A1", "A3");

        if (fails)
        {
            _feed.Observer.OnError(error);
        }
        else
        {
            _feed.Observer.OnCompleted();
        }

        Send(0, "A9");
        Assert.Single(_seen.Values);
        Assert.Equal(fails ? (error, false) : (null, true), (_seen.Error, _seen.IsCompleted));
        _seen.AssertGrammar();
    }

    [Theory]
    [InlineData("key")]
    [InlineData("sequence")]
    [InlineData("time")]
    public void Ends_with_what_a_delegate_throws(string which)
    {
        var error = new InvalidOperationException();
        using var subscription = _feed
            .DetectGaps(x => Throw("key", x).Key, x => Throw("sequence", x).Sequence, _clock, x => At((int)Throw("time", x).Sequence!)).Subscribe(_seen);

        Send(0, "A1", "A3", "A9", "A2");

        Assert.Single(_seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);

        (char Key, long? Sequence) Throw(string here, (char, long?) value) => here == which && value.Item2 == 9 ? throw error : value;
    }

    [Fact]
    public void Completes_with_an_empty_source()
    {
        using var subscription = Observable.Empty<int>().DetectGaps(x => 'A', x => x, _clock).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Tells_nothing_once_disposed()
    {
        var subscription = Apply(_maxDelay).Subscribe(_seen);

        Send(0, "A1", "A3");
        subscription.Dispose();
        _clock.AdvanceBy(_maxDelay);

        Assert.Empty(_seen.Values);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Stops_when_disposed_from_within_OnNext()
    {
        using var subscription = new SerialDisposable();
        var seen = new RecordingObserver<Gap<char>> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = Apply(_maxDelay).Subscribe(seen);

        Send(0, "A1", "A3", "A5");
        _clock.AdvanceBy(_maxDelay);

        Assert.Single(seen.Values);
    }

    private static Timestamp At(int milliseconds) => VirtualMarketClock.Open.AddMilliseconds(milliseconds);

    private IObservable<Gap<char>> Apply(TimeSpan maxDelay = default, int maxOpen = 64, int maxKeys = 100) =>
        _feed.DetectGaps(x => x.Key, x => x.Sequence, _clock, maxDelay: maxDelay, maxOpenPerKey: maxOpen, maxKeys: maxKeys);

    private void Send(int at, params string[] events)
    {
        if (_clock.Now < VirtualMarketClock.Open.AddMilliseconds(at))
        {
            _clock.AdvanceTo(VirtualMarketClock.Open.AddMilliseconds(at));
        }

        Array.ForEach(events, text => _feed.Observer.OnNext((text[0], text[1] == '-' ? null : text[1] - '0')));
    }
}
