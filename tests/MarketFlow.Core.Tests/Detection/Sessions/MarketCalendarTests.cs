namespace MarketFlow.Tests;

public sealed class MarketCalendarTests
{
    [Theory]
    [InlineData("2026-03-09T07:59:59.999999999Z", MarketSession.Closed)]
    [InlineData("2026-03-09T08:00:00Z", MarketSession.Premarket)]
    [InlineData("2026-03-09T13:29:59.999999999Z", MarketSession.Premarket)]
    [InlineData("2026-03-09T13:30:00Z", MarketSession.Opening)]
    [InlineData("2026-03-09T13:59:59.999999999Z", MarketSession.Opening)]
    [InlineData("2026-03-09T14:00:00Z", MarketSession.Midday)]
    [InlineData("2026-03-09T19:29:59.999999999Z", MarketSession.Midday)]
    [InlineData("2026-03-09T19:30:00Z", MarketSession.Closing)]
    [InlineData("2026-03-09T19:59:59.999999999Z", MarketSession.Closing)]
    [InlineData("2026-03-09T20:00:00Z", MarketSession.AfterHours)]
    [InlineData("2026-03-09T23:59:59.999999999Z", MarketSession.AfterHours)]
    [InlineData("2026-03-10T00:00:00Z", MarketSession.Closed)]
    public void Begins_each_session_at_its_bound(string time, MarketSession session) =>
        Assert.Equal(session, MarketCalendar.UsStocks.SessionAt(Timestamp.Parse(time)));

    [Theory]
    [InlineData("2025-11-28T17:29:59.999Z", MarketSession.Midday)] // the day after Thanksgiving
    [InlineData("2025-11-28T17:30:00Z", MarketSession.Closing)]
    [InlineData("2025-11-28T17:59:59.999Z", MarketSession.Closing)]
    [InlineData("2025-11-28T18:00:00Z", MarketSession.AfterHours)]
    [InlineData("2025-11-28T21:59:59.999Z", MarketSession.AfterHours)]
    [InlineData("2025-11-28T22:00:00Z", MarketSession.Closed)]
    [InlineData("2025-11-28T14:30:00Z", MarketSession.Opening)]
    public void Ends_a_half_day_three_hours_earlier(string time, MarketSession session) =>
        Assert.Equal(session, MarketCalendar.UsStocks.SessionAt(Timestamp.Parse(time)));

    [Theory]
    [InlineData("2026-03-06T14:29:59Z", MarketSession.Premarket)] // the Friday before daylight saving starts
    [InlineData("2026-03-06T14:30:00Z", MarketSession.Opening)]
    [InlineData("2026-03-09T13:29:59Z", MarketSession.Premarket)] // the Monday after
    [InlineData("2026-03-09T13:30:00Z", MarketSession.Opening)]
    [InlineData("2026-10-30T13:29:59Z", MarketSession.Premarket)] // the Friday before it ends
    [InlineData("2026-10-30T13:30:00Z", MarketSession.Opening)]
    [InlineData("2026-11-02T14:29:59Z", MarketSession.Premarket)] // the Monday after
    [InlineData("2026-11-02T14:30:00Z", MarketSession.Opening)]
    public void Opens_at_half_past_nine_in_New_York_on_both_sides_of_both_changes_of_daylight_saving(string time, MarketSession session) =>
        Assert.Equal(session, MarketCalendar.UsStocks.SessionAt(Timestamp.Parse(time)));

    [Theory]
    [InlineData("2026-03-09T03:59:59Z", "2026-03-08")] // midnight in New York, in summer
    [InlineData("2026-03-09T04:00:00Z", "2026-03-09")]
    [InlineData("2026-03-06T04:59:59Z", "2026-03-05")] // and in winter
    [InlineData("2026-03-06T05:00:00Z", "2026-03-06")]
    [InlineData("2026-03-08T04:59:59Z", "2026-03-07")] // the night in which the clock goes forward
    [InlineData("2026-03-08T05:00:00Z", "2026-03-08")]
    [InlineData("2026-11-01T03:59:59Z", "2026-10-31")] // the night in which it goes back
    [InlineData("2026-11-02T04:59:59Z", "2026-11-01")]
    [InlineData("2026-11-02T05:00:00Z", "2026-11-02")]
    public void Dates_a_period_by_the_calendar_on_the_wall(string time, string date) =>
        Assert.Equal(DateOnly.Parse(date), MarketCalendar.UsStocks.PeriodAt(Timestamp.Parse(time)).Date);

    [Theory]
    [InlineData("2026-03-09T13:00:00Z", TradingPart.Premarket)]
    [InlineData("2026-03-09T13:30:00Z", TradingPart.Regular)]
    [InlineData("2026-03-09T14:00:00Z", TradingPart.Regular)]
    [InlineData("2026-03-09T19:59:59Z", TradingPart.Regular)]
    [InlineData("2026-03-09T20:00:00Z", TradingPart.AfterHours)]
    [InlineData("2026-03-10T00:00:00Z", TradingPart.Closed)]
    public void Has_one_period_for_opening_midday_and_closing(string time, TradingPart part) =>
        Assert.Equal(part, MarketCalendar.UsStocks.PeriodAt(Timestamp.Parse(time)).Part);

