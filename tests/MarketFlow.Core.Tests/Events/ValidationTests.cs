using System.Globalization;

namespace MarketFlow.Tests;

/// <summary>What each kind of event allows, on both sides of each boundary (domain.md, Events).</summary>
public sealed class ValidationTests
{
    private const decimal Least = 0.0000000000000000000000000001m; // the smallest step a decimal can take

    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00Z");
    private static readonly Trade _trade = new() { Symbol = "MSFT", Time = _time, Price = 1, Size = 1 };
    private static readonly Quote _quote = new() { Symbol = "MSFT", Time = _time, BidPrice = 1, AskPrice = 2 };
    private static readonly Bar _bar = new() { Symbol = "MSFT", Time = _time, Interval = TimeSpan.FromMinutes(1), Open = 2, High = 4, Low = 1, Close = 3, Volume = 5 };
    private static readonly FairMarketValue _value = new() { Symbol = "MSFT", Time = _time, Price = 1 };
    private static readonly Detection _detection = new() { Symbol = "MSFT", Time = _time, Kind = "trend", Price = 1 };
    private static readonly Status _status = new() { Symbol = "MSFT", Time = _time, Kind = "halt" };

    [Fact]
    public void Takes_a_status_without_a_symbol_since_it_may_be_about_a_feed() => AssertValid(_status with { Symbol = "" });

    [Fact]
    public void Asks_for_a_symbol_of_everything_that_is_traded() =>
        Assert.All(new MarketEvent[] { _trade, _quote, _bar, _value, _detection }, one =>
        {
            AssertValid(one);
            AssertValid(one with { Symbol = "A" });
            AssertInvalid("Symbol is empty; must name what is traded.", one with { Symbol = "" });
        });

    [Fact]
    public void Allows_prices_of_any_sign_since_futures_have_them() =>
        Assert.All(
            [
                _trade with { Price = 0 }, _trade with { Price = -37.63m }, _quote with { BidPrice = -1.5m, AskPrice = -1.4m }, _value with { Price = -1 },
                _bar with { Open = -2, High = 0, Low = -4, Close = -3 },
            ],
            (MarketEvent one) => AssertValid(one));

    [Fact]
    public void Names_prices_that_no_other_market_has()
    {
        AssertUsualPrices(_trade with { Price = Least });
        AssertUnusualPrices("Price is 0; must be above 0.", _trade with { Price = 0 });
        AssertUnusualPrices("Price is -0.5; must be above 0.", _trade with { Price = -0.5m });
        AssertUsualPrices(_quote with { BidPrice = 0 });
        AssertUsualPrices(_quote with { AskPrice = 0 });
        AssertUnusualPrices("BidPrice is -1; must be 0 or more.", _quote with { BidPrice = -1 });
        AssertUnusualPrices("AskPrice is -1; must be 0 or more.", _quote with { AskPrice = -1 });
        AssertUsualPrices(_bar with { Low = Least });
        AssertUnusualPrices("Low is 0; must be above 0.", _bar with { Low = 0 });
        AssertUnusualPrices("Low is -1; must be above 0.", _bar with { Low = -1 });
        AssertUsualPrices(_value with { Price = Least });
        AssertUnusualPrices("Price is 0; must be above 0.", _value with { Price = 0 });
        AssertUsualPrices(_detection);
        AssertUsualPrices(_status);
    }

    [Fact]
    public void Asks_for_a_size_of_zero_or_more_of_a_trade()
    {
        AssertValid(_trade with { Size = 0 });
        AssertValid(_trade with { Size = 0.001m });
        AssertInvalid("Size is -0.5; must be 0 or more.", _trade with { Size = -0.5m });
        Assert.NotNull((_trade with { Size = -Least }).Validate());
    }

    [Fact]
    public void Allows_empty_and_crossed_sides_of_a_quote_but_no_negative_size()
    {
        AssertValid(_quote with { BidPrice = 0, BidSize = 0, AskSize = 0 });
        AssertValid(_quote with { AskPrice = 0 });
        AssertValid(_quote with { BidPrice = 3, AskPrice = 2 });
        AssertInvalid("BidSize is -1; must be 0 or more.", _quote with { BidSize = -1 });
        AssertInvalid("AskSize is -1; must be 0 or more.", _quote with { AskSize = -1 });
        Assert.All([_quote with { BidSize = -Least }, _quote with { AskSize = -Least }],
            quote => Assert.NotNull(quote.Validate()));
    }

    [Fact]
    public void Asks_for_an_interval_above_zero_of_a_bar()
    {
        AssertValid(_bar with { Interval = TimeSpan.FromTicks(1) });
        AssertInvalid("Interval is 00:00:00; must be above zero.", _bar with { Interval = TimeSpan.Zero });
        Assert.NotNull((_bar with { Interval = TimeSpan.FromTicks(-1) }).Validate());
    }

    [Fact]
    public void Asks_for_open_and_close_within_low_and_high_of_a_bar()
    {
        AssertValid(_bar with { Open = 1, Close = 4 });
        AssertValid(_bar with { Open = 4, Close = 1 });
        AssertValid(_bar with { Open = 1, High = 1, Low = 1, Close = 1 });
        AssertInvalid("Open is 0.99; must be between Low 1 and High 4.", _bar with { Open = 0.99m });
        AssertInvalid("Open is 4.01; must be between Low 1 and High 4.", _bar with { Open = 4.01m });
        AssertInvalid("Close is 0.99; must be between Low 1 and High 4.", _bar with { Close = 0.99m });
        AssertInvalid("Close is 4.01; must be between Low 1 and High 4.", _bar with { Close = 4.01m });
        Assert.NotNull((_bar with { High = 0.5m }).Validate());
    }

    [Fact]
    public void Asks_for_a_volume_of_zero_or_more_of_a_bar()
    {
        AssertValid(_bar with { Volume = 0 });
        AssertInvalid("Volume is -1; must be 0 or more.", _bar with { Volume = -1 });
        Assert.NotNull((_bar with { Volume = -Least }).Validate());
    }

    [Fact]
    public void Writes_numbers_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = "," } };
            AssertInvalid("Size is -0.5; must be 0 or more.", _trade with { Size = -0.5m });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertUsualPrices(MarketEvent one) => Assert.Null(one.ValidatePrices());

    private static void AssertUnusualPrices(string why, MarketEvent one) => Assert.Equal(why, one.ValidatePrices());

    private static void AssertValid(MarketEvent one) => Assert.Null(one.Validate());

    private static void AssertInvalid(string why, MarketEvent one) => Assert.Equal(why, one.Validate());
}
