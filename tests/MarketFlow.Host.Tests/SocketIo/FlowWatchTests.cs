using System.Globalization;

namespace MarketFlow.Host.Tests;

public sealed class FlowWatchTests
{
    private static readonly Timestamp _open = Timestamp.Parse("2026-03-09T13:30:00Z");
    private readonly FlowWatch _watch = new(MarketCalendar.UsStocks);

    [Fact]
    public void Counts_trades_and_quotes_and_nothing_else()
    {
        _watch.OnNext(Some.Trade("A"));
        _watch.OnNext(Some.Quote("A"));
        _watch.OnNext(Some.Bar("A"));
        _watch.OnNext(Some.Fmv("A"));
        _watch.OnNext(Some.Status("A"));
        _watch.OnNext(Found.Surge());
        _watch.OnNext(Some.Trade("A") with { Time = Some.Trade("A").Time + TimeSpan.FromSeconds(1) });

        Assert.Equal((2, 0, 0), (_watch.Activity.Ticks10, _watch.Activity.Highs, _watch.Activity.Lows));
    }

    [Fact]
    public void Totals_highs_and_lows_of_the_trading_period()
    {
        _watch.OnNext(Found.High() with { Time = _open + TimeSpan.FromTicks(-1) }); // premarket
        Assert.Equal((1, 0), (_watch.Activity.Highs, _watch.Activity.Lows));

        _watch.OnNext(Found.High() with { Time = _open });
        _watch.OnNext(Found.Low("B") with { Time = _open });
        _watch.OnNext(Found.Low("C") with { Time = _open });
        _watch.OnNext(Found.High() with { Time = _open + TimeSpan.FromTicks(-1) }); // late, of a period that is over
        _watch.OnNext(Found.Trend());

        Assert.Equal((1, 2), (_watch.Activity.Highs, _watch.Activity.Lows));
    }

    [Fact]
    public void Knows_a_trend_until_the_next_or_the_end_of_the_period()
    {
        Assert.Equal(default, _watch.FlagsOf("AAPL", Found.Time));
        _watch.OnNext(Found.Trend(direction: "up"));
        Assert.Equal(new("up", null), _watch.FlagsOf("AAPL", Timestamp.Parse("2026-03-09T19:59:59.999Z")));
        Assert.Equal(default, _watch.FlagsOf("AAPL", Timestamp.Parse("2026-03-09T20:00:00Z")));
        Assert.Equal(default, _watch.FlagsOf("MSFT", Found.Time));

        _watch.OnNext(Found.Trend(direction: null));
        Assert.Equal(default, _watch.FlagsOf("AAPL", Found.Time));
    }

    [Fact]
    public void Knows_a_surge_until_it_expires()
    {
        _watch.OnNext(Found.Surge(direction: "up"));
        Assert.Equal(new(null, "up"), _watch.FlagsOf("AAPL", Timestamp.Parse("2026-03-09T13:30:35.123455Z")));
        Assert.Equal(default, _watch.FlagsOf("AAPL", Timestamp.Parse("2026-03-09T13:30:35.123456Z")));
    }

    [Fact]
    public void Forgets_symbols_whose_flags_hold_no_more()
    {
        SymbolFlagBook book = new(MarketCalendar.UsStocks);
        for (var hour = 0; hour < 50; hour++)
        {
            for (var i = 0; i < 100; i++)
            {
                book.Note(Found.Surge($"S{hour}-{i}") with { Time = Found.Time + TimeSpan.FromHours(hour), Detail = ((SurgeDetail)Found.Surge().Detail!) with { ExpiresAt = Found.Time + TimeSpan.FromHours(hour + 1) } });
            }
        }

        Assert.InRange(book.Count, 100, 1_024);
    }

    [Theory]
    [InlineData(0, 0, 0, "none", "0")]
    [InlineData(0, 300, 300, "none", "0")]
    [InlineData(4, 300, 300, "low", "0.4")]
    [InlineData(5, 300, 300, "normal", "0.5")]
    [InlineData(14, 300, 300, "normal", "1.4")]
    [InlineData(15, 300, 300, "high", "1.5")]
    [InlineData(29, 300, 300, "high", "2.9")]
    [InlineData(30, 300, 300, "very_high", "3")]
    [InlineData(8, 8, 4, "normal", "1")] // no more seconds than were seen
    public void Says_how_lively_it_is(long ticks10, long ticks300, int seconds, string level, string ratio)
    {
        FlowActivity activity = new(0, 0, ticks10, ticks10, ticks10, ticks300, seconds);

        Assert.Equal((level, ratio), (activity.Level, activity.Ratio.ToString("0.##", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Says_all_in_the_words_of_existing_clients() => Assert.Equal(
        """{"total_highs":1,"total_lows":2,"activity_level":"normal","activity_ratio":1.20,"ticks_10sec":4,"ticks_30sec":10,"ticks_60sec":20,"ticks_300sec":100}""",
        JsonText.Write(new FlowActivity(1, 2, 4, 10, 20, 100, 300).ToJson()));

    [Theory]
    [InlineData(true, true, "connected", true)]
    [InlineData(true, false, "degraded", true)]
    [InlineData(false, false, "disconnected", false)]
    public void Says_how_the_host_is(bool isConnected, bool isReady, string status, bool connected) => Assert.Equal(
        $$"""{"status":"{{status}}","connected":{{(connected ? "true" : "false")}},"provider":"massive, kraken","market_status":"open","timestamp":"2026-03-09T13:30:05.123456Z","avg_response":null}""",
        JsonText.Write(HostStatus.ToJson([("massive", isConnected), ("kraken", false)], isReady, TradingPart.Regular, Found.Time)));

    [Theory]
    [InlineData(TradingPart.Closed, "closed")]
    [InlineData(TradingPart.Premarket, "premarket")]
    [InlineData(TradingPart.Regular, "open")]
    [InlineData(TradingPart.AfterHours, "after_hours")]
    public void Says_how_the_market_is(TradingPart part, string expected) =>
        Assert.Equal(expected, HostStatus.ToJson([], isReady: true, part, Found.Time)["market_status"]!.GetValue<string>());
}
