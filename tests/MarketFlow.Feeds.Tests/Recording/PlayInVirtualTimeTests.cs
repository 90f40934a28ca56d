using System.Reactive.Concurrency;
using System.Reactive.Linq;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using MarketFlow.Tests;
using static MarketFlow.Feeds.Tests.Lines;

namespace MarketFlow.Feeds.Tests;

public sealed class PlayInVirtualTimeTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly HistoricalScheduler _clock = new(Start);
    private readonly RecordingObserver<Frame> _seen;

    public PlayInVirtualTimeTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_missing_arguments_and_a_negative_settle()
    {
        RecordedLine[] none = [];

        Assert.Throws<ArgumentNullException>(() => FeedOperators.PlayInVirtualTime(null!, "f", _clock, _second));
        Assert.Throws<ArgumentNullException>(() => none.PlayInVirtualTime(null!, _clock, _second));
        Assert.Throws<ArgumentNullException>(() => none.PlayInVirtualTime("f", null!, _second));
        Assert.Throws<ArgumentOutOfRangeException>(() => none.PlayInVirtualTime("f", _clock, TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Emits_each_frame_at_its_time_and_completes_after_settling()
    {
        Play([At(0, RecordedLineKind.Connect), At(1), At(1.5, RecordedLineKind.Send), At(3)], settle: 10 * _second);

        Assert.Equal([Start + _second, Start + (3 * _second)], _seen.Received.Select(frame => frame.At));
        Assert.Equal(["1", "3"], _seen.Values.Select(frame => frame.Bytes.Text()));
        Assert.All(_seen.Values, frame => Assert.Equal("f", frame.Feed));
        Assert.True(_seen.IsCompleted);
        Assert.Equal(Start + (13 * _second), _clock.Clock);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Completes_without_lines() => Assert.Equal(Start + _second, Play([], _second));

    [Fact]
    public void Moves_time_for_lines_that_are_no_frames_too() => Assert.Equal(Start + (5 * _second), Play([At(5, RecordedLineKind.Send)], TimeSpan.Zero));

    [Fact]
    public void Never_moves_the_clock_back()
    {
        Play([At(2), At(1), At(2), At(2.5)], TimeSpan.Zero);

        Assert.Equal([2d, 2, 2, 2.5], _seen.Received.Select(frame => (frame.At - Start).TotalSeconds));
        Assert.Equal([2d, 1, 2, 2.5], _seen.Values.Select(frame => (frame.ReceivedAt.ToDateTimeOffset() - Start).TotalSeconds));
    }

    [Theory]
    [InlineData(0, "1 due 1 2")]
    [InlineData(1, "1 1 due 2")]
    [InlineData(999, "1 1 due 2")]
    [InlineData(1_000, "1 1 due 2")]
    [InlineData(1_001, "1 1 2 due")]
    public void Runs_what_is_due_before_a_frame_first(int milliseconds, string expected)
    {
        var log = new List<string>();
        new[] { At(1), At(1), At(2) }.PlayInVirtualTime("f", _clock, _second).Subscribe(frame =>
        {
            if (log.Count == 0)
            {
                _clock.Schedule(TimeSpan.FromMilliseconds(milliseconds), () => log.Add("due"));
            }

            log.Add(frame.Bytes.Text());
        });

        Assert.Equal(expected, string.Join(' ', log));
    }

    [Fact]
    public void Lets_what_is_held_leave_while_it_settles()
    {
        var seen = new RecordingObserver<Frame>(_clock);
        new[] { At(1) }.PlayInVirtualTime("f", _clock, 2 * _second).Delay(2 * _second, _clock).Subscribe(seen);

        Assert.Equal([Start + (3 * _second)], seen.Received.Select(frame => frame.At));
    }

    [Fact]
    public void Runs_what_is_due_at_the_end_even_without_settling()
    {
        var ran = false;
        using var subscription = new[] { At(1) }.PlayInVirtualTime("f", _clock, TimeSpan.Zero)
            .Subscribe(_ => _clock.Schedule(() => ran = true));

        Assert.True(ran);
    }

    [Fact]
    public void Stops_reading_when_disposed_from_within_a_frame()
    {
        var lines = new EndlessLines(2);

        lines.PlayInVirtualTime("f", _clock, _second).Take(3).Subscribe(_seen);

        Assert.Equal(3, _seen.Values.Count);
        Assert.True(_seen.IsCompleted);
        Assert.True(lines.IsDisposed);
        Assert.Equal(3, lines.Asked);
        Assert.Equal(Start + (2 * _second), _clock.Clock);
    }

    [Fact]
    public void Stops_when_disposed_by_what_is_due_on_the_way()
    {
        var lines = new EndlessLines(1_000);

        lines.PlayInVirtualTime("f", _clock, _second).TakeUntil(Observable.Timer(TimeSpan.FromSeconds(2.5), _clock)).Subscribe(_seen);

        Assert.Equal([0d, 1, 2], _seen.Received.Select(frame => (frame.At - Start).TotalSeconds));
        Assert.True(lines.IsDisposed);
    }

    [Fact]
    public void Tells_no_fault_once_disposed_by_what_is_due_on_the_way()
    {
        var faults = new RecordingObserver<DecodeFault>();

        new[] { At(1), Malformed(3) }.PlayInVirtualTime("f", _clock, _second, faults)
            .TakeUntil(Observable.Timer(2 * _second, _clock)).Subscribe(_seen);

        Assert.True(_seen.IsCompleted);
        Assert.Empty(faults.Values);
    }

    [Fact]
    public void Gives_operators_on_the_trampoline_their_turn_between_lines()
    {
        var log = new List<string>();
        new[] { At(1), At(2) }.PlayInVirtualTime("f", _clock, _second)
            .Do(frame => log.Add(frame.Bytes.Text()))
            .SelectMany(_ => Observable.Return("a", CurrentThreadScheduler.Instance))
            .Subscribe(log.Add);

        Assert.Equal("1 a 2 a", string.Join(' ', log));
    }

    [Fact]
    public void Tells_a_line_that_cannot_be_read_as_a_fault_and_goes_on()
    {
        var faults = new RecordingObserver<DecodeFault>(_clock);
        new[] { At(1), Malformed(1), At(2) }.PlayInVirtualTime("f", _clock, _second, faults).Subscribe(_seen);

        Assert.Equal(2, _seen.Values.Count);
        var fault = Assert.Single(faults.Values);
        Assert.Equal(("f", 0, "torn", "Line 7 cannot be read"), (fault.Frame.Feed, fault.Frame.Connection, fault.Bytes.Text(), fault.Reason));
        Assert.True(_seen.IsCompleted);
        Assert.False(faults.HasEnded);
    }

    [Fact]
    public void Ends_at_a_line_that_cannot_be_read_where_nobody_takes_faults()
    {
        Play([At(1), Malformed(1), At(2)], _second);

        Assert.Single(_seen.Values);
        Assert.Equal("Line 7 cannot be read", Assert.IsType<FormatException>(_seen.Error).Message);
        Assert.Equal(Start + _second, _clock.Clock);
    }

    [Fact]
    public void Ends_with_what_reading_throws()
    {
        var error = new IOException("gone");

        Play(new[] { At(1) }.Concat(new EndlessLines(0, error)), _second);

        Assert.Single(_seen.Values);
        Assert.Same(error, _seen.Error);
    }

    [Fact]
    public void Lets_go_of_the_lines_where_the_consumer_throws()
    {
        var lines = new EndlessLines(5);

        Assert.Throws<InvalidOperationException>(() =>
            lines.PlayInVirtualTime("f", _clock, _second).Subscribe(_ => throw new InvalidOperationException("no")));

        Assert.True(lines.IsDisposed);
    }

    [Fact]
    public void Plays_anew_for_each_subscription()
    {
        var frames = new[] { At(1), At(2) }.PlayInVirtualTime("f", _clock, TimeSpan.Zero);

        Assert.Equal(2, frames.ToEnumerable().Count());
        Assert.Equal(2, frames.ToEnumerable().Count());
    }

    /// <summary>A frame comes at the latest time seen so far: a running maximum.</summary>
    [Fact]
    public void Emits_at_the_running_maximum_of_the_lines_times() =>
        Prop.ForAll<sbyte[]>(steps =>
        {
            var clock = new HistoricalScheduler(Start);
            var seen = new RecordingObserver<Frame>(clock);
            var times = steps.Select((_, i) => (double)steps.Take(i + 1).Sum(step => step)).ToList();
            times.Select(time => At(time)).PlayInVirtualTime("f", clock, _second).Subscribe(seen);
            var expected = times.Select((_, i) => Start.AddSeconds(Math.Max(0, times.Take(i + 1).Max())));
            seen.AssertGrammar();
            return seen.IsCompleted && seen.Received.Select(frame => frame.At).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [RecordedFact]
    public void Plays_a_recorded_session_through_a_decoder_the_same_way_each_time()
    {
        Assert.Equal(8_812, PlayRecorded().Count);
        Assert.Equal(PlayRecorded(), PlayRecorded());
    }

    private static List<string> PlayRecorded()
    {
        var lines = SessionFile.Read(RecordedSession.HitBtc).PeekStart(out var start);
        var clock = new HistoricalScheduler(start.ToDateTimeOffset());
        var faults = new RecordingObserver<DecodeFault>();
        var seen = new List<string>();
        lines.PlayInVirtualTime("hitbtc", clock, _second, faults)
            .Decode(new HitBtcDialect().CreateDecoder(), faults)
            .Buffer(TimeSpan.FromMilliseconds(100), clock)
            .Subscribe(batch => seen.AddRange(batch.Select(told => $"{clock.Now:O} {told.Type} {told.Symbol} {told.Source.Connection}")));
        Assert.Empty(faults.Values);
        return seen;
    }

    private DateTimeOffset Play(IEnumerable<RecordedLine> lines, TimeSpan settle)
    {
        lines.PlayInVirtualTime("f", _clock, settle).Subscribe(_seen);
        Assert.True(_seen.HasEnded);
        return _clock.Clock;
    }
}
