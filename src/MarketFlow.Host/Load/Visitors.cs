using System.Collections.Concurrent;

namespace MarketFlow.Host;

/// <summary>Clients that come, stay for some seconds, and go: some say goodbye, some are just gone. What each got must be complete all the same.</summary>
internal sealed class Visitors
{
    private readonly List<Thread> _threads = [];
    private readonly LoadClients _clients;
    private readonly Uri _url;
    private readonly LoadClock _clock;
    private volatile bool _isEnding;

    public Visitors(int count, LoadClients clients, Uri url, LoadClock clock)
    {
        (_clients, _url, _clock) = (clients, url, clock);
        for (var i = 0; i < count; i++)
        {
            Thread thread = new(seed => ComeAndGo((int)seed!)) { Name = "load visitor", IsBackground = true };
            _threads.Add(thread);
            thread.Start(i);
        }
    }

    /// <summary>What became of those that have left.</summary>
    public ConcurrentBag<ClientResult> Left { get; } = [];

    /// <summary>Visits that failed, with the reason.</summary>
    public ConcurrentBag<string> Failures { get; } = [];

    /// <summary>Lets nobody in any more, and returns when all have left.</summary>
    public void End()
    {
        _isEnding = true;
        _threads.ForEach(thread => thread.Join());
    }

    private void ComeAndGo(int seed)
    {
        Random random = new(seed);
        var buffer = new byte[64 * 1024];
        while (!_isEnding)
        {
            using var client = _clients.Filtered(random.Next(), ClientClass.Visiting);
            try
            {
                client.Connect(_url);
                Stay(client, until: _clock.Now + random.Next((int)LoadClock.Second, 10 * (int)LoadClock.Second), buffer);
                if (client.Ended is null && random.Next(2) == 0)
                {
                    client.Unsubscribe();
                }

                Left.Add(ClientResult.Of(client, hasLeft: true));
            }
            catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
            {
                Failures.Add(error.Message);
            }
        }
    }

    private void Stay(LoadClient client, long until, byte[] buffer)
    {
        const int LongestPoll = 100_000;
        while (client.Ended is null && !_isEnding && _clock.Now < until)
        {
            if (client.Socket.Poll(LongestPoll, System.Net.Sockets.SelectMode.SelectRead))
            {
                client.Read(buffer);
            }
        }
    }
}
