namespace MarketFlow.Tests;

/// <summary>The slow model of bars from trades: every trade is kept in a list, and a bar is made anew from its list each time it is told.</summary>
internal sealed class PlainBarMaker(BarAggregationOptions options)
{
    private readonly PlainKeys<string, Symbol> _symbols =
        new(_ => Math.Max(options.IdleAfter.TotalSeconds, 10 * (options.RevisableBars + 1)), name => new(name));

    private readonly List<(BarTold, double)> _told = [];
    private int _begun;

    public List<Trade> TooLate { get; } = [];

    /// <summary>Takes a trade that arrives at a time, in seconds, and tells what the clock tells until then.</summary>
    public void Arrive(Trade trade, double now)
    {
        Pass(now);
        var at = At(trade);
        var symbol = _symbols.Heard(trade.Symbol, at, trade.IsBackfill);
        foreach (var wrong in _symbols.Wrong)
        {
            TooLate.AddRange(wrong.Parked);
            wrong.Parked.Clear();
            Forget(wrong, now);
        }

        foreach (var over in _symbols.Over)
        {
            Forget(over, now);
        }

        _symbols.Wrong.Clear();
        _symbols.Over.Clear();
        symbol.Before ??= _symbols.Before(symbol);
        if (_symbols.Before(symbol) is not null && !symbol.IsReleased && symbol.Parked.Count < 64)
        {
            if (symbol.Parked.Count == 0)
            {
                (symbol.Due, symbol.Begun) = (DueOf((int)Math.Floor(at / 10), now), _begun++);
            }

            symbol.Parked.Add(trade);
            return;
        }

        Release(symbol, now);
        Add(symbol, trade, at, (int)Math.Floor(at / 10), now);
    }

    /// <summary>Tells what the clock tells until then, and at the end everything that is open.</summary>
    public List<(BarTold, double)> End(double now)
    {
        Pass(now);
        foreach (var symbol in _symbols.All.ToList())
        {
            Release(symbol, now);
        }

        foreach (var symbol in _symbols.All.Where(one => one.IsOpen).OrderBy(one => one.Newest).ThenBy(one => one.Begun).ToList())
        {
            TellOpen(symbol, now);
        }

        return _told;
    }

    private static double At(Trade trade) => (trade.Time.ToDateTimeOffset() - TestTrades.Open).TotalSeconds;

    private void Release(Symbol symbol, double now)
    {
        if (symbol.Parked.Count == 0)
        {
            return;
        }

        symbol.IsReleased = true;
        List<Trade> parked = [.. symbol.Parked.OrderBy(At)];
        symbol.Parked.Clear();
        foreach (var trade in parked)
        {
            Add(symbol, trade, At(trade), (int)Math.Floor(At(trade) / 10), now);
        }
    }

    private void Pass(double until)
    {
        while (_symbols.All.Where(one => one.Due <= until).OrderBy(one => one.Due).ThenBy(one => one.Begun).FirstOrDefault() is { } due)
        {
            var now = due.Due;
            if (due.Parked.Count > 0)
            {
                var first = (int)Math.Floor(due.Parked.Min(At) / 10);
                Release(due, now);
                if (due.Newest != first)
                {
                    continue;
                }
            }

            if (due.IsOpen)
            {
                TellOpen(due, now);
            }
            else
            {
                TellEmpty(due, ++due.FilledTo, now, isBackfill: false);
            }

            WaitForEmpty(due, now);
        }
    }

    private void Add(Symbol symbol, Trade trade, double at, int interval, double now)
    {
        if (symbol.Newest is { } newest && interval < newest - options.RevisableBars)
        {
            TooLate.Add(trade);
            return;
        }

        if (symbol.Newest is null || interval > symbol.Newest)
        {
            Begin(symbol, interval, trade.IsBackfill, now);
        }

        symbol.TradesOf(interval).Add(trade);
        if (interval == symbol.Newest && symbol.Told.GetValueOrDefault(interval) == 0)
        {
            symbol.IsOpen = true;
        }
        else
        {
            Tell(symbol, interval, trade.Source.Sequence, now);
        }
    }

