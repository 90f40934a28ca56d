using System.Net.WebSockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow.Feeds;

/// <summary>The connections of one feed to its vendor, each a stream of frames that comes back whenever it is lost.</summary>
/// <remarks>
/// Connections are streams of their own, because their frames arrive on different threads at once, which one stream may not do.
/// Join them with an operator that serialises without blocking; Rx's <c>Merge</c> blocks the threads instead.
/// Proxies: <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c> apply, but never to loopback addresses and other addresses of
/// this machine. Each attempt opens one TCP connection, after which the back-off counts; the addresses of one host name are tried in order
/// within one attempt. Redirects are not followed.
/// Memory: 64 KiB per open connection, and up to <see cref="WebSocketFeedOptions.MaxFrameBytes"/> while a long frame comes in.
/// </remarks>
public sealed class WebSocketFeed
{
    private readonly FeedShared _shared;
    private readonly ConnectionRun?[] _runs;
    private readonly Lock _gate = new();
    private bool _isStopped;

    /// <summary>Makes a feed. It connects when its connections are subscribed to.</summary>
    /// <param name="options">Where and how to connect.</param>
    /// <param name="faults">Receives what was skipped, one at a time, on the connections' threads. Never completed.</param>
    /// <param name="clock">Stamps frames and counts time-outs and waits.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public WebSocketFeed(WebSocketFeedOptions options, IObserver<FeedFault> faults, IScheduler clock)
        : this(options, faults, clock, (url, cancel) =>
            SocketFactory.Default.ConnectAsync(url, options.KeepAliveInterval, options.KeepAliveTimeout, options.ContentType, cancel))
    {
    }

    internal WebSocketFeed(
        WebSocketFeedOptions options, IObserver<FeedFault> faults, IScheduler clock, Func<Uri, CancellationToken, Task<WebSocket>> connect)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(clock);
        WebSocketFeedOptions.ThrowIfInvalid(options);

