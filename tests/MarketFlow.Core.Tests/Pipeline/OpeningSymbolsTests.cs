using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class OpeningSymbolsTests
{
    [Theory]
    [InlineData("2026-03-09T13:29:59.999Z", false)]
    [InlineData("2026-03-09T13:30:00Z", true)]
    [InlineData("2026-03-09T13:59:59.999Z", true)]
    [InlineData("2026-03-09T14:00:00Z", false)]
    [InlineData("2026-03-06T14:30:00Z", true)] // the Friday before daylight saving starts
    [InlineData("2026-03-06T13:30:00Z", false)]
    [InlineData("2026-03-08T13:30:00Z", false)] // a Sunday
    [InlineData("2026-04-03T13:30:00Z", false)] // Good Friday
    [InlineData("2026-11-27T14:30:00Z", true)] // a half day
    public void Are_raised_for_thirty_minutes_after_the_open(string time, bool isRaised) =>
        Assert.Equal(isRaised, OpeningSymbols.Default.AreRaised(Print("SPY", time)));

    [Fact]
    public void Are_raised_no_longer_than_the_market_is_open_and_on_the_days_of_ones_own_calendar()
    {
        OpeningSymbols allDay = new(["SPY"], TimeSpan.FromDays(1), new(date => date.Day == 8 ? TradingDay.Half : TradingDay.Closed));

        Assert.True(allDay.AreRaised(Print("SPY", "2026-03-08T16:59:59.999Z")));
        Assert.False(allDay.AreRaised(Print("SPY", "2026-03-08T17:00:00Z")));
        Assert.False(allDay.AreRaised(Print("SPY", "2026-03-09T15:00:00Z")));
    }

    [Fact]
    public void Other_symbols_are_never_raised() => Assert.False(OpeningSymbols.Default.AreRaised(Print("MSFT", "2026-03-09T13:30:00Z")));

    [Fact]
    public void New_York_agrees_with_the_time_zone_data_of_this_machine()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("America/New_York", out var zone))
        {
            return; // a machine without time zone data is what the class is for; there is nothing to compare with
        }

        Prop.ForAll<ushort, int>((day, second) =>
        {
            var utc = new DateTime(2008, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day % 10_000).AddSeconds(second % 86_400);
            return NewYork.LocalTime(new DateTimeOffset(utc)) == TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static Trade Print(string symbol, string time) => new() { Symbol = symbol, Time = Timestamp.Parse(time), Price = 1, Size = 1 };
}