    private void Begin(Symbol symbol, int interval, bool isBackfill, double now)
    {
        TellOpen(symbol, now);
        while (symbol.Newest is { } newest && symbol.FilledTo + 1 < interval && symbol.FilledTo < newest + options.MaxEmptyBars)
        {
            TellEmpty(symbol, ++symbol.FilledTo, now, isBackfill);
        }

        (symbol.Newest, symbol.FilledTo, symbol.Begun) = (interval, Math.Max(symbol.FilledTo, interval), _begun++);
        if (symbol.Told.GetValueOrDefault(interval) == 0)
        {
            symbol.Due = DueOf(interval, now);
        }
        else
        {
            WaitForEmpty(symbol, now);
        }
    }

    private void WaitForEmpty(Symbol symbol, double now) =>
        symbol.Due = symbol.FilledTo - symbol.Newest < options.MaxEmptyBars ? DueOf(symbol.FilledTo + 1, now) : double.MaxValue;

    private double DueOf(int interval, double now) =>
        options.ClosesAfter is { } delay ? Math.Max(10 * (interval + 1), now) + delay.TotalSeconds : double.MaxValue;

    private void TellOpen(Symbol symbol, double now)
    {
        if (!symbol.IsOpen)
        {
            return;
        }

        if (symbol.Before is { } before)
        {
            TellOpen(before, now);
        }

        symbol.IsOpen = false;
        Tell(symbol, symbol.Newest!.Value, symbol.TradesOf(symbol.Newest.Value)[^1].Source.Sequence, now);
    }

    private void Forget(Symbol symbol, double now)
    {
        Release(symbol, now);
        TellOpen(symbol, now);
    }

    private void Tell(Symbol symbol, int interval, long? cause, double now)
    {
        var trades = symbol.TradesOf(interval);
        var inOrder = trades.OrderBy(trade => trade.Time.UnixNanoseconds).ToList(); // equal times stay in order of arrival
        var volume = trades.Sum(trade => trade.Size);
        Tell(symbol, interval, now, new(
            symbol.Name, 10 * interval, inOrder[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), inOrder[^1].Price, volume,
            volume == 0 ? null : trades.Sum(trade => trade.Price * trade.Size) / volume, trades.Count, Revision: 0, trades.TrueForAll(trade => trade.IsBackfill), cause));
    }

    private void TellEmpty(Symbol symbol, int interval, double now, bool isBackfill)
    {
        var close = symbol.TradesOf(symbol.Newest!.Value).OrderBy(trade => trade.Time.UnixNanoseconds).Last().Price;
        Tell(symbol, interval, now, new(symbol.Name, 10 * interval, close, close, close, close, 0, Vwap: null, Trades: 0, Revision: 0, isBackfill, Cause: null));
    }

    private void Tell(Symbol symbol, int interval, double now, BarTold bar)
    {
        var revision = symbol.Told.GetValueOrDefault(interval);
        symbol.Told[interval] = revision + 1;
        _told.Add((bar with { Revision = revision }, now));
    }

    private sealed class Symbol(string name)
    {
        private readonly Dictionary<int, List<Trade>> _trades = [];

        public string Name { get; } = name;

        public int? Newest { get; set; }

        public List<Trade> Parked { get; } = [];

        public bool IsReleased { get; set; }

        /// <summary>The symbol's bars before its time leapt.</summary>
        public Symbol? Before { get; set; }

        public int FilledTo { get; set; } = int.MinValue;

        public bool IsOpen { get; set; }

        public double Due { get; set; } = double.MaxValue;

        public int Begun { get; set; }

        public Dictionary<int, int> Told { get; } = [];

        public List<Trade> TradesOf(int interval) => _trades.TryGetValue(interval, out var trades) ? trades : _trades[interval] = [];
    }
}
