using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

public sealed class ParkedTradesTests
{
    private readonly ParkedTrades _parked = new();

    [Fact]
    public void Begins_without_trades()
    {
        Assert.Equal((0, false), (_parked.Count, _parked.AreReleased));
        Assert.Empty(_parked.Release());
    }

    [Fact]
    public void Keeps_trades_in_order_of_time_and_of_equals_by_arrival()
    {
        foreach (var (second, number) in new[] { (5, 1), (3, 2), (5, 3), (9, 4), (3, 5), (1, 6) })
        {
            Park(second, number);
        }

        Assert.Equal(6, _parked.Count);
        Assert.Equal(Trade(1).Time.UnixNanoseconds, _parked.FirstTime);
        Assert.Equal([6, 2, 5, 1, 3, 4], _parked.Release().Select(parked => (int)parked.Trade.Source.Sequence!));
    }

    [Fact]
    public void Forgets_the_trades_it_released_and_stays_released()
    {
        Park(1, 1);
        _parked.Release();

        Assert.Equal((0, true), (_parked.Count, _parked.AreReleased));
        Park(2, 2);
        Assert.Equal(2, Assert.Single(_parked.Release()).Trade.Source.Sequence);
        Assert.True(_parked.AreReleased);
    }

    private void Park(double second, int number)
    {
        var trade = Trade(second, number: number);
        _parked.Add(trade, KeptTrade.Of(trade, TradeUpdates.All));
    }
}
