namespace MarketFlow.Host;

/// <summary>What the host allows its clients, on <c>/ws</c> and in the vendors' protocols.</summary>
internal sealed record ClientOptions
{
    /// <summary>Most clients at a time. A further one is refused with HTTP 503.</summary>
    /// <value>1 to 100,000; default 1,000.</value>
    [Reloaded]
    public int MaxClients { get; init; } = 1_000;

    /// <summary>Most connections at a time that are no WebSocket, or not yet. A further one is closed as it comes.</summary>
    /// <value>10 to 100,000; default 2,000. Without a bound, sockets that say nothing take all that the system gives the process.</value>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>How long a connection may be open without a request, and how long the head of a request may take.</summary>
    /// <value>1 s to 10 minutes; default 20 s.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Most topics one client may hold. A subscribe that goes beyond changes nothing and is answered with the protocol's own error.</summary>
    /// <value>1 to 100,000; default 10,000.</value>
    [Reloaded]
    public int MaxTopics { get; init; } = 10_000;

    /// <summary>Most bytes of messages, as encoded, that wait for one client. Beyond it quotes and FMV conflate, then the client is disconnected.</summary>
    /// <value>64 KiB to 1 GiB; default 8 MiB. At least the largest snapshot a client asks for: about 250 bytes per symbol and kind.</value>
    [Reloaded]
    public int MaxOutboxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Longest message a client may send, in bytes. A longer one is discarded as it comes and answered with the protocol's own error.</summary>
    /// <value>1 KiB to 16 MiB; default 1 MiB: clients of the vendors ask for all their symbols at once.</value>
    public int MaxRequestBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a client of a vendor's protocol is given to offer its key.</summary>
    /// <value>100 ms to 1 minute; default 10 s, as with Alpaca.</value>
    [Reloaded]
    public TimeSpan AuthTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most connections of one key in each vendor's protocol. Alpaca's refuses a further one; in Massive's see <see cref="OverCap"/>.</summary>
    /// <value>1 to 100,000; default 1,000. The vendors' own limit is mostly 1: so a program can be tested against it.</value>
    public int MaxClientsPerKey { get; init; } = 1_000;

    /// <summary>Which connection ends where a key of Massive's protocol has one too many.</summary>
    /// <value><c>Older</c>, <c>Newcomer</c> or <c>Either</c>; default <see cref="Host.OverCap.Older"/>.</value>
    public OverCap OverCap { get; init; } = OverCap.Older;

    /// <summary>How long a client is given to read what it must (after it was too slow) and to answer a close, before its socket is cut.</summary>
    /// <value>100 ms to 1 minute; default 5 s.</value>
    [Reloaded]
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle client is pinged.</summary>
    /// <value>1 s to 1 hour; default 30 s.</value>
    [Reloaded]
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping may stay without an answer before the socket is cut.</summary>
    /// <value>1 s to 1 hour; default 60 s. Below it, a program that stops in a debugger is taken for dead.</value>
    [Reloaded]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    /// <returns>Empty where all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Check(nameof(MaxClients), MaxClients, 1, 100_000);
        Check(nameof(MaxConnections), MaxConnections, 10, 100_000);
        Check(nameof(RequestTimeout), RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(nameof(MaxTopics), MaxTopics, 1, 100_000);
        Check(nameof(MaxOutboxBytes), MaxOutboxBytes, 64 * 1024, 1024 * 1024 * 1024);
        Check(nameof(MaxRequestBytes), MaxRequestBytes, 1024, 16 * 1024 * 1024);
        Check(nameof(AuthTimeout), AuthTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Check(nameof(MaxClientsPerKey), MaxClientsPerKey, 1, 100_000);
        Check(nameof(CloseTimeout), CloseTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Check(nameof(KeepAliveInterval), KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(KeepAliveTimeout), KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return problems;

        void Check<T>(string name, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                problems.Add(FormattableString.Invariant($"Clients: {name} is {value}; must be {least} to {most}."));
            }
        }
    }
}
