using System.Net.Sockets;
using MarketFlow.Host;

namespace MarketFlow.LoadTest;

/// <summary>Reads all clients' sockets on one thread, whichever have something: the same for every server.</summary>
internal sealed class FanOutReceiver
{
    private const int MaxWaitMicroseconds = 20_000;
    private readonly IReadOnlyList<FanOutClient> _clients;
    private readonly Thread _thread;
    private volatile bool _isEnding;
    private long _received;

    /// <param name="clients">Connected ones; from here on they are this thread's.</param>
    /// <param name="measuredFrom">From when on latencies are noted.</param>
    public FanOutReceiver(IReadOnlyList<FanOutClient> clients, long measuredFrom)
    {
        _clients = clients;
        foreach (var client in clients)
        {
            client.Socket.Blocking = false;
            (client.Latencies, client.MeasuredFrom) = (Latencies, measuredFrom);
        }

        _thread = new(Run) { Name = "fan-out receiver", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The latencies; to be read after <see cref="End"/>.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Events received so far, warm-up included.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Stops reading, and returns when that is so.</summary>
    public void End()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Run()
    {
        var buffer = new byte[256 * 1024];
        List<Socket> ready = [];
        var clientOf = _clients.ToDictionary(client => client.Socket);
        while (!_isEnding)
        {
            ready.Clear();
            ready.AddRange(_clients.Where(client => client.Ended is null).Select(client => client.Socket));
            if (ready.Count == 0)
            {
                return; // nobody is left to read for
            }

            Socket.Select(ready, checkWrite: null, checkError: null, MaxWaitMicroseconds);
            foreach (var socket in ready)
            {
                var client = clientOf[socket];
                var before = client.Receipts.Count;
                client.Read(buffer);
                Volatile.Write(ref _received, _received + client.Receipts.Count - before);
            }
        }
    }
}
