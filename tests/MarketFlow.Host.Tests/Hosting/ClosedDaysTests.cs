using Microsoft.Extensions.Configuration;

namespace MarketFlow.Host.Tests;

/// <summary>Days on which no rule closes the exchange, and yet it is closed.</summary>
public sealed class ClosedDaysTests
{
    private static readonly DateTimeOffset _noon = Timestamp.Parse("2025-01-09T17:00:00Z").ToDateTimeOffset(); // a day of mourning

    [Fact]
    public void Are_those_of_every_feed_and_a_feed_may_have_more()
    {
        var settings = Read(("ClosedDays:0", "2025-01-09"), ("Feeds:0:Dialect", "massive"), ("Feeds:1:Dialect", "alpaca"), ("Feeds:1:ClosedDays:0", "2025-01-10"));

        Assert.All(settings.Feeds, feed => Assert.False(feed.FindHours()(_noon)));
        Assert.True(settings.Feeds[0].FindHours()(_noon.AddDays(1)));
        Assert.False(settings.Feeds[1].FindHours()(_noon.AddDays(1)));
        Assert.All(settings.Feeds, feed => Assert.Equal(TradingPart.Closed, feed.FindCalendar().PeriodAt(_noon).Part));
    }

    [Fact]
    public void Change_nothing_where_there_are_none_or_the_market_never_closes()
    {
        Assert.Same(MarketCalendar.UsStocks, Read(("Feeds:0:Dialect", "massive")).Feeds[0].FindCalendar());
        var always = Read(("ClosedDays:0", "2025-01-09"), ("Feeds:0:Dialect", "coinbase")).Feeds[0];
        Assert.Same(MarketCalendar.AroundTheClock, always.FindCalendar());
        Assert.True(always.FindHours()(_noon));
    }

    [Fact]
    public void Feeds_with_the_same_days_share_a_calendar_and_so_their_detectors()
    {
        var feeds = Read(("ClosedDays:0", "2025-01-09"), ("Feeds:0:Dialect", "massive"), ("Feeds:1:Dialect", "alpaca")).Feeds;

        Assert.Same(feeds[0].FindCalendar(), feeds[1].FindCalendar());
    }

    [Fact]
    public void Reach_the_sockets_and_the_priority_of_the_opening()
    {
        var feed = Read(("ClosedDays:0", "2025-01-09"), ("Feeds:0:Dialect", "massive")).Feeds[0];
        Trade spy = new() { Symbol = "SPY", Time = Timestamp.Parse("2025-01-09T14:35:00Z"), Price = 1, Size = 1, Exchange = "4", Id = 1 };

        Assert.False(SocketFeed.SocketsOf(feed).IsDataExpected(_noon));
        Assert.True(OpeningSymbols.Default.AreRaised(spy));
        Assert.False(OpeningSymbols.DefaultIn(feed.FindCalendar()).AreRaised(spy));
    }

    [Fact]
    public void Are_dates() =>
        Assert.Contains(
            "ClosedDays:0 is \"tomorrow\"; must be a date such as 2026-03-09.",
            Assert.Throws<SettingsException>(() => Read(("ClosedDays:0", "tomorrow"))).Message, StringComparison.Ordinal);

    private static HostSettings Read(params (string Name, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(each => $"MarketFlow:{each.Name}", each => (string?)each.Value)).Build());
}
