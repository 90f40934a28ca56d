namespace MarketFlow.Feeds;

/// <summary>How long a healthy topic may send nothing while its market is open.</summary>
public readonly record struct NaturalPause
{
    private NaturalPause(NaturalPauseKind kind, TimeSpan length) => (Kind, Length) = (kind, length);

    /// <summary>No limit: halts, limit bands, news. Where a connection holds nothing else, ping and pong decide whether it is alive.</summary>
    public static NaturalPause Unlimited => default;

    /// <summary>Trades and quotes of a whole liquid market: at most <see cref="WebSocketFeedOptions.SilenceLimit"/>.</summary>
    public static NaturalPause OfMarket { get; } = new(NaturalPauseKind.Fixed, TimeSpan.Zero);

    /// <summary>Single symbols: the limit is learned from the pauses of the last 30 minutes, over all data of the connection.</summary>
    public static NaturalPause Learned { get; } = new(NaturalPauseKind.Learned, TimeSpan.FromMinutes(1));

    internal NaturalPauseKind Kind { get; }

    /// <summary>The limit where it is fixed; the smallest limit where it is learned.</summary>
    internal TimeSpan Length { get; }

    /// <summary>A fixed limit, e.g. 150 s for minute bars of a whole market.</summary>
    /// <param name="length">Above zero. A longer <see cref="WebSocketFeedOptions.SilenceLimit"/> takes precedence.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is zero or negative.</exception>
    public static NaturalPause AtMost(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        return new(NaturalPauseKind.Fixed, length);
    }

    /// <summary>As <see cref="Learned"/>, with another smallest limit, e.g. 150 s for minute bars of a symbol.</summary>
    /// <param name="length">At least one minute.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below one minute.</exception>
    public static NaturalPause LearnedAtLeast(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Learned.Length);
        return new(NaturalPauseKind.Learned, length);
    }
}
