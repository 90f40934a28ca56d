using System.Reactive.Disposables;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using static MarketFlow.Feeds.Tests.Lines;

namespace MarketFlow.Feeds.Tests;

public sealed class PlayOnClockTests
{
    private static readonly DateTimeOffset _today = Start.AddYears(3);
    private readonly VirtualMarketClock _clock = new(_today);
    private readonly RecordingObserver<Frame> _seen;

    public PlayOnClockTests() => _seen = new(_clock);

    [Fact]
    public void Refuses_missing_arguments_and_a_speed_that_is_none()
    {
        RecordedLine[] none = [];

        Assert.Throws<ArgumentNullException>(() => FeedOperators.PlayOnClock(null!, "f", 1, _clock));
        Assert.Throws<ArgumentNullException>(() => none.PlayOnClock(null!, 1, _clock));
        Assert.Throws<ArgumentNullException>(() => none.PlayOnClock("f", 1, null!));
        foreach (var speed in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("speed", () => none.PlayOnClock("f", speed, _clock));
        }
    }

    /// <summary>Whatever the distances and the speed, each frame comes at its recorded distance from the first, and none before the one before it.</summary>
    [Fact]
    public void Emits_each_frame_at_its_distance_from_the_first() =>
        Prop.ForAll<short[], byte>((millis, speed) =>
        {
            var test = new PlayOnClockTests();
            var times = speed + 1;
            var at = 0L;
            test.Play([At(-9, RecordedLineKind.Connect), .. millis.Select(wait => At((at += wait) / 1_000.0))], times).Run(seconds: 32 * (millis.Length + 1));
            var (due, latest, expected) = (0L, 0L, new List<TimeSpan>());
            foreach (var wait in millis.Skip(1))
            {
                latest = Math.Max(latest, due += wait);
                expected.Add(TimeSpan.FromTicks((long)(latest * TimeSpan.TicksPerMillisecond / (double)times)));
            }

            // To the microsecond: recorded times are seconds with a fraction, and dividing them rounds.
            var seen = test._seen.Received.Select(frame => frame.At - _today).ToList();
            return test._seen.IsCompleted && seen.Count == millis.Length
                && seen.Zip(expected.Prepend(TimeSpan.Zero)).All(pair => (pair.First - pair.Second).Duration() <= TimeSpan.FromMicroseconds(1));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Says_that_frames_are_received_now()
    {
        Play([At(0), At(5)], speed: 10).Run(1);

        Assert.Equal([_today, _today.AddSeconds(0.5)], _seen.Values.Select(frame => frame.ReceivedAt.ToDateTimeOffset()));
        Assert.All(_seen.Values, frame => Assert.Equal(("f", 1), (frame.Feed, frame.Connection)));
        Assert.Equal(["0", "5"], _seen.Values.Select(frame => frame.Bytes.Text()));
        _seen.AssertGrammar();
    }

    [Fact]
    public void Makes_up_for_what_is_late()
    {
        var isFirst = true;
        var seen = new RecordingObserver<Frame>(_clock)
        {
            WhileReceiving = _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    _clock.Sleep(TimeSpan.FromSeconds(2.5)); // the thread was busy elsewhere
                }
            },
        };
        new[] { At(0), At(1), At(2), At(3) }.PlayOnClock("f", 1, _clock).Subscribe(seen);
        _clock.AdvanceTo(_today.AddSeconds(10));

        Assert.Equal([0, 2.5, 2.5, 3], seen.Received.Select(frame => (frame.At - _today).TotalSeconds));
    }

    [Fact]
    public void Tells_lines_that_cannot_be_read_and_goes_on()
    {
        var faults = new RecordingObserver<DecodeFault>();
        new[] { At(0), Malformed(1), At(1) }.PlayOnClock("f", 1, _clock, faults).Subscribe(_seen);
        Run(2);

        Assert.Equal(["0", "1"], _seen.Values.Select(frame => frame.Bytes.Text()));
        Assert.Equal(("Line 7 cannot be read", 0), Assert.Single(faults.Values.Select(fault => (fault.Reason, fault.Frame.Connection))));
    }

    [Fact]
    public void Ends_with_what_reading_throws()
    {
        var lines = new EndlessLines(0, new InvalidDataException("torn"));
        lines.PlayOnClock("f", 1, _clock).Subscribe(_seen);
        Run(1);

        Assert.Equal("torn", Assert.IsType<InvalidDataException>(_seen.Error).Message);
        Assert.True(lines.IsDisposed);
    }

    [Fact]
    public void Reads_no_further_than_it_has_played_and_lets_go_of_the_lines_when_disposed()
    {
        var lines = new EndlessLines(5);
        var subscription = lines.PlayOnClock("f", 1, _clock).Subscribe(_seen);
        Run(3.5);
        subscription.Dispose();
        Assert.True(lines.IsDisposed);
        Run(10);

        Assert.Equal(5, lines.Asked);
        Assert.Equal(4, _seen.Count);
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Can_be_disposed_from_within_OnNext()
    {
        var lines = new EndlessLines(1);
        using var subscription = new SingleAssignmentDisposable();
        var seen = new RecordingObserver<Frame> { WhileReceiving = _ => subscription.Dispose() };
        subscription.Disposable = lines.PlayOnClock("f", 1, _clock).Subscribe(seen);
        Run(10);

        Assert.Equal(1, seen.Count);
        Assert.True(lines.IsDisposed);
    }

    private PlayOnClockTests Play(RecordedLine[] lines, double speed)
    {
        lines.PlayOnClock("f", speed, _clock).Subscribe(_seen);
        return this;
    }

    private void Run(double seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
}
