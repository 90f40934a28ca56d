namespace MarketFlow.Host;

/// <summary>What the host allows clients of <c>/socket.io/</c>, beside what it allows all.</summary>
internal sealed record SocketIoOptions
{
    /// <summary>Most sessions at a time. A further one is refused with HTTP 503; each takes one of <see cref="ClientOptions.MaxClients"/> too.</summary>
    /// <value>1 to 100,000; default 500, so that they cannot take all places of the other clients: opening one costs its client a single request.</value>
    public int MaxSessions { get; init; } = 500;

    /// <summary>How often a client is pinged. The client is told.</summary>
    /// <value>1 s to 5 minutes; default 25 s, as with Socket.IO's own server.</value>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a ping may stay without an answer before the session ends. The client is told, and gives the host up after both.</summary>
    /// <value>1 s to 5 minutes; default 20 s, as with Socket.IO's own server.</value>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a poll is held where there is nothing to send, before it is answered with nothing.</summary>
    /// <value>1 s to 5 minutes; default 30 s. Proxies between client and host cut what is silent for longer, mostly after a minute.</value>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a WebSocket may take to become the session's own, before it is cut and polling goes on.</summary>
    /// <value>100 ms to 1 minute; default 10 s, as with Socket.IO's own server.</value>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    /// <returns>Empty where all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Check(nameof(MaxSessions), MaxSessions, 1, 100_000);
        Check(nameof(PingInterval), PingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(PingTimeout), PingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(PollTimeout), PollTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(UpgradeTimeout), UpgradeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        return problems;

        void Check<T>(string name, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                problems.Add(FormattableString.Invariant($"SocketIo: {name} is {value}; must be {least} to {most}."));
            }
        }
    }
}
