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

    /// <summary>Plays a stream by the rules for late trades, idle symbols and wrong times, and judges each trade that is in order.</summary>
    /// <param name="trades">The stream.</param>
    /// <param name="judge">Says what the last trade of a history is, or null; is told the session and the symbol's detections ever.</param>
    public static List<Detection> Play(IReadOnlyList<Trade> trades, Func<PlainHistory, string, List<(Detection Detection, string Part)>, Detection?> judge)
    {
        PlainKeys<string, Known> symbols = new(_ => 3_600, _ => new());
        List<Detection> found = [];
        foreach (var trade in trades)
        {
            var (session, part) = PlainHours.Of(trade.Time);
            if (session == "closed" || trade.Price <= 0)
            {
                continue;
            }

            var symbol = symbols.Heard(trade.Symbol, trade.Time.ToDateTimeOffset().Ticks / (double)TimeSpan.TicksPerSecond, trade.IsBackfill);
            if (symbol.History is { } kept && trade.Time < symbol.Newest)
            {
                if (kept.Part == part)
                {
                    kept.Trades.Add((trade, true));
                }

                continue;
            }

            symbol.Newest = trade.Time;
            if (symbol.History is not { } history || history.Part != part)
            {
                symbol.History = history = new() { Part = part };
            }

            history.Trades.Add((trade, false));
            if (judge(history, session, symbol.Ever) is { } detection)
            {
                history.Found.Add(detection);
                symbol.Ever.Add((detection, part));
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

    private sealed class Known
    {
        public PlainHistory? History { get; set; }

        public Timestamp Newest { get; set; }

        public List<(Detection Detection, string Part)> Ever { get; } = [];
    }
}
