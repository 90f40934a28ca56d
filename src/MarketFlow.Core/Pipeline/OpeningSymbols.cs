namespace MarketFlow;

/// <summary>Symbols that are raised to the tick lane while the market opens (domain.md, Priority merge).</summary>
/// <param name="symbols">The symbols.</param>
/// <param name="length">For how long after 09:30 in New York. Above zero; the regular session's end ends it in any case.</param>
/// <param name="calendar">On which days; <see cref="MarketCalendar.UsStocks"/> where null.</param>
/// <remarks>Looks at event time alone, so a recording gives the same order whenever it is played.</remarks>
public sealed class OpeningSymbols(IEnumerable<string> symbols, TimeSpan length, MarketCalendar? calendar = null)
{
    private static readonly TimeSpan _open = new(9, 30, 0);
    private readonly HashSet<string> _symbols = [.. symbols];
    private readonly MarketCalendar _calendar = calendar ?? MarketCalendar.UsStocks;

    /// <summary>SPY, QQQ, IWM and DIA during the first 30 minutes after the open.</summary>
    public static OpeningSymbols Default { get; } = DefaultIn(MarketCalendar.UsStocks);

    /// <summary>As <see cref="Default"/>, on the trading days of another calendar.</summary>
    /// <param name="calendar">On which days.</param>
    public static OpeningSymbols DefaultIn(MarketCalendar calendar) => new(["SPY", "QQQ", "IWM", "DIA"], TimeSpan.FromMinutes(30), calendar);

    /// <summary>True where the event is of one of the symbols and of the time just after the open on a trading day.</summary>
    /// <param name="value">The event.</param>
    public bool AreRaised(MarketEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _symbols.Contains(value.Symbol)
            && _calendar.PeriodAt(value.Time).Part == TradingPart.Regular
            && NewYork.LocalTime(value.Time).TimeOfDay < _open + length;
    }
}
