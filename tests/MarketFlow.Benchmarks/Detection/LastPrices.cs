using System.Reactive.Linq;

namespace MarketFlow.Benchmarks;

/// <summary>The detector that everybody writes first: a dictionary of last prices, and what is one percent away from them.</summary>
internal static class LastPrices
{
    public static IObservable<MarketEvent> Moves(IObservable<Trade> trades)
    {
        var last = new Dictionary<string, decimal>();
        return trades.Where(trade =>
        {
            var isMove = last.TryGetValue(trade.Symbol, out var price) && Math.Abs(trade.Price - price) * 100 >= price;
            last[trade.Symbol] = trade.Price;
            return isMove;
        });
    }
}
