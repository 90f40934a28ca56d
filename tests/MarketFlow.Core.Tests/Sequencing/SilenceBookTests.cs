namespace MarketFlow.Tests;

/// <summary>A judgement that comes too late, because the key has talked, was judged, or is not known any more.</summary>
public sealed class SilenceBookTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;
    private readonly SilenceBook<string> _book = new(_limit, maxKeys: 10);

    [Fact]
    public void Judges_a_key_whose_limit_is_over()
    {
        _book.Heard("A", _start);

        _book.Judge("A", _start, isSilent: true, _start + _limit);

        Assert.True(_book.TryTake(out var silence));
        Assert.Equal("A", silence.Key);
    }

    [Fact]
    public void Does_not_judge_a_key_that_it_does_not_know()
    {
        _book.Heard("A", _start);

        _book.Judge("B", _start, isSilent: true, _start + _limit);

        Assert.False(_book.TryTake(out _));
    }

    [Fact]
    public void Does_not_judge_a_key_that_has_talked_since()
    {
        _book.Heard("A", _start);
        _book.Heard("A", _start.AddSeconds(9));

        _book.Judge("A", _start, isSilent: true, _start + _limit);

        Assert.False(_book.TryTake(out _));
        Assert.Equal(_start.AddSeconds(19), _book.NextDue);
    }

    [Fact]
    public void Does_not_judge_a_key_twice()
    {
        _book.Heard("A", _start);
        var now = _start + _limit;
        _book.Judge("A", _start, isSilent: true, now);

        _book.Judge("A", now, isSilent: true, now.AddSeconds(1)); // its limit counts from the first judgement by now

        Assert.True(_book.TryTake(out var silence));
        Assert.Equal(now, silence.DetectedAt);
        Assert.False(_book.TryTake(out _));
    }
}
