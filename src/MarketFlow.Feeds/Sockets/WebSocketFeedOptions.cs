using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>Where a <see cref="WebSocketFeed"/> connects, what it says there, and how it comes back.</summary>
public sealed record WebSocketFeedOptions
{
    /// <summary>The feed's name in frames, faults and status.</summary>
    /// <value>Not empty; no default.</value>
    public required string Name { get; init; }

    /// <summary>The vendor's address.</summary>
    /// <value>Absolute, <c>ws</c> or <c>wss</c>; no default.</value>
    public required Uri Url { get; init; }

    /// <summary>How many connections the feed holds at once, each with everything asked for: copies that deduplication makes one again.</summary>
    /// <value>1 to 64; 1 by default. Vendors cap them per account: one too many costs all of them.</value>
    public int Connections { get; init; } = 1;

    /// <summary>Gives the messages to send, as text, in order, whenever a connection opens: authentication and subscriptions.</summary>
    /// <value>Called once per attempt to connect, from any thread, for several connections at once. Sends nothing by default.</value>
    public Func<IReadOnlyList<ReadOnlyMemory<byte>>> SendOnConnect { get; init; } = static () => [];

    /// <summary>Begins the conversation of a connection: authentication and subscriptions, see <c>IDialect.CreateConversation</c>.</summary>
    /// <value>Called once per attempt to connect, as <see cref="SendOnConnect"/> is, in whose place it stands. Null by default.</value>
    public Func<IConversation>? CreateConversation { get; init; }

    /// <summary>The <c>Content-Type</c> of the handshake, by which some vendors choose the encoding of their frames.</summary>
    /// <value>A media type, e.g. <c>application/msgpack</c>; null by default: none is sent.</value>
    public string? ContentType { get; init; }

