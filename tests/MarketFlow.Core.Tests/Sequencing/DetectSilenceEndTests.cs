using System.Reactive.Disposables;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How the detection of silence ends, whoever ends it.</summary>
public sealed class DetectSilenceEndTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(15);

    private readonly HandSource<char> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly RecordingObserver<Silence<char>> _seen;

    public DetectSilenceEndTests() => _seen = new(_clock);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ends_with_its_source_and_tells_nothing_after(bool fails)
    {
        var error = new InvalidOperationException();
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);
        Hear(0, "A");

        if (fails)
        {
            _feed.Observer.OnError(error);
        }
        else
        {
            _feed.Observer.OnCompleted();
        }

        _clock.AdvanceBy(_limit);
        Assert.Empty(_seen.Values);
        Assert.Equal(fails ? (error, false) : (null, true), (_seen.Error, _seen.IsCompleted));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Ends_with_what_keyOf_throws()
    {
        var error = new InvalidOperationException();
        using var subscription = _feed.DetectSilence(x => x == '?' ? throw error : x, _limit, _clock).Subscribe(_seen);

        Hear(0, "A?");

        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
    }

    [Fact]
    public void Ends_with_what_isExpected_throws_on_the_clocks_thread()
    {
        var error = new InvalidOperationException();
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock, _ => throw error).Subscribe(_seen);

        Hear(0, "A");
        _clock.AdvanceBy(_limit);

        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Completes_with_an_empty_source()
    {
        using var subscription = Observable.Empty<char>().DetectSilence(x => x, _limit, _clock, known: ['A']).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Tells_nothing_once_disposed_also_from_within_OnNext()
    {
        using var subscription = new SerialDisposable();
        var seen = new RecordingObserver<Silence<char>> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(seen);

        Hear(0, "ABC");
        _clock.AdvanceBy(_limit);

        Assert.Equal(['A'], seen.Values.Select(silence => silence.Key));
        Assert.Equal(1, _feed.Unsubscribed);
    }

    private void Hear(int at, string keys)
    {
        if (_clock.Now < VirtualMarketClock.Open.AddSeconds(at))
        {
            _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(at));
        }

        foreach (var key in keys)
        {
            _feed.Observer.OnNext(key);
        }
    }
}
