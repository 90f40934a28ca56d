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
            _parked.Add(Trade(second, number: number));
        }

        Assert.Equal(6, _parked.Count);
        Assert.Equal(6, _parked.First.Source.Sequence);
        Assert.Equal([6, 2, 5, 1, 3, 4], _parked.Release().Select(trade => (int)trade.Source.Sequence!));
    }

    [Fact]
    public void Forgets_the_trades_it_released_and_stays_released()
    {
        _parked.Add(Trade(1));
        _parked.Release();

        Assert.Equal((0, true), (_parked.Count, _parked.AreReleased));
        _parked.Add(Trade(2, number: 2));
        Assert.Equal(2, Assert.Single(_parked.Release()).Source.Sequence);
        Assert.True(_parked.AreReleased);
    }
}
