namespace MarketFlow.Feeds.Tests;

/// <summary>Messages that come late, twice, swapped, misnumbered or torn: none is lost but the torn ones, none is told twice.</summary>
public sealed class MessageFaultsEndToEndTests
{
    private const double Seconds = 60;

    [Fact]
    public void Late_messages_are_told_late_and_in_order()
    {
        var market = Undisturbed("""{"do":"delay","at":1,"delay":2.5}""");

        Assert.Equal(market.Client.Trades.Order(), market.Client.Trades);
        Assert.All(market.Client.Ages.Skip(4), age => Assert.InRange(age, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(2.6)));
    }

    [Theory]
    [InlineData("""{"do":"delay","at":1,"delay":2.5,"for":10}""")] // those that come in time again must not overtake
    [InlineData("""{"do":"delay","delay":2.5,"share":0.2}""")]
    public void Late_messages_are_overtaken_by_none(string fault)
    {
        var market = Undisturbed(fault);

        Assert.Equal(market.Client.Trades.Order(), market.Client.Trades);
        Assert.Contains(market.Client.Ages, age => age > TimeSpan.FromSeconds(2.5));
        Assert.Contains(market.Client.Ages, age => age < TimeSpan.FromSeconds(0.1));
    }

    [Theory]
    [InlineData("""{"do":"duplicate"}""", 230, 245)]
    [InlineData("""{"do":"duplicate","share":0.1}""", 10, 40)]
    public void Repeated_messages_are_told_once(string fault, int fewest, int most)
    {
        var market = Undisturbed(fault);

        Assert.InRange(market.Client.Duplicates, fewest, most);
    }

    [Theory]
    [InlineData("""{"do":"reorder","at":1}""")]
    [InlineData("""{"do":"reorder","at":1,"share":0.3}""")]
    [InlineData("""{"do":"reorder"}""")] // a greeting that nothing follows comes all the same
    public void Swapped_messages_are_told_in_the_order_in_which_they_came(string fault)
    {
        var trades = Undisturbed(fault).Client.Trades;

        Assert.NotEqual(trades.Order(), trades);
        Assert.All(trades.Zip(trades.Order()), trade => Assert.InRange(trade.First - trade.Second, -1, 1));
    }

    [Theory]
    [InlineData("repeat-sequence", 1)]
    [InlineData("reverse-sequence", 1)]
    [InlineData("repeat-sequence", 2)]
    [InlineData("reverse-sequence", 2)]
    public void Sequences_that_stand_still_or_count_backwards_cost_nothing_and_repeat_nothing(string fault, int connections)
    {
        // on the second of two connections, copies of one trade have different sequences
        var market = Undisturbed($$"""{"do":"{{fault}}","connection":{{connections}}}""", connections);

        Assert.Equal(market.Client.Trades.Order(), market.Client.Trades);
    }

    [Fact]
    public void Torn_messages_are_counted_and_cost_no_neighbour()
    {
        var market = new FaultyMarket("""{"do":"corrupt","at":1,"share":0.2}""").Run(Seconds);

        Assert.Equal(0, Assert.Single(market.Client.Attempts));
        Assert.InRange(market.Client.Unreadable, 20, 80);
        Assert.Equal(market.Client.Unreadable, market.Missing().Count);
        Assert.Empty(market.Client.Gaps); // it is no gap: the frame came, and its fault is counted and kept
        market.Client.AssertSound();
    }

    [Fact]
    public void A_torn_greeting_is_given_up_after_the_time_to_connect()
    {
        var market = new FaultyMarket("""{"do":"corrupt","connection":1}""").Run(Seconds);

        Assert.Equal(2, market.Client.Attempts.Count);
        Assert.InRange(market.Client.Attempts[1], 10.125, 10.3);
        Assert.Equal(1, market.Client.Unreadable);
        Assert.Empty(market.MissingUntold());
        market.Client.AssertSound();
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("reorder")]
    [InlineData("delay")]
    public void Alpacas_messages_fare_no_worse(string fault) => Undisturbed($$"""{"do":"{{fault}}"}""", vendor: FaultyVendor.Alpaca);

    // One attempt, no gap, no fault, and every trade that had the time to come was told once.
    private static FaultyMarket Undisturbed(string fault, int connections = 1, FaultyVendor vendor = FaultyVendor.Massive)
    {
        var market = new FaultyMarket(fault, vendor, connections).Run(Seconds);

        Assert.Equal(Enumerable.Repeat(0.0, connections), market.Client.Attempts);
        Assert.Empty(market.Client.Gaps);
        Assert.Equal(0, market.Client.Unreadable);
        Assert.DoesNotContain(market.Missing(), number => market.AtOf(number) < Seconds - 5);
        market.Client.AssertSound();
        return market;
    }
}
