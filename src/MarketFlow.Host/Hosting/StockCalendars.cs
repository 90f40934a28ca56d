using System.Collections.Concurrent;
using System.Globalization;

namespace MarketFlow.Host;

/// <summary>Calendars of US stocks with extra closed days. Any thread.</summary>
/// <remarks>One instance for the same days: feeds with the same calendar share their detectors. Memory: one calendar per set of days, never forgotten, for these are configured.</remarks>
internal static class StockCalendars
{
    private static readonly ConcurrentDictionary<string, MarketCalendar> _known = new() { [string.Empty] = MarketCalendar.UsStocks };

    /// <param name="closed">Dates in New York on which there is no trading, besides weekends and the exchange's holidays.</param>
    public static MarketCalendar ClosedOn(IEnumerable<DateOnly> closed)
    {
        var days = closed.ToHashSet();
        var key = string.Join(',', days.Order().Select(day => day.ToString("O", CultureInfo.InvariantCulture)));
        return _known.GetOrAdd(key, _ => new(date => days.Contains(date) ? TradingDay.Closed : MarketCalendar.UsStocksDayOf(date)));
    }

    /// <summary>The same hours without the closed days.</summary>
    /// <param name="closed">Dates in New York.</param>
    /// <param name="isOpen">The hours.</param>
    public static Func<DateTimeOffset, bool> ExceptOn(IReadOnlyCollection<DateOnly> closed, Func<DateTimeOffset, bool> isOpen) =>
        closed.Count == 0 ? isOpen : at => !closed.Contains(DateOnly.FromDateTime(NewYork.LocalTime(at))) && isOpen(at);
}
