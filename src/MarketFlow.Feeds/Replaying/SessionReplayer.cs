using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;

namespace MarketFlow.Feeds;

/// <summary>Serves a recorded session over sockets as the vendor would: each connecting socket becomes the next recorded connection.</summary>
/// <remarks>
/// <para>The session starts when every recorded connection has a socket, or <see cref="ReplayOptions.StartAfter"/> after the first one
/// came. A frame is due at its recorded distance from the first frame of the session, divided by the speed.</para>
/// <para>Every socket is sent its connection's frames from the first one on: what is already due at once, the rest when it is due. So a
/// socket that comes late, or comes back, first gets what the venue told on subscribe and everything that it missed, as fast as it
/// takes it, and then goes on live: a vendor would send its snapshots again.</para>
/// <para>Once all recorded connections are taken, a newcomer takes over the one that was lost longest ago; if none is lost, the n-th socket
/// plays connection ((n - 1) mod count) + 1 as well. A client that comes back before its old socket is seen to be gone is such a newcomer.</para>
/// <para>Memory: the session, once, for all sockets. A client that does not read holds up itself alone.</para>
/// </remarks>
public sealed class SessionReplayer
{
    // "Service restart". Some clients treat 1001 as an end that was intended, and do not reconnect.
    private const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;
    private static readonly TimeSpan _forEver = TimeSpan.FromDays(36_500);
    private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(1);
    private readonly RecordedFrame[][] _connections;
    private readonly ReplayOptions _options;
    private readonly IScheduler _clock;
    private readonly Timestamp _first;
    private readonly Seating _seating;
    private readonly List<TaskCompletionSource<DateTimeOffset>> _waiting = [];
    private readonly Lock _gate = new();
    private DateTimeOffset? _startedAt;
    private bool _isTimerSet;

    /// <summary>Makes a replayer.</summary>
    /// <param name="frames">
    /// The session. Connections are taken in the order of their numbers; frames of one connection are sent in the order given, at
    /// the earliest when they are due.
    /// </param>
    /// <param name="options">How to replay it.</param>
    /// <param name="clock">Counts the session's time.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no frame.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public SessionReplayer(IReadOnlyList<RecordedFrame> frames, ReplayOptions options, IScheduler clock)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ReplayOptions.ThrowIfInvalid(options);
        if (frames.Count == 0)
        {
            throw new ArgumentException("frames holds 0 frames; a session has at least 1.", nameof(frames));
        }

        (_options, _clock) = (options, clock);
        _connections = [.. frames.ToLookup(frame => frame.Connection).OrderBy(group => group.Key).Select(group => group.ToArray())];
        _first = frames.Min(frame => frame.At);
        Duration = frames.Max(frame => frame.At) - _first;
        _seating = new(_connections.Length);
    }

    /// <summary>How many connections the session was recorded on: so many sockets start it.</summary>
    public int Connections => _connections.Length;

    /// <summary>From the first frame of the recording to the last.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Plays one recorded connection to a socket, for as long as the socket lives. Call it once for each socket that connects.</summary>
    /// <param name="socket">An open socket, used by nobody else. The caller disposes it.</param>
    /// <param name="cancellation">Ends it early: the socket is closed with 1012.</param>
    /// <returns>
    /// Ends when the client has closed or is lost, when the session is over (<see cref="ReplayOptions.CloseAtEnd"/>), or when it is cancelled.
    /// Never fails for anything that the client does. What the client sends is read and ignored.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    public async Task ServeAsync(WebSocket socket, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (seat, started) = Join();
        var reading = ReadUntilClosedAsync(socket, leaving);
        var closeWith = await SendAsync(socket, _connections[seat], started, leaving.Token).ConfigureAwait(false);
        Leave(seat, started); // before the close is answered: a client may come back as soon as it is
        await CloseAsync(socket, reading, closeWith).ConfigureAwait(false);
    }

    private (int Seat, TaskCompletionSource<DateTimeOffset> Started) Join()
    {
        var started = new TaskCompletionSource<DateTimeOffset>();
        var isFirst = false;
        int seat;
        lock (_gate)
        {
            seat = _seating.Take();
            _waiting.Add(started);
            isFirst = !_isTimerSet;
            _isTimerSet = true;
        }

        if (isFirst)
        {
            _clock.Schedule(_options.StartAfter, () => Start(isTimeUp: true));
        }

        Start(isTimeUp: false);
        return (seat, started);
    }

    private void Leave(int seat, TaskCompletionSource<DateTimeOffset> started)
    {
        lock (_gate)
        {
            _seating.Leave(seat);
            _waiting.Remove(started);
        }
    }

    // Each socket is started by a call of its own on the clock: none has to wait until another has been sent its first frames.
    private void Start(bool isTimeUp)
    {
        TaskCompletionSource<DateTimeOffset>[] ready;
        DateTimeOffset startedAt;
        lock (_gate)
        {
            if (_startedAt is null && !isTimeUp && !_seating.IsFull)
            {
                return;
            }

            startedAt = _startedAt ??= _clock.Now;
            ready = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var started in ready)
        {
            _clock.Schedule(() => started.TrySetResult(startedAt));
        }
    }

    private async Task<WebSocketCloseStatus> SendAsync(
        WebSocket socket, RecordedFrame[] frames, TaskCompletionSource<DateTimeOffset> started, CancellationToken leaving)
    {
        try
        {
            var startedAt = await started.Task.WaitAsync(leaving).ConfigureAwait(false);
            foreach (var frame in frames)
            {
                await UntilAsync(startedAt + Offset(frame.At - _first), leaving).ConfigureAwait(false);
                var type = frame.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                await socket.SendAsync(frame.Bytes, type, endOfMessage: true, CancellationToken.None).AsTask().WaitAsync(leaving).ConfigureAwait(false);
            }

            await UntilAsync(startedAt + (_options.CloseAtEnd ? Offset(Duration) : _forEver), leaving).ConfigureAwait(false);
            return WebSocketCloseStatus.NormalClosure;
        }
        catch (Exception)
        {
            // cancelled, closed or lost: in each case there is nothing more to send
            return socket.State == WebSocketState.CloseReceived ? WebSocketCloseStatus.NormalClosure : ServiceRestart;
        }
    }

    private TimeSpan Offset(TimeSpan recorded) =>
        _options.Speed is { } speed ? TimeSpan.FromTicks((long)Math.Min(recorded.Ticks / speed, _forEver.Ticks)) : TimeSpan.Zero;

    private async ValueTask UntilAsync(DateTimeOffset due, CancellationToken leaving)
    {
        leaving.ThrowIfCancellationRequested();
        while (due - _clock.Now is { Ticks: > 0 } wait) // again, for real timers ring a little early at times, and count no more than 49 days
        {
            await Observable.Timer(wait < _longestTimer ? wait : _longestTimer, _clock).ToTask(leaving).ConfigureAwait(false);
        }
    }

    private static async Task ReadUntilClosedAsync(WebSocket socket, CancellationTokenSource leaving)
    {
        var ignored = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), CancellationToken.None).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception)
        {
            // the client is lost, or was cut by us: either way it says nothing more
        }

        leaving.Cancel();
    }

    private async Task CloseAsync(WebSocket socket, Task reading, WebSocketCloseStatus status)
    {
        using var cut = _clock.Schedule(_options.CloseTimeout, socket.Abort);
        try
        {
            await socket.CloseOutputAsync(status, statusDescription: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            socket.Abort(); // already gone
        }

        await reading.ConfigureAwait(false);
    }
}
