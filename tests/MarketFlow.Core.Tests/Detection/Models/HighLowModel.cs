namespace MarketFlow.Tests;

/// <summary>High/low detection written from domain.md and its page alone: looks through the whole history at every trade.</summary>
internal static class HighLowModel
{
    public static List<Detection> Of(IReadOnlyList<Trade> trades) => PlainHistory.Play(trades, (history, session, _) => Judge(history, session));

    private static Detection? Judge(PlainHistory history, string session)
    {
        var trade = history.Trades[^1].Trade;
        var before = history.Trades.SkipLast(1).Select(each => each.Trade.Price).ToList();
        if (before.Count == 0)
        {
            return null;
        }

        var (high, low) = (before.Max(), before.Min());
        var direction = trade.Price > high ? 1 : trade.Price < low ? -1 : 0;
        if (direction == 0)
        {
            return null;
        }

        var extreme = direction > 0 ? high : low;
        var (percent, dollars) = trade.Price < 1 ? (0.2m, 0.005m) : trade.Price < 5 ? (0.15m, 0.01m) : trade.Price < 25 ? (0.1m, 0.02m) : trade.Price < 100 ? (0.08m, 0.05m) : (0.05m, 0.10m);
        var times = session is "premarket" or "after hours" ? 2m : session == "opening" ? 1.5m : 1m;
        var by = Math.Abs(trade.Price - extreme);
        if (by < dollars * times || by < extreme * percent / 100 * times)
        {
            return null;
        }

        var word = direction > 0 ? "up" : "down";
        if (history.Found.LastOrDefault(found => found.Direction == word) is { } last && trade.Time - last.Time < TimeSpan.FromSeconds(1))
        {
            return null;
        }

        var (pattern, isRapid) = PatternOf(history.Found, word, trade.Time);
        var change = PlainHistory.Percent(trade.Price, history.First);
        var relative = history.RelativeVolume;
        return PlainHistory.Detected(trade, "highlow", direction, new HighLowDetail
        {
            Previous = extreme,
            Extreme = trade.Price,
            SessionHigh = Math.Max(high, trade.Price),
            SessionLow = Math.Min(low, trade.Price),
            CountUp = history.Found.Count(found => found.Direction == "up") + (direction > 0 ? 1 : 0),
            CountDown = history.Found.Count(found => found.Direction == "down") + (direction < 0 ? 1 : 0),
            PercentChange = Math.Round(change, 4),
            Vwap = PlainHistory.Rounded(history.Vwap, 10),
            VwapDivergence = history.Vwap is { } vwap ? Math.Round(PlainHistory.Percent(trade.Price, vwap), 4) : null,
            Volume = history.Volume,
            RelativeVolume = PlainHistory.Rounded(relative, 4),
            Significance = Math.Round(Math.Min(50, Math.Abs(change) * 10) + Math.Min(50, (relative ?? 0) * 25), 1),
            Reversal = pattern,
            IsRapid = isRapid,
        });
    }

    // The ends of the legs: the last detection before each change of direction.
    private static (ReversalPattern Pattern, bool IsRapid) PatternOf(List<Detection> found, string word, Timestamp now)
    {
        var legs = new List<Detection>();
        foreach (var detection in found)
        {
            if (legs.Count > 0 && legs[^1].Direction == detection.Direction)
            {
                legs.RemoveAt(legs.Count - 1);
            }

            legs.Add(detection);
        }

        if (legs.Count == 0 || legs[^1].Direction == word)
        {
            return (ReversalPattern.None, false);
        }

        var (five, one) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
        if (legs.Count >= 3 && now - legs[^3].Time <= five)
        {
            return (word == "up" ? ReversalPattern.WBottom : ReversalPattern.MTop, now - legs[^3].Time < one);
        }

        return now - legs[^1].Time <= five
            ? (word == "up" ? ReversalPattern.VBottom : ReversalPattern.VTop, now - legs[^1].Time < one)
            : (ReversalPattern.None, false);
    }
}
