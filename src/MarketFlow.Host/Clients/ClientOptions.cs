namespace MarketFlow.Host;

/// <summary>What the host allows its own clients on <c>/ws</c>.</summary>
internal sealed record ClientOptions
{
    /// <summary>Most clients at a time. A further one is refused with HTTP 503.</summary>
    /// <value>1 to 100,000; default 1,000.</value>
    public int MaxClients { get; init; } = 1_000;

    /// <summary>Most topics one client may hold. A subscribe that goes beyond changes nothing and is answered with <c>too-many-topics</c>.</summary>
    /// <value>1 to 100,000; default 10,000.</value>
    public int MaxTopics { get; init; } = 10_000;

    /// <summary>Most bytes of messages, as encoded, that wait for one client. Beyond it quotes and FMV conflate, then the client is disconnected.</summary>
    /// <value>64 KiB to 1 GiB; default 8 MiB. At least the largest snapshot a client asks for: about 250 bytes per symbol and kind.</value>
    public int MaxOutboxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Longest message a client may send, in bytes. A longer one is discarded as it comes and answered with <c>too-large</c>.</summary>
    /// <value>1 KiB to 16 MiB; default 64 KiB.</value>
    public int MaxRequestBytes { get; init; } = 64 * 1024;

    /// <summary>How long a client is given to read what it must (after it was too slow) and to answer a close, before its socket is cut.</summary>
    /// <value>100 ms to 1 minute; default 5 s.</value>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle client is pinged.</summary>
    /// <value>1 s to 1 hour; default 30 s.</value>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping may stay without an answer before the socket is cut.</summary>
    /// <value>1 s to 1 hour; default 60 s. Below it, a program that stops in a debugger is taken for dead.</value>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    /// <returns>Empty where all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        Check(nameof(MaxClients), MaxClients, 1, 100_000);
        Check(nameof(MaxTopics), MaxTopics, 1, 100_000);
        Check(nameof(MaxOutboxBytes), MaxOutboxBytes, 64 * 1024, 1024 * 1024 * 1024);
        Check(nameof(MaxRequestBytes), MaxRequestBytes, 1024, 16 * 1024 * 1024);
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
