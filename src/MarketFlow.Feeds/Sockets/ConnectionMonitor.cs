namespace MarketFlow.Feeds;

/// <summary>What a connection tells about itself. Written by the connection alone, read by anyone, without either waiting.</summary>
internal sealed class ConnectionMonitor(int slot)
{
    private readonly int _slot = slot;
    private int _connection;
    private int _attempts;
    private int _state;
    private string? _lastError;
    private ConnectionEnd? _lost;
    private IReadOnlyList<TopicStatus> _notServed = [];
    private long _lastFrameTicks;
    private long _frames;
    private long _bytes;

    public int Connection => Volatile.Read(ref _connection);

    public void Connecting()
    {
        Volatile.Write(ref _attempts, _attempts + 1);
        Volatile.Write(ref _state, (int)ConnectionState.Connecting);
    }

    public void Opened(int connection) => Volatile.Write(ref _connection, connection);

    public void LetIn()
    {
        Volatile.Write(ref _lost, null);
        Volatile.Write(ref _state, (int)ConnectionState.Open);
    }

    public void Proven() => Volatile.Write(ref _attempts, 0);

    public void Received(long utcTicks, long bytes)
    {
        Volatile.Write(ref _frames, _frames + 1);
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _lastFrameTicks, utcTicks);
    }

    /// <summary>The topics that the vendor does not serve on this connection.</summary>
    public IReadOnlyList<TopicStatus> NotServed => Volatile.Read(ref _notServed);

    /// <returns>True where that has changed.</returns>
    public bool Tell(IReadOnlyList<TopicStatus> notServed)
    {
        if (notServed.SequenceEqual(_notServed))
        {
            return false;
        }

        Volatile.Write(ref _notServed, notServed);
        return true;
    }

    public void Waiting(ConnectionEnd lost)
    {
        Volatile.Write(ref _lost, lost);
        Volatile.Write(ref _lastError, lost.Reason);
        Volatile.Write(ref _state, (int)ConnectionState.Waiting);
    }

    public void Ended(string? error)
    {
        Volatile.Write(ref _lastError, error ?? _lastError);
        Volatile.Write(ref _state, (int)ConnectionState.Idle);
    }

    public ConnectionStatus Read()
    {
        var lastFrame = Volatile.Read(ref _lastFrameTicks);
        var lost = Volatile.Read(ref _lost);
        return new(
            _slot, Connection, (ConnectionState)Volatile.Read(ref _state), Volatile.Read(ref _attempts), Volatile.Read(ref _lastError),
            lastFrame == 0 ? null : new DateTimeOffset(lastFrame, TimeSpan.Zero), Volatile.Read(ref _frames), Volatile.Read(ref _bytes))
        {
            IsOverCap = lost is { IsOverCap: true },
            IsRefused = lost is { IsRefused: true },
            NotServed = NotServed,
        };
    }
}
