namespace MarketFlow.Feeds.Tests;

/// <summary>Connections that end or fall silent by a script: when this product comes back, and what it tells of the time it was away.</summary>
public sealed class OutagesEndToEndTests
{
    private const double Way = 0.01; // greeting, key, question and answer are on their way so long at most

    [Fact]
    public void Nothing_wrong_is_one_attempt_no_gap_and_every_trade()
    {
        var market = new FaultyMarket(string.Empty).Run(600);

        AssertAttempts(market, (0, 0));
        Assert.Empty(market.Client.Gaps);
        Assert.Empty(market.Missing());
        market.Client.AssertSound();
    }

    [Theory]
    [InlineData(FaultyVendor.Massive)]
    [InlineData(FaultyVendor.Alpaca)]
    public void A_cut_is_tried_again_within_a_quarter_second_and_told_from_the_last_trade_to_the_first_answer(FaultyVendor vendor)
    {
        var market = new FaultyMarket("""{"do":"drop","connection":1,"at":5.1}""", vendor).Run(60);

        AssertAttempts(market, (0, 0), (5.1 + 0.125, 5.1 + 0.251 + Way));
        AssertGap(market, from: 5, to: market.Client.Attempts[1]);
        AssertComplete(market);
    }

    [Fact]
    public void Cuts_in_a_row_are_tried_again_after_twice_the_time_each_until_data_flows_for_ten_seconds()
    {
        var market = new FaultyMarket("""{"do":"drop","connection":1,"at":2},{"do":"drop","connection":2,"at":2},{"do":"drop","connection":3,"at":12},{"do":"drop","connection":4,"at":2}""").Run(60);

        var waits = Waits(market, 2, 2, 12, 2);
        Assert.InRange(waits[0], 0.125, 0.25 + Way);
        Assert.InRange(waits[1], 0.25, 0.5 + Way);
        Assert.InRange(waits[2], 0.125, 0.25 + Way); // proven: a new row
        Assert.InRange(waits[3], 0.25, 0.5 + Way);
        AssertComplete(market);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("refuse")]
    public void A_close_with_1008_is_one_too_many_and_tried_again_after_the_cool_down(string fault)
    {
        foreach (var vendor in Enum.GetValues<FaultyVendor>())
        {
            var market = new FaultyMarket($$"""{"do":"{{fault}}","connection":1,"at":5.1}""", vendor).Run(120);

            AssertAttempts(market, (0, 0), (65.1, 65.1 + Way));
            AssertGap(market, from: 5, to: market.Client.Attempts[1]);
            AssertComplete(market);
        }
    }

    [Theory]
    [InlineData(FaultyVendor.Massive)]
    [InlineData(FaultyVendor.Alpaca)]
    public void A_refusal_of_every_connection_is_one_attempt_per_cool_down_for_ever(FaultyVendor vendor)
    {
        var market = new FaultyMarket("""{"do":"refuse"}""", vendor).Run(3_600);

        Assert.Equal(60, market.Client.Attempts.Count);
        Assert.All(market.Client.Attempts.Index(), attempt => Assert.InRange(attempt.Item, 60 * attempt.Index, (60 + Way) * attempt.Index));
        Assert.Empty(market.Client.Gaps); // it was never there, so nothing says what it missed
        market.Client.AssertSound();
    }

    [Fact]
    public void Silence_is_ended_after_the_limit_and_told_from_the_last_trade()
    {
        var market = new FaultyMarket("""{"do":"silent","connection":1,"at":5.1}""").Run(60);

        AssertAttempts(market, (0, 0), (20 + 0.125, 20 + 0.25 + (2 * Way)));
        AssertGap(market, from: 5, to: market.Client.Attempts[1]);
        AssertComplete(market);
    }

    [Fact]
    public void Silence_that_ends_before_the_limit_costs_what_was_told_in_it_and_nobody_can_know()
    {
        var market = new FaultyMarket("""{"do":"silent","at":5.1,"for":14}""").Run(60);

        AssertAttempts(market, (0, 0));
        Assert.Empty(market.Client.Gaps);
        Assert.Equal(56, market.MissingUntold().Count); // 14 s of four trades a second
        market.Client.AssertSound();
    }

    [Fact]
    public void Silence_from_the_greeting_on_is_given_up_after_the_time_to_connect()
    {
        var market = new FaultyMarket("""{"do":"silent","connection":1}""").Run(60);

        AssertAttempts(market, (0, 0), (10 + 0.125, 10 + 0.25 + (2 * Way)));
        Assert.Empty(market.MissingUntold());
        market.Client.AssertSound();
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("close")]
    [InlineData("silent")]
    public void What_befalls_one_of_two_connections_costs_nothing_and_is_no_gap(string fault)
    {
        var market = new FaultyMarket($$"""{"do":"{{fault}}","connection":1,"at":5.1}""", connections: 2).Run(120);

        Assert.Equal(3, market.Client.Attempts.Count);
        Assert.Empty(market.Client.Gaps);
        Assert.Empty(market.Missing());
        Assert.True(market.Client.Duplicates > 100);
        market.Client.AssertSound();
    }

    private static void AssertAttempts(FaultyMarket market, params (double From, double To)[] expected)
    {
        Assert.Equal(expected.Length, market.Client.Attempts.Count);
        Assert.All(expected.Zip(market.Client.Attempts), attempt => Assert.InRange(attempt.Second, attempt.First.From, attempt.First.To));
    }

    private static void AssertGap(FaultyMarket market, double from, double to)
    {
        var gap = Assert.Single(market.Client.Gaps);
        Assert.InRange(gap.From, from, from + Way);
        Assert.InRange(gap.To, to, to + Way);
    }

    // Everything that did not come lies in a gap that was told.
    private static void AssertComplete(FaultyMarket market)
    {
        Assert.NotEmpty(market.Missing());
        Assert.Empty(market.MissingUntold());
        market.Client.AssertSound();
    }

    private static List<double> Waits(FaultyMarket market, params double[] lives) =>
        [.. lives.Select((life, i) => market.Client.Attempts[i + 1] - market.Client.Attempts[i] - life)];
}
