using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DetectSilenceTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly HandSource<char> _feed = new();
    private readonly VirtualMarketClock _clock = new();
    private readonly RecordingObserver<Silence<char>> _seen;

    public DetectSilenceTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_arguments_that_make_no_sense()
    {
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<int>)!.DetectSilence(x => x, _limit, _clock));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.DetectSilence<char, int>(null!, _limit, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _feed.DetectSilence(x => x, _limit, null!));
        Assert.Throws<ArgumentOutOfRangeException>("limit", () => _feed.DetectSilence(x => x, TimeSpan.Zero, _clock));
        Assert.Throws<ArgumentOutOfRangeException>("maxKeys", () => _feed.DetectSilence(x => x, _limit, _clock, maxKeys: 0));
        Assert.Throws<ArgumentException>("known", () => _feed.DetectSilence(x => "a", _limit, _clock, known: [null!]));
        Assert.NotNull(_feed.DetectSilence(x => x, _tick, _clock, maxKeys: 1));
    }

    [Fact]
    public void Tells_a_silence_exactly_when_the_limit_is_over_and_once()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);
        Hear(1, "A");

        _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(1) + _limit - _tick);
        Assert.Empty(_seen.Values);
        _clock.AdvanceBy(_tick);
        Assert.Equal([new(new('A', At(1), At(16)), At(16))], _seen.Received);

        _clock.AdvanceBy(_limit * 100);
        Assert.Single(_seen.Values);
    }

    [Fact]
    public void Tells_the_end_of_a_silence_and_then_the_next_one()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);

        Hear(0, "A");
        Hear(20, "AA");
        _clock.AdvanceBy(_limit);

        Assert.Equal([new('A', At(0), At(15)), new('A', At(0), At(15), At(20)), new('A', At(20), At(35))], _seen.Values);
        Assert.Equal([false, true, false], _seen.Values.Select(silence => silence.HasEnded));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    public void Takes_what_talks_at_the_very_end_of_the_limit_for_silent(int ticks, int told)
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);
        Hear(0, "A");

        _clock.Sleep(_limit + TimeSpan.FromTicks(ticks)); // the timer has not run yet
        _feed.Observer.OnNext('A');

        Assert.Equal(told, _seen.Values.Count);
    }

    [Fact]
    public void Keeps_keys_apart()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);

        Hear(0, "AB");
        Hear(5, "C");
        Hear(10, "A");
        _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(24));

        Assert.Equal([('B', At(15)), ('C', At(20))], _seen.Values.Select(silence => (silence.Key, silence.DetectedAt)));
    }

    [Fact]
    public void Listens_to_known_keys_from_the_subscription_on()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock, known: ['A', 'B']).Subscribe(_seen);

        Hear(5, "B");
        _clock.AdvanceTo(VirtualMarketClock.Open + _limit);

        Assert.Equal([new('A', At(0), At(15))], _seen.Values);
    }

    [Fact]
    public void Tells_nothing_while_talk_is_not_expected_and_within_two_limits_of_when_it_is_again()
    {
        var open = VirtualMarketClock.Open.AddSeconds(100);
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock, now => now >= open).Subscribe(_seen);
        Hear(0, "A");
        Hear(95, "B");

        _clock.AdvanceTo(open + _limit - _tick);
        Assert.Empty(_seen.Values);
        _clock.AdvanceTo(open + (_limit * 2));

        Assert.Equal([('A', At(0), At(120)), ('B', At(95), At(125))], _seen.Values.Select(silence => (silence.Key, silence.Since, silence.DetectedAt)));
    }

    [Fact]
    public void Tells_nothing_of_a_limit_at_whose_end_talk_is_no_longer_expected()
    {
        var close = VirtualMarketClock.Open.AddSeconds(20);
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock, now => now < close).Subscribe(_seen);

        Hear(0, "A");
        Hear(5, "B");
        _clock.AdvanceBy(_limit * 10);

        Assert.Equal(['A'], _seen.Values.Select(silence => silence.Key));
        Hear(200, "A");
        Assert.True(_seen.Values[^1].HasEnded);
    }

    [Fact]
    public void Forgets_the_one_longest_silent_where_there_are_too_many()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock, maxKeys: 2).Subscribe(_seen);

        Hear(0, "A");
        Hear(10, "B");
        Hear(16, "C"); // A is forgotten, which has been told
        Hear(17, "D"); // B is forgotten
        Hear(20, "A"); // C is forgotten; A is new
        _clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(35));

        Assert.Equal([('A', At(15)), ('D', At(32)), ('A', At(35))], _seen.Values.Select(silence => (silence.Key, silence.DetectedAt)));
    }

    [Fact]
    public void Waits_for_ever_where_the_limit_is_without_end()
    {
        using var subscription = _feed.DetectSilence(x => x, TimeSpan.MaxValue, _clock).Subscribe(_seen);

        Hear(0, "A");
        _clock.AdvanceBy(TimeSpan.FromDays(36_500));

        Assert.Empty(_seen.Values);
    }

    [Fact]
    public void Allocates_nothing_for_an_event_of_a_key_it_knows()
    {
        using var subscription = _feed.DetectSilence(x => x, _limit, _clock).Subscribe(_seen);
        Hear(0, "AB");

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                _clock.Sleep(_limit / 2_000);
                _feed.Observer.OnNext('A');
                _feed.Observer.OnNext('B');
            }
        }));
    }

    private static DateTimeOffset At(int seconds) => VirtualMarketClock.Open.AddSeconds(seconds);

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
