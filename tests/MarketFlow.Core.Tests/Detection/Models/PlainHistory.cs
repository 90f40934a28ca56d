namespace MarketFlow.Tests;

/// <summary>What a detector's model remembers of a symbol: every trade of its period, in order of arrival.</summary>
internal sealed class PlainHistory
{
    public List<(Trade Trade, bool IsLate)> Trades { get; } = [];

    public required string Part { get; init; }

    /// <summary>What was found in it so far.</summary>
    public List<Detection> Found { get; } = [];

    public Timestamp Newest => Trades.Max(each => each.Trade.Time);

    public IEnumerable<Trade> InOrder => Trades.Where(each => !each.IsLate).Select(each => each.Trade);

    public decimal Volume => Trades.Sum(each => each.Trade.Size);

    public decimal? Vwap => Volume == 0 ? null : Trades.Sum(each => each.Trade.Price * each.Trade.Size) / Volume;

    public decimal First => Trades[0].Trade.Price;

    public decimal? RelativeVolume
    {
        get
        {
            var seconds = InOrder.GroupBy(trade => SecondOf(trade)).Select(second => second.Sum(trade => trade.Size)).ToList();
            var earlier = seconds.SkipLast(1).Sum();
            return earlier == 0 ? null : seconds[^1] * (seconds.Count - 1) / earlier;
        }
    }

    public static long SecondOf(Trade trade) => trade.Time.ToDateTimeOffset().ToUnixTimeSeconds();

    public static decimal Percent(decimal price, decimal from) => (price - from) / from * 100;

    public static decimal? Rounded(decimal? value, int digits) => value is { } number ? Math.Round(number, digits) : null;

    /// <summary>Plays a stream by the rules for late trades, idle symbols and wrong clocks, and asks for a judgement of each trade that is in order.</summary>
    /// <param name="trades">The stream.</param>
    /// <param name="judge">Says what the last trade of a history is, or null; is told the session and the symbol's detections ever.</param>
    public static List<Detection> Play(IReadOnlyList<Trade> trades, Func<PlainHistory, string, List<(Detection Detection, string Part)>, Detection?> judge)
    {
        var hour = TimeSpan.FromHours(1);
        Dictionary<string, PlainHistory> known = [];
        Dictionary<string, List<(Detection, string)>> ever = [];
        List<Detection> found = [];
        Timestamp? before = null;
        foreach (var trade in trades)
        {
            var (session, part) = PlainHours.Of(trade.Time);
            if (session == "closed" || trade.Price <= 0)
            {
                continue;
            }

            var (timeBefore, now) = (before, trade.Time);
            before = now;
            foreach (var (symbol, idle) in known.ToList())
            {
                if (now - idle.Newest >= hour)
                {
                    known.Remove(symbol);
                    ever.Remove(symbol);
                }
            }

            if (known.TryGetValue(trade.Symbol, out var history) && trade.Time < history.Newest)
            {
                var isWrongClock = history.Newest - now >= hour && history.Newest - timeBefore >= hour;
                if (!isWrongClock)
                {
                    if (history.Part == part)
                    {
                        history.Trades.Add((trade, true));
                    }

                    continue;
                }

                history = null;
                ever.Remove(trade.Symbol);
            }

            if (history is null || history.Part != part)
            {
                known[trade.Symbol] = history = new() { Part = part };
            }

            history.Trades.Add((trade, false));
            ever.TryAdd(trade.Symbol, []);
            if (judge(history, session, ever[trade.Symbol]) is { } detection)
            {
                history.Found.Add(detection);
                ever[trade.Symbol].Add((detection, part));
                found.Add(detection);
            }
        }

        return found;
    }

    public static Detection Detected(Trade trade, string kind, int direction, DetectionDetail detail) => new()
    {
        Symbol = trade.Symbol,
        Time = trade.Time,
        Kind = kind,
        Price = trade.Price,
        Direction = direction == 0 ? null : direction > 0 ? "up" : "down",
        Detail = detail,
    };
}
