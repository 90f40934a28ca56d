using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow.Feeds;

public static partial class FeedOperators
{
    /// <summary>Plays a recorded session as if it happened now: each frame at its recorded distance from the first, on a running clock.</summary>
    /// <param name="lines">The lines of a session, in arrival order. Asked for one at a time, on the clock's thread.</param>
    /// <param name="feed">Name of the feed that the frames get.</param>
    /// <param name="speed">How many times faster than it was recorded; above 0 and finite.</param>
    /// <param name="clock">Counts the session's time from the subscription on. What is late is made up for.</param>
    /// <param name="faults">Receives the lines that cannot be read, as faults on connection 0; null where they are passed over. Never completed.</param>
    /// <returns>
    /// The frames in the order of the lines, on the clock's thread, one action each, received now by the clock: what waits for them judges
    /// their age by that. Completes after the last one. For the recorded times see <see cref="PlayInVirtualTime"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="lines"/>, <paramref name="feed"/> or <paramref name="clock"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="speed"/> is out of its range.</exception>
    /// <remarks>Ends with what reading the lines throws. Memory: none of its own.</remarks>
    public static IObservable<Frame> PlayOnClock(
        this IEnumerable<RecordedLine> lines, string feed, double speed, IScheduler clock, IObserver<DecodeFault>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(speed), false, nameof(speed));
        ArgumentNullException.ThrowIfNull(clock);

        return Observable.Create<Frame>(observer =>
        {
            var player = new ClockPlayer(observer, lines.GetEnumerator(), feed, speed, clock, faults);
            player.Begin();
            return player;
        });
    }

    private sealed class ClockPlayer(
        IObserver<Frame> downstream, IEnumerator<RecordedLine> lines, string feed, double speed, IScheduler clock, IObserver<DecodeFault>? faults)
        : IDisposable
    {
        private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(1);
        private readonly Lock _reading = new();
        private readonly MultipleAssignmentDisposable _next = new();
        private readonly DateTimeOffset _start = clock.Now;
        private Timestamp? _first;

        public void Begin() => _next.Disposable = clock.Schedule(ReadOn);

        public void Dispose()
        {
            _next.Dispose();
            lock (_reading)
            {
                lines.Dispose(); // not in the middle of a line
            }
        }

        private void ReadOn()
        {
            try
            {
                while (TryRead(out var line))
                {
                    if (line is null)
                    {
                        downstream.OnCompleted();
                        return;
                    }

                    if (line.Kind == RecordedLineKind.Receive)
                    {
                        PlayWhenDue(line);
                        return;
                    }

                    if (line.Kind == RecordedLineKind.Malformed)
                    {
                        faults?.OnNext(new(new(feed, connection: 0, clock.Now, line.Data), line.Data, line.Problem!));
                    }
                }
            }
            catch (Exception error)
            {
                downstream.OnError(error);
            }
        }

        /// <returns>False where it was disposed; <paramref name="line"/> is null at the end.</returns>
        private bool TryRead(out RecordedLine? line)
        {
            lock (_reading)
            {
                line = !_next.IsDisposed && lines.MoveNext() ? lines.Current : null;
                return !_next.IsDisposed;
            }
        }

        private void PlayWhenDue(RecordedLine line)
        {
            _first ??= line.At;
            var wait = _start + Offset(line.At - _first.Value) - clock.Now;
            if (wait > TimeSpan.Zero)
            {
                // again, for real timers ring a little early at times, and count no more than 49 days
                _next.Disposable = clock.Schedule(wait < _longestTimer ? wait : _longestTimer, () => PlayWhenDue(line));
                return;
            }

            downstream.OnNext(new(feed, line.Connection, clock.Now, line.Data, line.IsBinary));
            _next.Disposable = clock.Schedule(ReadOn); // others who work on this clock get their turn
        }

        private TimeSpan Offset(TimeSpan recorded) => TimeSpan.FromTicks((long)Math.Min(recorded.Ticks / speed, TimeSpan.FromDays(36_500).Ticks));
    }
}
