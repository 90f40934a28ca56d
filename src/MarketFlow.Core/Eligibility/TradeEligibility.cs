namespace MarketFlow;

/// <summary>The rule that says what a trade updates: high and low, last, volume. One rule serves detectors, bars and snapshots.</summary>
/// <remarks>
/// Average prices, contingent trades, prints out of sequence and the like are real trades that must not move a price. Which is which
/// follows from the trade's <see cref="Trade.Conditions"/>, read from the list that <see cref="Trade.Codes"/> names.
/// A trade with several conditions is as restricted as its most restrictive one. A code that is not in the list restricts nothing, and the
/// answer carries <see cref="TradeUpdates.UnknownCode"/>. Trades without conditions, and those of <see cref="TradeCodes.Unknown"/>, update
/// everything.
/// Options of detectors and bars take any other rule as a <c>Func&lt;Trade, TradeUpdates&gt;</c>.
/// Cost: one comparison for a trade without conditions, a table look-up per condition otherwise. Thread-safe; allocates nothing.
/// Rules and sources: docs/reference/trade-eligibility.md.
/// </remarks>
public static class TradeEligibility
{
    /// <summary>The default rule: sale conditions of US stocks, in the regular hours of <see cref="MarketCalendar.UsStocks"/>.</summary>
    public static Func<Trade, TradeUpdates> UsStocks { get; } = By(MarketCalendar.UsStocks);

    /// <summary>The rule that ignores conditions: each trade updates everything.</summary>
    public static Func<Trade, TradeUpdates> Everything { get; } = static _ => TradeUpdates.All;

    /// <summary>The default rule with the hours of another calendar.</summary>
    /// <param name="calendar">
    /// Says when regular hours are. Form T prints, and prints of extended hours out of sequence, set prices outside them only.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="calendar"/> is null.</exception>
    public static Func<Trade, TradeUpdates> By(MarketCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return trade => trade.Codes == TradeCodes.Unknown || trade.Conditions.Count == 0 ? TradeUpdates.All : Restricted(trade, calendar);
    }

    /// <summary>True where a trade with these updates sets the last price.</summary>
    /// <param name="updates">What the trade updates.</param>
    /// <param name="isFirst">Whether no trade of the day has set the last price before.</param>
    public static bool SetsLast(this TradeUpdates updates, bool isFirst) =>
        (updates & (isFirst ? TradeUpdates.Last | TradeUpdates.FirstLast : TradeUpdates.Last)) != TradeUpdates.None;

    /// <summary>True where a trade with these updates sets high and low.</summary>
    /// <param name="updates">What the trade updates.</param>
    public static bool SetsHighLow(this TradeUpdates updates) => (updates & TradeUpdates.HighLow) != TradeUpdates.None;

    /// <summary>True where a trade with these updates adds to the volume.</summary>
    /// <param name="updates">What the trade updates.</param>
    public static bool AddsVolume(this TradeUpdates updates) => (updates & TradeUpdates.Volume) != TradeUpdates.None;

    /// <summary>Says whether a trade replaces another one as the last of its symbol, as far as the rule decides that.</summary>
    /// <param name="kept">The trade that is kept as the last.</param>
    /// <param name="next">A trade of the same symbol that arrived after it.</param>
    /// <param name="eligibility">The rule; null for <see cref="UsStocks"/>.</param>
    /// <returns>
    /// False where <paramref name="next"/> may not set the last price and <paramref name="kept"/> may, true where it is the other way round.
    /// Null where both may, or neither: then the newer one is the last. A trade that sets the last price only where it is the day's first
    /// (in New York) replaces none of its day.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="kept"/> or <paramref name="next"/> is null.</exception>
    public static bool? ReplacesLast(Trade kept, Trade next, Func<Trade, TradeUpdates>? eligibility = null)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(next);
        var rule = eligibility ?? UsStocks;
        var updates = rule(next);
        var (mayNext, mayKept) = (updates.SetsLast(isFirst: true), rule(kept).SetsLast(isFirst: true));
        return mayNext != mayKept ? mayNext
            : mayNext && !updates.SetsLast(isFirst: false) && NewYork.LocalTime(kept.Time).Date == NewYork.LocalTime(next.Time).Date ? false
            : null;
    }

    private static TradeUpdates Restricted(Trade trade, MarketCalendar calendar)
    {
        var conditions = trade.Conditions;
        var (allowed, unknown, isExtended) = (TradeUpdates.All, TradeUpdates.None, false);
        for (var i = 0; i < conditions.Count; i++)
        {
            var found = ConditionTable.Of(trade, conditions[i]);
            if (found == ConditionTable.NotListed)
            {
                unknown = TradeUpdates.UnknownCode;
                continue;
            }

            isExtended |= (found & ConditionTable.ExtendedHours) != TradeUpdates.None;
            allowed &= found;
        }

        return (isExtended && IsRegular(calendar.SessionAt(trade.Time)) ? allowed & TradeUpdates.Volume : allowed) | unknown;
    }

    private static bool IsRegular(MarketSession session) =>
        session is MarketSession.Opening or MarketSession.Midday or MarketSession.Closing;
}