    /// <summary>How long connecting and sending the first messages may take together; and how long a later message may take.</summary>
    /// <value>Above zero; 10 s by default. Beyond it the attempt has failed, or the connection is cut.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after the first failure in a row; it doubles with each further one.</summary>
    /// <value>At least 1 ms; 250 ms by default. What is waited lies between half of it and all of it, at random.</value>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The wait beyond which doubling ends.</summary>
    /// <value>
    /// At least <see cref="InitialDelay"/>; 30 s by default. What is waited lies between half of it and all of it, at random; all of it
    /// where the server refused the key (in its conversation, or the handshake with 401 or 403) or answered 429 without a time, which an
    /// early retry does not change.
    /// </value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server can impose by refusing the handshake with <c>Retry-After</c> or a rate limit's reset time.</summary>
    /// <value>
    /// Zero (such headers are ignored) or more; 5 min by default. The wait is the longer one of the server's and the back-off's, plus up to a
    /// tenth of it at random. Without a limit, one wrong header could keep a feed away for a day.
    /// </value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long data must have flowed, first frame to last, for a lost connection to count as the first failure of a new row.</summary>
    /// <value>
    /// Zero or more; 10 s by default. A connection that stays authenticated for a minute (or for this, where it is longer) counts too, with
    /// or without data; and one that was recycled for silence. Less, and a vendor that accepts and then hangs up is called on at the pace of
    /// <see cref="InitialDelay"/> for ever.
    /// </value>
    public TimeSpan ProvenAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after the server has said "too many connections", in words or by closing with 1008 and no words of another reason.</summary>
    /// <value>
    /// At least 1 ms; 60 s by default. Less, and two programs on one account throw each other out in turns. Connections of one feed
    /// take turns: one attempt per cool-down, all together.
    /// </value>
    public TimeSpan CapCooldown { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long trades and quotes of a whole market may pause while the market is open, before the connection is recycled.</summary>
    /// <value>
    /// Zero (silence is never judged) or more; 15 s by default. No topic has a shorter limit; <see cref="LongestPause"/> says which have a
    /// longer one or none. Without <see cref="CreateConversation"/> the topics are not known: silence is reported in
    /// <see cref="ConnectionStatus.SilentSince"/>, and nothing is recycled. A recycle for silence does not raise the back-off.
    /// </value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a topic may pause while its market is open, see <see cref="IDialect.LongestPause"/>.</summary>
    /// <value>
    /// By default <see cref="NaturalPause.OfMarket"/> for every symbol of a channel and <see cref="NaturalPause.Learned"/> for single
    /// symbols. Called once per topic whenever the subscriptions of a connection change, on any thread.
    /// </value>
    public Func<FeedTopic, NaturalPause> LongestPause { get; init; } = static topic => topic.IsWildcard ? NaturalPause.OfMarket : NaturalPause.Learned;

    /// <summary>Whether the market should be talking at an instant: only such silence counts.</summary>
    /// <value>Always by default, as crypto currencies do; <see cref="MarketHours.UsStocks"/> for those. Called on any thread.</value>
    public Func<DateTimeOffset, bool> IsDataExpected { get; init; } = MarketHours.Always;

    /// <summary>The longest frame that is taken. A longer one is read to its end, not kept, and reported as a fault.</summary>
    /// <value>1 to <see cref="Array.MaxLength"/>; 16 MiB by default. It bounds what a vendor can make this process allocate.</value>
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long an open connection may receive nothing before it is pinged. The operating system's clock counts, not the feed's.</summary>
    /// <value>
    /// Zero (never) or more; 20 s by default. With <see cref="KeepAliveTimeout"/> it bounds how long a dead connection is kept: the two
    /// together, and half of the shorter one (at least 2 s) more, 50 s by default.
    /// </value>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a ping may stay unanswered before the connection counts as lost.</summary>
    /// <value>Above zero; 20 s by default. A consumer that blocks longer than that inside <c>OnNext</c> loses its connection.</value>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a closing handshake may take before the socket is cut.</summary>
    /// <value>Zero or more; 2 s by default.</value>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Makes the random part of the waits repeatable, for tests.</summary>
    /// <value>Null by default: the waits of several programs must not fall together.</value>
    public int? JitterSeed { get; init; }

    /// <summary>Until when the feed is known to have been received before this process: what follows it counts as missed, see <see cref="WebSocketFeed.Gaps"/>.</summary>
    /// <value>Null by default: nothing is known, and the first connection ends no gap.</value>
    public Timestamp? LastSeen { get; init; }

    /// <summary>A connection that was dead for so long has been ended by ping and pong; null where none are sent.</summary>
    internal TimeSpan? DeadWithin => KeepAliveInterval == TimeSpan.Zero ? null : KeepAliveInterval + KeepAliveTimeout + (3 * KeepAliveTick);

    // The runtime looks so often whether a ping is due or unanswered: each may be late by one look. The third is for a busy machine.
    private TimeSpan KeepAliveTick => TimeSpan.FromSeconds(Math.Max(1, Math.Min(KeepAliveInterval.TotalSeconds, KeepAliveTimeout.TotalSeconds) / 4));

    internal IConversation BeginConversation() => CreateConversation?.Invoke() ?? new FixedConversation(SendOnConnect());

    internal static void ThrowIfInvalid(WebSocketFeedOptions options)
    {
        Require(!string.IsNullOrEmpty(options.Name), nameof(Name), options.Name, "not empty");
        Require(options.Url is { IsAbsoluteUri: true, Scheme: "ws" or "wss" }, nameof(Url), options.Url, "absolute and begin with ws:// or wss://");
        Require(options.Connections is >= 1 and <= 64, nameof(Connections), options.Connections, "1 to 64");
        Require(options.SendOnConnect is not null, nameof(SendOnConnect), options.SendOnConnect, "a function");
        Require(options.ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), options.ConnectTimeout, "above zero");
        Require(options.InitialDelay >= TimeSpan.FromMilliseconds(1), nameof(InitialDelay), options.InitialDelay, "at least 1 ms");
        Require(options.MaxDelay >= options.InitialDelay, nameof(MaxDelay), options.MaxDelay, $"at least InitialDelay, {options.InitialDelay}");
        Require(options.MaxRetryAfter >= TimeSpan.Zero, nameof(MaxRetryAfter), options.MaxRetryAfter, "zero or more");
        Require(options.ProvenAfter >= TimeSpan.Zero, nameof(ProvenAfter), options.ProvenAfter, "zero or more");
        Require(options.CapCooldown >= TimeSpan.FromMilliseconds(1), nameof(CapCooldown), options.CapCooldown, "at least 1 ms");
        Require(options.SilenceLimit >= TimeSpan.Zero, nameof(SilenceLimit), options.SilenceLimit, "zero or more");
        Require(options.LongestPause is not null, nameof(LongestPause), options.LongestPause, "a function");
        Require(options.IsDataExpected is not null, nameof(IsDataExpected), options.IsDataExpected, "a function");
        Require(
            options.MaxFrameBytes >= 1 && options.MaxFrameBytes <= Array.MaxLength, nameof(MaxFrameBytes), options.MaxFrameBytes, $"1 to {Array.MaxLength}");
        Require(options.KeepAliveInterval >= TimeSpan.Zero, nameof(KeepAliveInterval), options.KeepAliveInterval, "zero or more");
        Require(options.KeepAliveTimeout > TimeSpan.Zero, nameof(KeepAliveTimeout), options.KeepAliveTimeout, "above zero");
        Require(options.CloseTimeout >= TimeSpan.Zero, nameof(CloseTimeout), options.CloseTimeout, "zero or more");

        void Require(bool isMet, string property, object? value, string allowed)
        {
            if (!isMet)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), value,
                    string.Create(CultureInfo.InvariantCulture, $"Feed \"{options.Name}\": {property} is {value ?? "null"}; must be {allowed}."));
            }
        }
    }
}
