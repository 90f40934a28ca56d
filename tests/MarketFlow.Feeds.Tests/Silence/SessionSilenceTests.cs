using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>Silence counts in market hours alone, whatever the day.</summary>
public sealed class SessionSilenceTests
{
    // Regular hours in UTC, as the exchange published them; the same instant twice where there were none.
    private static readonly (string From, string To)[] _days =
    [
        ("2026-03-06T14:30:00Z", "2026-03-06T21:00:00Z"), // the last day of standard time
        ("2026-03-09T13:30:00Z", "2026-03-09T20:00:00Z"), // the first day of daylight saving time
        ("2026-10-30T13:30:00Z", "2026-10-30T20:00:00Z"),
        ("2026-11-02T14:30:00Z", "2026-11-02T21:00:00Z"),
        ("2026-11-27T14:30:00Z", "2026-11-27T18:00:00Z"), // a half day
        ("2026-12-25T14:30:00Z", "2026-12-25T14:30:00Z"), // Christmas
        ("2026-03-07T14:30:00Z", "2026-03-07T14:30:00Z"), // a Saturday
        ("2025-01-09T14:30:00Z", "2025-01-09T14:30:00Z"), // a day of mourning, an extra closed day below
    ];

    private static readonly MarketCalendar _calendar = new(date => date == new DateOnly(2025, 1, 9) ? TradingDay.Closed : MarketCalendar.UsStocksDayOf(date));

    [Fact]
    public void A_silent_market_is_recycled_while_it_is_open_and_at_no_other_time() =>
        Prop.ForAll(
            Gen.Choose(0, _days.Length - 1).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), Gen.Choose(-600, 600).ToArbitrary(), (day, isAtOpen, offset) =>
        {
            var (open, close) = (Timestamp.Parse(_days[day].From).ToDateTimeOffset(), Timestamp.Parse(_days[day].To).ToDateTimeOffset());
            var shift = (isAtOpen ? open : close).AddSeconds(offset) - VirtualMarketClock.Open;
            var hours = MarketHours.RegularOf(_calendar);
            using var feed = new QuietFeed("massive", ["T.*"], options => options with { IsDataExpected = at => hours(at + shift) });
            feed.AdvanceBy(300);

            var (from, to) = (VirtualMarketClock.Open + shift, feed.Now + shift);
            var openFor = (Earlier(close, to) - Later(open, from)).TotalSeconds;
            var recycles = feed.Virtual.Attempts.Skip(1).Select(at => at + shift).ToArray();
            return recycles.All(at => at >= open.AddSeconds(15) && at <= close.AddSeconds(0.25))
                && recycles.Length >= (openFor - 30.5) / 15.25 - 1
                && recycles.Length <= Math.Max(0, openFor / 15);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(14.5, true)]
    [InlineData(15.5, false)]
    public void A_pause_across_the_close_counts_until_the_close(double before, bool isKept)
    {
        using var feed = new QuietFeed("massive", ["T.*"], options => options with { IsDataExpected = at => at < VirtualMarketClock.Open.AddHours(1) });
        feed.AdvanceBy(10);
        while (feed.Now < VirtualMarketClock.Open.AddHours(1).AddSeconds(-before))
        {
            feed.Data();
            feed.AdvanceBy(Math.Min(5, (VirtualMarketClock.Open.AddHours(1).AddSeconds(-before) - feed.Now).TotalSeconds));
        }

        feed.Data();
        feed.AdvanceBy(10 * 3_600);

        Assert.Equal(isKept ? 1 : 2, feed.Connections);
        Assert.Null(feed.Status.SilentSince);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
