namespace MarketFlow;

/// <summary>A value for each session in which trading goes on.</summary>
/// <typeparam name="T">What differs by session.</typeparam>
/// <param name="Premarket">04:00 to 09:30 in New York.</param>
/// <param name="Opening">09:30 to 10:00.</param>
/// <param name="Midday">10:00 to 15:30; and always, where a market never closes.</param>
/// <param name="Closing">15:30 to 16:00.</param>
/// <param name="AfterHours">16:00 to 20:00.</param>
public readonly record struct PerSession<T>(T Premarket, T Opening, T Midday, T Closing, T AfterHours)
{
    /// <summary>The value of a session.</summary>
    /// <param name="session">The session.</param>
    /// <exception cref="ArgumentOutOfRangeException">The market is closed then.</exception>
    public T this[MarketSession session] => session switch
    {
        MarketSession.Premarket => Premarket,
        MarketSession.Opening => Opening,
        MarketSession.Midday => Midday,
        MarketSession.Closing => Closing,
        MarketSession.AfterHours => AfterHours,
        _ => throw new ArgumentOutOfRangeException(nameof(session), session, "There is no value for a session in which nothing is traded."),
    };

    internal bool All(Func<T, bool> isAllowed) =>
        isAllowed(Premarket) && isAllowed(Opening) && isAllowed(Midday) && isAllowed(Closing) && isAllowed(AfterHours);
}