    /// <summary>The exchange's own published calendars of 2022 to 2028.</summary>
    [Fact]
    public void Knows_the_holidays_and_half_days_that_the_exchange_published()
    {
        string[] closed =
        [
            "2022-01-17", "2022-02-21", "2022-04-15", "2022-05-30", "2022-06-20", "2022-07-04", "2022-09-05", "2022-11-24", "2022-12-26",
            "2023-01-02", "2023-01-16", "2023-02-20", "2023-04-07", "2023-05-29", "2023-06-19", "2023-07-04", "2023-09-04", "2023-11-23", "2023-12-25",
            "2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29", "2024-05-27", "2024-06-19", "2024-07-04", "2024-09-02", "2024-11-28", "2024-12-25",
            "2025-01-01", "2025-01-20", "2025-02-17", "2025-04-18", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01", "2025-11-27", "2025-12-25",
            "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25",
            "2027-01-01", "2027-01-18", "2027-02-15", "2027-03-26", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06", "2027-11-25", "2027-12-24",
            "2028-01-17", "2028-02-21", "2028-04-14", "2028-05-29", "2028-06-19", "2028-07-04", "2028-09-04", "2028-11-23", "2028-12-25",
        ];
        string[] half =
        [
            "2022-11-25", "2023-07-03", "2023-11-24", "2024-07-03", "2024-11-29", "2024-12-24", "2025-07-03", "2025-11-28", "2025-12-24",
            "2026-11-27", "2026-12-24", "2027-11-26", "2028-07-03", "2028-11-24",
        ];

        List<string> foundClosed = [];
        List<string> foundHalf = [];
        for (var date = new DateOnly(2022, 1, 1); date.Year < 2029; date = date.AddDays(1))
        {
            var day = MarketCalendar.UsStocksDayOf(date);
            var isWeekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            Assert.True(!isWeekend || day == TradingDay.Closed, $"{date} is a weekend");
            (day == TradingDay.Half ? foundHalf : day == TradingDay.Closed && !isWeekend ? foundClosed : []).Add(date.ToString("yyyy-MM-dd"));
        }

        Assert.Equal(closed, foundClosed);
        Assert.Equal(half, foundHalf);
    }

    [Fact]
    public void Had_no_Juneteenth_before_it_was_one() => Assert.Equal(TradingDay.Full, MarketCalendar.UsStocksDayOf(new(2020, 6, 19)));

    [Fact]
    public void Asks_the_callers_rule_for_days_and_keeps_the_hours()
    {
        MarketCalendar calendar = new(date => date.Day == 9 ? TradingDay.Half : TradingDay.Closed);

        Assert.Equal(MarketSession.Closing, calendar.SessionAt(Timestamp.Parse("2026-03-09T16:45:00Z")));
        Assert.Equal(MarketSession.Closed, calendar.SessionAt(Timestamp.Parse("2026-03-10T16:45:00Z")));
    }

    [Fact]
    public void Asks_once_per_day_that_is_looked_at()
    {
        var asked = 0;
        MarketCalendar calendar = new(_ =>
        {
            asked++;
            return TradingDay.Full;
        });
        foreach (var second in Enumerable.Range(0, 86_400))
        {
            calendar.SessionAt(Timestamp.Parse("2026-03-09T04:00:00Z") + TimeSpan.FromSeconds(second));
        }

        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("2026-03-07T23:59:59.999Z", "2026-03-07")] // a Saturday
    [InlineData("2026-03-08T00:00:00Z", "2026-03-08")]
    [InlineData("2026-12-25T12:00:00Z", "2026-12-25")]
    public void Around_the_clock_it_is_always_midday_and_a_period_is_a_day(string time, string date)
    {
        var at = Timestamp.Parse(time);

        Assert.Equal(MarketSession.Midday, MarketCalendar.AroundTheClock.SessionAt(at));
        Assert.Equal(new(DateOnly.Parse(date), TradingPart.Regular), MarketCalendar.AroundTheClock.PeriodAt(at));
    }

    [Fact]
    public void Tells_of_every_instant_there_is()
    {
        foreach (var nanoseconds in new[] { long.MinValue, long.MinValue + 1, -1, 0, long.MaxValue })
        {
            var at = Timestamp.FromUnixNanoseconds(nanoseconds);

            Assert.InRange(MarketCalendar.UsStocks.SpanAt(at).From, long.MinValue, nanoseconds);
            Assert.Equal(MarketSession.Midday, MarketCalendar.AroundTheClock.SessionAt(at));
        }
    }

    [Fact]
    public void Agrees_with_itself_in_whatever_order_it_is_asked()
    {
        Random random = new(1);
        foreach (var _ in Enumerable.Range(0, 20_000))
        {
            var at = Timestamp.Parse("2025-10-01T00:00:00Z") + TimeSpan.FromSeconds(random.Next(86_400 * 200));
            var fresh = new MarketCalendar(MarketCalendar.UsStocksDayOf);

            Assert.Equal(fresh.SessionAt(at), MarketCalendar.UsStocks.SessionAt(at));
            Assert.Equal(fresh.PeriodAt(at), MarketCalendar.UsStocks.PeriodAt(at));
        }
    }

    [Fact]
    public void Allocates_nothing_where_the_day_is_known()
    {
        var at = Timestamp.Parse("2026-03-09T13:00:00Z");

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var minute = 0; minute < 600; minute++)
            {
                MarketCalendar.UsStocks.SessionAt(at + TimeSpan.FromMinutes(minute));
            }
        }));
    }

    [Fact]
    public void Refuses_no_rule() => Assert.Throws<ArgumentNullException>(() => new MarketCalendar(null!));
}
