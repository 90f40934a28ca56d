using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Sequences at both ends of a 64-bit number.</summary>
public sealed class SequenceLimitTests
{
    private readonly HandSource<long> _feed = new();
    private readonly VirtualMarketClock _clock = new();

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue - 3)]
    [InlineData(-2)]
    public void Counts_on_from_either_end(long first)
    {
        RecordingObserver<Gap<int>> gaps = new();
        RecordingObserver<long> events = new();
        using var detected = _feed.DetectGaps(_ => 0, x => x, _clock).Subscribe(gaps);
        var detector = _feed.Observer;
        using var ordered = _feed.Resequence(_ => 0, x => x, TimeSpan.FromSeconds(1), 10, _clock).Subscribe(events);

        foreach (var step in (int[])[0, 1, 3, 2])
        {
            detector.OnNext(first + step);
            _feed.Observer.OnNext(first + step);
        }

        Assert.Equal([(first + 2, first + 2, 1), (first + 2, first + 2, 0)], gaps.Values.Select(gap => (gap.First!.Value, gap.Last!.Value, gap.Missing!.Value)));
        Assert.Equal([first, first + 1, first + 2, first + 3], events.Values);
    }

    [Fact]
    public void Reports_one_gap_from_end_to_end_with_as_many_missing_as_a_number_holds()
    {
        RecordingObserver<Gap<int>> gaps = new();
        using var subscription = _feed.DetectGaps(_ => 0, x => x, _clock).Subscribe(gaps);

        _feed.Observer.OnNext(long.MinValue);
        _feed.Observer.OnNext(long.MaxValue);
        _feed.Observer.OnNext(long.MinValue); // a step back, and no gap

        var gap = Assert.Single(gaps.Values);
        Assert.Equal((long.MinValue + 1, long.MaxValue - 1, long.MaxValue), (gap.First!.Value, gap.Last!.Value, gap.Missing!.Value));
    }

    [Fact]
    public void Holds_the_last_of_all_sequences_behind_a_hole_and_lets_it_go_when_its_wait_is_over()
    {
        RecordingObserver<long> events = new(_clock);
        using var subscription = _feed.Resequence(_ => 0, x => x, TimeSpan.FromSeconds(1), 10, _clock).Subscribe(events);

        Array.ForEach([long.MinValue, long.MaxValue, long.MaxValue - 1], _feed.Observer.OnNext);
        Assert.Single(events.Values);
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        Array.ForEach([long.MaxValue, long.MinValue], _feed.Observer.OnNext);

        Assert.Equal([long.MinValue, long.MaxValue - 1, long.MaxValue, long.MaxValue, long.MinValue], events.Values);
    }

    /// <summary>Near either end and around zero alike: gaps and order do not depend on where a count stands.</summary>
    [Fact]
    public void Does_the_same_wherever_a_count_stands() =>
        Prop.ForAll<byte[]>(steps =>
        {
            var here = Run(0);
            return here == Run(long.MinValue) && here == Run(long.MaxValue - 11);

            string Run(long start)
            {
                (HandSource<long> feed, List<string> told) = (new(), []);
                using var detected = feed.DetectGaps(_ => 0, x => x, _clock).Subscribe(gap => told.Add($"{gap.First - start} to {gap.Last - start}: {gap.Missing}"));
                var detector = feed.Observer;
                using var ordered = feed.Resequence(_ => 0, x => x, TimeSpan.FromSeconds(1), 3, _clock).Subscribe(x => told.Add($"{x - start}"));
                foreach (var step in steps)
                {
                    detector.OnNext(start + (step % 12));
                    feed.Observer.OnNext(start + (step % 12));
                }

                feed.Observer.OnCompleted();
                return string.Join(", ", told);
            }
        }).QuickCheckThrowOnFailure();
}
