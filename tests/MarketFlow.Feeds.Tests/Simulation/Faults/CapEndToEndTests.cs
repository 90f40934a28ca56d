namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor that allows one connection, in each of the ways that were reported: there is no war, and what it costs is told.</summary>
public sealed class CapEndToEndTests
{
    private const double Cooldown = 60;
    private const double Hour = 3_600;

    [Theory]
    [InlineData("cap-older", FaultyVendor.Massive)]
    [InlineData("cap-newcomer", FaultyVendor.Massive)]
    [InlineData("cap-random", FaultyVendor.Massive)]
    [InlineData("cap-older", FaultyVendor.Alpaca)]
    [InlineData("cap-newcomer", FaultyVendor.Alpaca)]
    [InlineData("cap-random", FaultyVendor.Alpaca)]
    public void Two_programs_try_once_per_cool_down_each(string cap, FaultyVendor vendor)
    {
        var market = new FaultyMarket($$"""{"do":"{{cap}}"}""", vendor).Run(20);
        var rival = market.Join();
        market.Run(Hour);

        AssertNoWar(market.Client, first: 1);
        AssertNoWar(rival, first: 1);
        Assert.True(market.Client.Attempts.Count + rival.Attempts.Count > 30);
        Assert.Empty(market.MissingUntold());
        market.Client.AssertSound();
        rival.AssertSound();
    }

    [Theory]
    [InlineData("cap-older")]
    [InlineData("cap-newcomer")]
    [InlineData("cap-random")]
    public void One_feed_that_holds_too_many_connections_tries_once_per_cool_down_with_all_of_them(string cap)
    {
        var market = new FaultyMarket($$"""{"do":"{{cap}}"}""", connections: 3).Run(Hour);

        AssertNoWar(market.Client, first: 3);
        Assert.InRange(market.Client.Attempts.Count, 50, 63);
        Assert.Empty(market.MissingUntold());
        market.Client.AssertSound();
    }

    [Fact]
    public void The_one_connection_that_a_newcomer_cannot_throw_out_misses_nothing()
    {
        var market = new FaultyMarket("""{"do":"cap-newcomer"}""").Run(20);
        var rival = market.Join();
        market.Run(Hour);

        Assert.Equal(0, Assert.Single(market.Client.Attempts));
        Assert.Empty(market.Missing());
        Assert.InRange(rival.Attempts.Count, 60, 61);
        Assert.Empty(rival.Trades);
    }

    private static void AssertNoWar(MarketClient client, int first)
    {
        for (var i = first; i < client.Attempts.Count; i++)
        {
            Assert.True(client.Attempts[i] - client.Attempts[i - 1] >= Cooldown - 0.001, $"Attempt {i} came at {client.Attempts[i]}, the one before at {client.Attempts[i - 1]}.");
        }
    }
}
