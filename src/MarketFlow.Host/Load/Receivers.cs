using System.Net.Sockets;

namespace MarketFlow.Host;

/// <summary>Reads the sockets of many clients on one thread, whichever have something: what a client costs must not be what is measured.</summary>
internal sealed class Receivers
{
    private const int MaxWaitMicroseconds = 20_000;
    private const int ReadLength = 256 * 1024;
    private readonly IReadOnlyList<LoadClient> _clients;
    private readonly LoadClock _clock;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    /// <param name="clients">Connected ones; from here on they are this thread's.</param>
    /// <param name="book">Their latencies.</param>
    /// <param name="clock">Real time.</param>
    public Receivers(IReadOnlyList<LoadClient> clients, LatencyBook book, LoadClock clock)
    {
        (_clients, _clock, Book) = (clients, clock, book);
        foreach (var client in clients)
        {
            client.Socket.Blocking = false;
            client.Book = client.Class is ClientClass.Filtered or ClientClass.Full ? book : null;
        }

        _thread = new(Run) { Name = "load receivers", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The latencies; to be read after <see cref="End"/>.</summary>
    public LatencyBook Book { get; }

    /// <summary>CPU time of the thread.</summary>
    public ThreadUsage Usage { get; } = new();

    /// <summary>Stops reading, and returns when that is so.</summary>
    public void End()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Run()
    {
        Usage.Begin();
        var buffer = new byte[ReadLength];
        List<Socket> ready = [];
        var clientOf = _clients.ToDictionary(client => client.Socket);
        while (!_isEnding)
        {
            var now = _clock.Now;
            ready.Clear();
            foreach (var client in _clients)
            {
                if (client.Ended is null && !(now >= client.Pause.From && now < client.Pause.Until))
                {
                    ready.Add(client.Socket);
                }
            }

            if (ready.Count == 0)
            {
                _clock.WaitUntil(now + MaxWaitMicroseconds);
                continue;
            }

            Socket.Select(ready, checkWrite: null, checkError: null, MaxWaitMicroseconds);
            foreach (var socket in ready)
            {
                clientOf[socket].Read(buffer);
            }
        }
    }
}
