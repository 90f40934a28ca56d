using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow.Feeds;

public static partial class FeedOperators
{
    /// <summary>Plays a recorded session in virtual time: moves the clock to each line's time, then emits the line's frame.</summary>
    /// <param name="lines">The lines of a session, in arrival order. Asked for one at a time, so they may come from a live stream.</param>
    /// <param name="feed">Name of the feed that the frames get.</param>
    /// <param name="clock">
    /// The clock of the whole pipeline; must not be running. Start it at the session's start (<see cref="SessionFile.PeekStart"/>):
    /// a timer that repeats would otherwise run for every second since the year 1.
    /// </param>
    /// <param name="settle">How long time runs on after the last line, so that what is held leaves; zero or more.</param>
    /// <param name="faults">
    /// Receives the lines that cannot be read, as faults on connection 0. Never completed. Null where such a line is to end the stream.
    /// </param>
    /// <returns>
    /// The frames in the order of the lines, all on the subscribing thread and before <c>Subscribe</c> returns: the same lines give the same
    /// notifications. What is due on the way runs before the frame; a line whose time equals or goes behind the clock's does not move it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="lines"/>, <paramref name="feed"/> or <paramref name="clock"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="settle"/> is negative.</exception>
    /// <remarks>
    /// Errors: ends with what reading the lines throws, and without <paramref name="faults"/> with a <see cref="FormatException"/> that names
    /// the line that cannot be read. Time then stands still: nothing settles. Memory: none of its own.
    /// </remarks>
    public static IObservable<Frame> PlayInVirtualTime(
        this IEnumerable<RecordedLine> lines, string feed, HistoricalScheduler clock, TimeSpan settle, IObserver<DecodeFault>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(settle, TimeSpan.Zero);

        return Observable.Create<Frame>(observer =>
        {
            var player = new SessionPlayer(observer, lines.GetEnumerator(), feed, clock, settle, faults);

            // On the subscriber's trampoline, a line at a time: whoever is downstream can dispose in mid-session, and operators that
            // use the trampoline themselves get their turn between two lines.
            CurrentThreadScheduler.Instance.Schedule(player.Step);
            return player;
        });
    }

    private sealed class SessionPlayer(
        IObserver<Frame> downstream, IEnumerator<RecordedLine> lines, string feed, HistoricalScheduler clock, TimeSpan settle, IObserver<DecodeFault>? faults)
        : IDisposable
    {
        private volatile bool _isDisposed;

        public void Step(Action again)
        {
            var goesOn = false;
            try
            {
                goesOn = PlayLine();
            }
            finally
            {
                if (!goesOn)
                {
                    lines.Dispose();
                }
            }

            if (goesOn)
            {
                again();
            }
        }

        // The step under way, or the next one, sees it and lets go of the lines.
        public void Dispose() => _isDisposed = true;

        private bool PlayLine()
        {
            if (_isDisposed || !TryMoveNext(out var line))
            {
                return false;
            }

            if (line is null)
            {
                MoveClockTo(clock.Clock + settle);
                downstream.OnCompleted();
                MoveClockTo(clock.Clock); // what completion makes due, such as emptying lanes, has nothing else to run it
                return false;
            }

            MoveClockTo(line.At.ToDateTimeOffset());
            if (_isDisposed)
            {
                return false; // by what was due on the way
            }

            if (line.Kind == RecordedLineKind.Malformed)
            {
                return TellMalformed(line);
            }

            if (line.Kind == RecordedLineKind.Receive)
            {
                downstream.OnNext(line.ToFrame(feed));
            }

            return true;
        }

        /// <returns>False where reading failed; <paramref name="line"/> is null at the end.</returns>
        private bool TryMoveNext(out RecordedLine? line)
        {
            line = null;
            try
            {
                line = lines.MoveNext() ? lines.Current : null;
                return true;
            }
            catch (Exception error)
            {
                downstream.OnError(error);
                return false;
            }
        }

        private bool TellMalformed(RecordedLine line)
        {
            if (faults is null)
            {
                downstream.OnError(new FormatException(line.Problem));
                return false;
            }

            faults.OnNext(new(new(feed, connection: 0, line.At, line.Data), line.Data, line.Problem!));
            return true;
        }

        private void MoveClockTo(DateTimeOffset time)
        {
            if (time > clock.Clock)
            {
                clock.AdvanceTo(time);
                return;
            }

            // What the frame before made due at once runs before this one, though no time passes between them.
            clock.ScheduleAbsolute(clock.Clock, clock.Stop);
            clock.Start();
        }
    }
}
