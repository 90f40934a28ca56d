using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class MarketDetectorsTests
{
    private static readonly MarketCalendar _closed = new(static _ => TradingDay.Closed);

    /// <summary>A Form T print sets prices outside regular hours only, so the extra closed day decides.</summary>
    [Fact]
    public void Judge_conditions_by_the_same_calendar()
    {
        Trade formT = new()
        {
            Symbol = "AAPL",
            Time = VirtualMarketClock.Open,
            Price = 1,
            Size = 1,
            Codes = TradeCodes.Massive,
            Conditions = ["12"],
        };

        Assert.False(new MarketDetectors { HighLow = new() }.By(MarketCalendar.UsStocks).HighLow!.Eligibility(formT).SetsHighLow());
        Assert.False(new MarketDetectors { HighLow = new() }.By(MarketCalendar.AroundTheClock).HighLow!.Eligibility(formT).SetsHighLow());
        Assert.True(new MarketDetectors { HighLow = new() }.By(_closed).HighLow!.Eligibility(formT).SetsHighLow());
    }

    [Fact]
    public void Keep_a_rule_of_the_users_own()
    {
        MarketDetectors own = new() { Surge = new() { Eligibility = TradeEligibility.Everything } };

        Assert.Same(TradeEligibility.Everything, own.By(_closed).Surge!.Eligibility);
    }
}