        _shared = new(options, faults, clock, connect);
        _runs = new ConnectionRun?[options.Connections];
        Connections = [.. Enumerable.Range(0, options.Connections).Select(Connection)];
    }

    /// <summary>The feed's name, as configured.</summary>
    public string Name => _shared.Options.Name;

    /// <summary>The connections, by slot: see <see cref="Connection"/>.</summary>
    public IReadOnlyList<IObservable<Frame>> Connections { get; }

    /// <summary>How each connection is, by slot: a snapshot that never waits for a connection.</summary>
    public IReadOnlyList<ConnectionStatus> Status =>
        [.. _runs.Select((run, slot) => Volatile.Read(ref _runs[slot])?.Status ?? new ConnectionMonitor(slot).Read())];

    /// <summary>The times during which the feed was not there: from the last sign of a connection that was lost to the first of its successor.</summary>
    /// <returns>
    /// Each gap once it is over, before the frame that ends it; with several connections, only times that none of them covered, and once
    /// that is known (see <see cref="FlowOperators.DetectConnectionGaps"/>). Keys are <see cref="Name"/>. One at a time, on a thread that
    /// reads a socket or on the clock's. Never ends.
    /// </returns>
    /// <remarks>
    /// Counts from its subscription on, so subscribe before connecting; and from <see cref="WebSocketFeedOptions.LastSeen"/> where an
    /// earlier process has left word. A sign is a frame after the vendor let the connection in.
    /// </remarks>
    public IObservable<Gap<string>> Gaps => _shared.Gaps;

    /// <summary>The topics that the vendor has refused on every connection of the feed.</summary>
    /// <value>A snapshot. A topic that another connection serves, or may still be granted, is not among them: see <see cref="ConnectionStatus.NotServed"/>.</value>
    public IReadOnlyList<TopicStatus> Refused
    {
        get
        {
            var runs = _runs.Select((_, slot) => Volatile.Read(ref _runs[slot])).OfType<ConnectionRun>().Where(run => !run.HasEnded).ToList();
            var elsewhere = runs.Skip(1).Select(run => run.Refused.Select(status => status.Topic).ToHashSet()).ToList();
            return [.. runs.Take(1).SelectMany(run => run.Refused).Where(status => elsewhere.TrueForAll(topics => topics.Contains(status.Topic)))];
        }
    }

    /// <summary>Signals that what the vendor has said about topics has changed: see <see cref="Refused"/> and <see cref="ConnectionStatus.NotServed"/>.</summary>
    /// <value>One signal at a time, on the clock, for all changes until then. Never ends.</value>
    public IObservable<Unit> TopicsJudged => _shared.TopicsJudged.Signals;

    /// <summary>The frames of one connection: subscribing connects, and it reconnects for ever until it is disposed or stopped.</summary>
    /// <param name="slot">Which connection, from 0 to one less than <see cref="WebSocketFeedOptions.Connections"/>.</param>
    /// <returns>
    /// Every text and binary frame in order of arrival, whole, in an array that is never reused, on the thread that reads the socket;
    /// the next one is read when the observer returns. Each reconnect has a new <see cref="Frame.Connection"/>: the first connections
    /// are numbered by slot from 1, those that follow take the next free number.
    /// Ends with OnCompleted after <see cref="Stop"/>, and with OnError only if <see cref="WebSocketFeedOptions.SendOnConnect"/> or the conversation throws;
    /// a consumer that throws loses its connection, and is reported as a fault. Whatever happens to the socket is not an error but a reconnect.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="InvalidOperationException">Sent: the slot is subscribed to already. A vendor counts each socket; share the stream instead.</exception>
    /// <remarks>
    /// Disposing returns at once: nothing is delivered any more, an open socket is closed with 1000 and cut if that is not answered
    /// within <see cref="WebSocketFeedOptions.CloseTimeout"/>.
    /// </remarks>
    public IObservable<Frame> Connection(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, _runs.Length);
        return Observable.Create<Frame>(observer => Start(slot, observer));
    }

    /// <summary>Says what is wanted of the vendor from now on, on every connection, those that come later included.</summary>
    /// <param name="topics">All of it, not the change alone; copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="topics"/> is null.</exception>
    /// <exception cref="ArgumentException">A topic names nothing.</exception>
    /// <remarks>
    /// An open connection sends the difference: what is new is asked for before what is wanted no more is taken back, and what stays is
    /// not mentioned. Returns at once, from any thread; of changes that come faster than the vendor reads, the last counts.
    /// Without effect where <see cref="WebSocketFeedOptions.CreateConversation"/> is not given.
    /// </remarks>
    public void Want(IReadOnlyCollection<FeedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Contains(default))
        {
            throw new ArgumentException("A topic is the default value, which names nothing; must have a channel and a symbol.", nameof(topics));
        }

        _shared.Wanted = [.. topics];
        for (var slot = 0; slot < _runs.Length; slot++)
        {
            Volatile.Read(ref _runs[slot])?.TellWanted();
        }
    }

    /// <summary>Closes every connection and completes its stream once the socket is closed; later subscriptions complete at once.</summary>
    /// <remarks>Frames that arrive until the vendor has answered the close are still delivered. Bounded as disposing is. For good.</remarks>
    public void Stop()
    {
        ConnectionRun?[] runs;
        lock (_gate)
        {
            _isStopped = true;
            runs = [.. _runs];
        }

        foreach (var run in runs)
        {
            run?.Stop();
        }
    }

    private ConnectionRun Start(int slot, IObserver<Frame> observer)
    {
        var run = new ConnectionRun(_shared, slot, observer);
        lock (_gate)
        {
            if (_runs[slot] is { HasEnded: false })
            {
                throw new InvalidOperationException(
                    $"Feed \"{Name}\": connection slot {slot} is subscribed to already; share its stream instead of opening a second socket.");
            }

            _runs[slot] = run;
            if (_isStopped)
            {
                run.Stop();
            }
        }

        _ = run.RunAsync();
        return run;
    }
}
