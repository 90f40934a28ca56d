using System.Globalization;

namespace MarketFlow.Host.Tests;

/// <summary>When a feed should have data, and which sessions its detectors follow: those of the endpoint that its address names.</summary>
public sealed class FeedHoursTests
{
    private const string RegularSession = "2026-03-09T15:00:00Z"; // a Monday
    private const string Sunday = "2026-03-08T15:00:00Z";

    [Theory]
    [InlineData("massive", null, true, false, true)]
    [InlineData("massive", "wss://socket.massive.com/options", true, false, true)]
    [InlineData("massive", "wss://socket.massive.com/crypto", true, true, false)]
    [InlineData("massive", "wss://socket.massive.com/forex", true, false, false)]
    [InlineData("massive", "wss://socket.massive.com/futures/cme", true, false, false)]
    [InlineData("massive", "ws://127.0.0.1:1", true, false, true)]
    [InlineData("alpaca", null, true, false, true)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v1beta3/crypto/us", true, true, false)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v2/overnight", false, false, true)]
    [InlineData("alpaca", "wss://stream.data.alpaca.markets/v1beta1/news", false, false, false)]
    [InlineData("coinbase", null, true, true, false)]
    public void Are_those_of_the_endpoint(string dialect, string? url, bool onMonday, bool onSunday, bool hasUsStockSessions)
    {
        FeedSettings settings = new() { Dialect = dialect, Url = url };
        var isExpected = settings.FindHours();

        Assert.Equal((onMonday, onSunday), (isExpected(At(RegularSession)), isExpected(At(Sunday))));
        Assert.Equal(hasUsStockSessions ? MarketCalendar.UsStocks : MarketCalendar.AroundTheClock, settings.FindCalendar());
    }

    [Fact]
    public void Are_the_configured_ones_where_there_are_any()
    {
        FeedSettings crypto = new() { Dialect = "massive", Url = "wss://socket.massive.com/crypto", Hours = "us-stocks" };
        Assert.Equal((false, MarketCalendar.UsStocks), (crypto.FindHours()(At(Sunday)), crypto.FindCalendar()));

        FeedSettings stocks = new() { Dialect = "massive", Hours = FeedSettings.Always };
        Assert.Equal((true, MarketCalendar.AroundTheClock), (stocks.FindHours()(At(Sunday)), stocks.FindCalendar()));
    }

    [Fact]
    public void Begin_15_minutes_later_where_the_data_is_delayed()
    {
        var isExpected = new FeedSettings { Dialect = "massive", Url = "wss://delayed.massive.com/stocks" }.FindHours();

        Assert.False(isExpected(At("2026-03-09T13:44:59Z")));
        Assert.True(isExpected(At("2026-03-09T13:45:00Z")));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
