namespace MarketFlow;

/// <summary>Tells the session of an instant: the hours of US stocks in New York's time, on the days that a rule of yours names.</summary>
/// <remarks>
/// Sessions are domain.md's, Detectors. On a half day the regular session ends at 13:00, its closing session begins at 12:30, and after
/// hours end at 17:00. Both changes of daylight saving are <see cref="NewYork"/>'s.
/// Looks at the instant alone and has no clock, so a recording gives the same sessions whenever it is played. Thread-safe.
/// Cost: two comparisons where the instant lies in the span asked for last. Memory: the latest eight days asked for.
/// </remarks>
public sealed class MarketCalendar
{
    private const int DaysKept = 8;
    private static readonly TimeSpan _earlyBy = TimeSpan.FromHours(3);
    private readonly SessionSpan[]?[] _days = new SessionSpan[DaysKept][];
    private readonly Func<DateOnly, TradingDay>? _dayOf;
    private volatile SessionSpan _last = new(MarketSession.Closed, default, From: 0, To: 0);

    /// <summary>Makes the calendar of an exchange with the hours of US stocks.</summary>
    /// <param name="dayOf">
    /// What kind of day a date in New York is. Called once per day that is looked at, and again where eight others were in between, by any
    /// thread; must give the same answer each time. What it throws goes to whoever asks.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="dayOf"/> is null.</exception>
    public MarketCalendar(Func<DateOnly, TradingDay> dayOf)
    {
        ArgumentNullException.ThrowIfNull(dayOf);
        _dayOf = dayOf;
    }

    private MarketCalendar()
    {
    }

    /// <summary>US stocks: weekends, the holidays of the New York Stock Exchange and its half days, by their standing rules as of 2022.</summary>
    /// <remarks>Closings that no rule foretells (a storm, a president's funeral) are not known; wrap <see cref="UsStocksDayOf"/> to add them.</remarks>
    public static MarketCalendar UsStocks { get; } = new(UsStocksDayOf);

    /// <summary>Markets that never close: always <see cref="MarketSession.Midday"/>, with a new period each UTC day.</summary>
    public static MarketCalendar AroundTheClock { get; } = new();

    /// <summary>The rule of <see cref="UsStocks"/>, for calendars that differ from it on some days.</summary>
    /// <param name="date">A date in New York.</param>
    public static TradingDay UsStocksDayOf(DateOnly date) => UsStockHolidays.DayOf(date);

    /// <summary>The session of an instant.</summary>
    /// <param name="time">Any instant; a bound belongs to the session it begins.</param>
    public MarketSession SessionAt(Timestamp time) => SpanAt(time).Session;

    /// <summary>The period of an instant.</summary>
    /// <param name="time">Any instant; a bound belongs to the period it begins.</param>
    public TradingPeriod PeriodAt(Timestamp time) => SpanAt(time).Period;

    internal SessionSpan SpanAt(Timestamp time)
    {
        var last = _last;
        return last.Contains(time) ? last : _last = Find(time);
    }

    private SessionSpan Find(Timestamp time)
    {
        var date = DateOnly.FromDateTime(_dayOf is null ? time.ToDateTimeOffset().UtcDateTime : NewYork.LocalTime(time));
        ref var kept = ref _days[date.DayNumber % DaysKept];
        var day = kept;
        if (day is null || day[0].Period.Date != date)
        {
            kept = day = SpansOf(date); // another thread may have made the same at the same time: either is right
        }

        var at = day.Length - 1;
        while (at > 0 && time.UnixNanoseconds < day[at].From)
        {
            at--;
        }

        return day[at];
    }

    private SessionSpan[] SpansOf(DateOnly date)
    {
        if (_dayOf is null)
        {
            return [new(MarketSession.Midday, new(date, TradingPart.Regular), UtcNanoseconds(date, 0), UtcNanoseconds(date.AddDays(1), 0))];
        }

        var kind = _dayOf(date);
        if (kind == TradingDay.Closed)
        {
            return [Span(MarketSession.Closed, TradingPart.Closed, from: 0, to: 24)];
        }

        var early = kind == TradingDay.Half ? _earlyBy.TotalHours : 0;
        return
        [
            Span(MarketSession.Closed, TradingPart.Closed, from: 0, to: 4),
            Span(MarketSession.Premarket, TradingPart.Premarket, from: 4, to: 9.5),
            Span(MarketSession.Opening, TradingPart.Regular, from: 9.5, to: 10),
            Span(MarketSession.Midday, TradingPart.Regular, from: 10, to: 15.5 - early),
            Span(MarketSession.Closing, TradingPart.Regular, from: 15.5 - early, to: 16 - early),
            Span(MarketSession.AfterHours, TradingPart.AfterHours, from: 16 - early, to: 20 - early),
            Span(MarketSession.Closed, TradingPart.Closed, from: 20 - early, to: 24),
        ];

        SessionSpan Span(MarketSession session, TradingPart part, double from, double to) =>
            new(session, new(date, part), LocalNanoseconds(date, from), LocalNanoseconds(date, to));
    }

    private static long LocalNanoseconds(DateOnly date, double hours) =>
        Nanoseconds(NewYork.UtcOf(date.ToDateTime(TimeOnly.MinValue).AddHours(hours)));

    private static long UtcNanoseconds(DateOnly date, double hours) =>
        Nanoseconds(date.ToDateTime(TimeOnly.MinValue).AddHours(hours));

    // The first and the last day that a timestamp can tell are cut off where it ends.
    private static long Nanoseconds(DateTime utc) =>
        long.CreateSaturating((Int128)(utc.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick);
}
