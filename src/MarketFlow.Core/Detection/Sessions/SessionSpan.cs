namespace MarketFlow;

/// <summary>A session of one day with its bounds, so that whoever asks per trade mostly compares two numbers.</summary>
/// <param name="Session">The session.</param>
/// <param name="Period">The period it belongs to.</param>
/// <param name="From">Its first nanosecond since the Unix epoch.</param>
/// <param name="To">The first nanosecond after it.</param>
internal sealed record SessionSpan(MarketSession Session, TradingPeriod Period, long From, long To)
{
    public bool Contains(Timestamp time) => time.UnixNanoseconds >= From && time.UnixNanoseconds < To;
}
