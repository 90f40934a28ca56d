using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>What a reader of a simulated market knows at each event: the trades so far, as cancels and corrections have left them.</summary>
internal sealed class SimulatedTape
{
    private static readonly TimeSpan _latest = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, List<Trade>> _trades = [];

    /// <summary>Cancels and corrections so far.</summary>
    public int Revisions { get; private set; }

    /// <summary>Takes the next event, unless it is a bar.</summary>
    /// <returns>The trade that changed, where one did.</returns>
    public Trade? Take(MarketEvent value)
    {
        switch (value)
        {
            case Trade trade:
                Of(trade.Symbol).Add(trade);
                return trade;
            case Status { Kind: "cancel" or "correction" } status:
                Revisions++;
                return Revise(status);
            default:
                return null;
        }
    }

    /// <summary>The bar of the trades in an interval, with those that came late.</summary>
    /// <returns>Null where no trade sets a price.</returns>
    public Bar? BarOf(string symbol, Timestamp from, TimeSpan interval)
    {
        var trades = Within(symbol, from, interval);
        var inSequence = trades.FindAll(trade => SetsPrice(trade) && !IsLate(trade));
        if (inSequence.Count == 0)
        {
            return null;
        }

        var volume = trades.Sum(trade => trade.Size);
        return new()
        {
            Symbol = symbol,
            Time = from,
            Interval = interval,
            Open = inSequence[0].Price,
            High = trades.Where(SetsPrice).Max(trade => trade.Price),
            Low = trades.Where(SetsPrice).Min(trade => trade.Price),
            Close = inSequence[^1].Price,
            Volume = volume,
            Vwap = Math.Round(trades.Sum(trade => trade.Price * trade.Size) / volume, 4, MidpointRounding.AwayFromZero),
            Trades = trades.Count,
        };
    }

    private List<Trade> Within(string symbol, Timestamp from, TimeSpan interval)
    {
        var all = Of(symbol);
        var first = all.Count;
        while (first > 0 && all[first - 1].Time >= from + -_latest)
        {
            first--;
        }

        return all.GetRange(first, all.Count - first).FindAll(trade => trade.Time >= from && trade.Time < from + interval);
    }

    private Trade Revise(Status status)
    {
        using var message = JsonDocument.Parse(status.Source.Original);
        var fields = message.RootElement;
        var isCancel = status.Kind == "cancel";
        var (id, price, size) = isCancel ? ("i", "p", "s") : ("oi", "op", "os");
        var trades = Of(status.Symbol);
        var at = trades.FindIndex(trade => trade.Id == TradeId.Of(fields.GetProperty(id).GetInt64()) && trade.Exchange == fields.GetProperty("x").GetString());
        Assert.True(at >= 0, $"{fields} names no trade that was sent.");
        var old = trades[at];
        Assert.Equal((old.Price, old.Size), (fields.GetProperty(price).GetDecimal(), fields.GetProperty(size).GetDecimal()));
        if (isCancel)
        {
            trades.RemoveAt(at);
            return old;
        }

        Assert.Equal(old.Conditions, fields.GetProperty("oc").EnumerateArray().Select(code => code.GetString()));
        Assert.Equal(old.Conditions, fields.GetProperty("cc").EnumerateArray().Select(code => code.GetString()));
        trades[at] = old with
        {
            Id = TradeId.Of(fields.GetProperty("ci").GetInt64()),
            Price = fields.GetProperty("cp").GetDecimal(),
            Size = fields.GetProperty("cs").GetDecimal(),
        };
        return old;
    }

    private List<Trade> Of(string symbol) =>
        _trades.TryGetValue(symbol, out var trades) ? trades : _trades[symbol] = [];

    private static bool SetsPrice(Trade trade) => !trade.Conditions.Contains("37");

    private static bool IsLate(Trade trade) => trade.Conditions.Contains("33") || trade.Conditions.Contains("13");
}
