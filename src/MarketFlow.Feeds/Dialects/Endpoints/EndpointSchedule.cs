namespace MarketFlow.Feeds;

/// <summary>The hours of <see cref="EndpointHours"/>. Rather too short than too long: data that is expected in vain closes a healthy connection.</summary>
internal static class EndpointSchedule
{
    private static readonly TimeSpan _dayEnd = TimeSpan.FromHours(16); // one hour before currency pairs end on Friday, and futures every day

    public static bool IsOpen(EndpointHours hours, DateTimeOffset at) => hours switch
    {
        EndpointHours.Always => true,
        EndpointHours.UsStocks => MarketHours.UsStocks(at),
        EndpointHours.Forex => IsFullDay(at, out var local) && (local.DayOfWeek != DayOfWeek.Friday || local.TimeOfDay < _dayEnd),
        EndpointHours.Futures => IsFullDay(at, out var local) && local.TimeOfDay < _dayEnd,
        _ => false,
    };

    // Other markets close early, or on other holidays, around the holidays of US stocks: those days count for neither.
    private static bool IsFullDay(DateTimeOffset at, out DateTime local)
    {
        local = NewYork.LocalTime(at);
        return MarketCalendar.UsStocksDayOf(DateOnly.FromDateTime(local)) == TradingDay.Full;
    }
}
