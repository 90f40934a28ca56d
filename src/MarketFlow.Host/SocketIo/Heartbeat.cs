using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Host;

/// <summary>Asks a client at intervals whether it is still there, and says when it does not answer in time.</summary>
/// <remarks>A pong that nobody asked for changes nothing. Thread-safe; callbacks run on the clock.</remarks>
/// <param name="options">How often, and how long an answer may take.</param>
/// <param name="clock">Measures both.</param>
/// <param name="ask">Sends a ping.</param>
/// <param name="giveUp">There was no answer in time.</param>
internal sealed class Heartbeat(SocketIoOptions options, IScheduler clock, Action ask, Action giveUp) : IDisposable
{
    private readonly SerialDisposable _next = new();
    private int _isAsked;

    /// <summary>Begins: the first ping goes out an interval from now.</summary>
    public void Start() => _next.Disposable = clock.Schedule(options.PingInterval, Ask);

    /// <summary>The client has answered.</summary>
    public void Answered()
    {
        if (Interlocked.Exchange(ref _isAsked, 0) == 1)
        {
            Start();
        }
    }

    /// <summary>Asks no more.</summary>
    public void Dispose() => _next.Dispose();

    private void Ask()
    {
        // first, or an answer that comes at once would find nothing to put in its place
        _next.Disposable = clock.Schedule(options.PingTimeout, giveUp);
        Interlocked.Exchange(ref _isAsked, 1);
        ask();
    }
}
