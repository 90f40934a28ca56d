using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The bars that trades make, and which of them are to be told when. Not thread-safe.</summary>
/// <remarks>
/// Which trades a bar has, and whether one is too late, follows from the trades alone; the clock only says when a bar that no later trade
/// has closed is told. A trade far ahead of its symbol's others is parked until the symbol's next live trades, the clock or the end show
/// whether its time is right (ADR 8). Memory: a state per symbol, one place in a heap each, and the bars that wait to be taken.
/// </remarks>
internal sealed class BarBook
{
    private static readonly long _marginOfTime = 3 * TimeSpan.TicksPerDay * TimeSpan.NanosecondsPerTick;
    private readonly TimeSpan _interval;
    private readonly long _length;
    private readonly BarAggregationOptions _options;
    private readonly IdleStates<string, SymbolBars> _symbols;
    private readonly ClockList _onClock = new();
    private readonly Queue<Bar> _ready = new();
    private readonly List<Trade> _wrong = [];
    private int _open;
    private int _parked;
    private long _begun;
    private bool _isEnding;

    public BarBook(TimeSpan interval, BarAggregationOptions options)
    {
        (_interval, _length, _options) = (interval, interval.Ticks * TimeSpan.NanosecondsPerTick, options);
        var idleAfter = Math.Max(options.IdleAfter.Ticks * TimeSpan.NanosecondsPerTick, _length * (options.RevisableBars + 1));
        _symbols = new(options.MaxSymbols, symbol => new(options.RevisableBars) { Key = symbol, IdleAfter = idleAfter }, Forgotten, Dismissed);
    }

    /// <summary>How many bars are open or wait to be taken, and how many trades are parked.</summary>
    public int Held => _open + _ready.Count + _parked;

    /// <summary>How many empty bars were made since this was set to 0.</summary>
    public int Created { get; set; }

    /// <summary>How many bars found no room to wait since this was set to 0.</summary>
    public int Overflowed { get; set; }

    /// <summary>How many parked trades became part of another's bar since this was set to 0.</summary>
    public int Joined { get; set; }

    /// <summary>How many parked trades found no room in a bar's sums since this was set to 0.</summary>
    public int Invalid { get; set; }

    /// <summary>How many trades were of a wrong time since they were taken last.</summary>
    public int Wrong => _wrong.Count;

    /// <summary>When the clock next has something to do, in ticks; never, where it has not.</summary>
    public long NextDue => _onClock.NextDue;

    public TradeFate Add(Trade trade, long now)
    {
        if (!IsUsable(trade))
        {
            return TradeFate.Invalid;
        }

        var symbol = _symbols.Heard(trade.Symbol, trade);
        if (symbol.IsInDoubt && !symbol.Parked.AreReleased && symbol.Parked.Count < ParkedTrades.Max)
        {
            Park(symbol, trade, now);
            return TradeFate.Held;
        }

        Release(symbol, now);
        return Place(symbol, trade, now);
    }

    /// <summary>Takes the trades that proved to be of a wrong time.</summary>
    public Trade[] TakeWrong()
    {
        Trade[] taken = [.. _wrong];
        _wrong.Clear();
        return taken;
    }

    /// <summary>Takes the next bar that is to be told.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="isEnding">True where no more trades come: then open bars are told too, in order of their starts.</param>
    /// <param name="bar">The bar.</param>
    public bool TryTake(long now, bool isEnding, [MaybeNullWhen(false)] out Bar bar)
    {
        _isEnding = isEnding;
        while (!_ready.TryDequeue(out bar))
        {
            if (isEnding)
            {
                if (_open + _parked == 0)
                {
                    return false;
                }

                foreach (var symbol in _symbols.All.ToList())
                {
                    Release(symbol, now);
                }

                foreach (var symbol in _symbols.All.Where(symbol => symbol.IsOpen).OrderBy(symbol => symbol.NewestIndex).ThenBy(symbol => symbol.Begun))
                {
                    TellOpen(symbol);
                }
            }
            else if (_onClock.TryTake(now, out var due))
            {
                TellDue(due, now);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    public void Clear()
    {
        _symbols.Clear();
        _onClock.Clear();
        _ready.Clear();
        _wrong.Clear();
        (_open, _parked) = (0, 0);
    }

    private static bool IsUsable(Trade trade) =>
        Figures.IsPrice(trade.Price) && trade.Size is >= 0 and <= Figures.Largest
        && trade.Time.UnixNanoseconds > long.MinValue + _marginOfTime && trade.Time.UnixNanoseconds < long.MaxValue - _marginOfTime;

    private long IndexOf(Trade trade) =>
        trade.Time.UnixNanoseconds is var time && time % _length < 0 ? (time / _length) - 1 : time / _length;

    private TradeFate Place(SymbolBars symbol, Trade trade, long now)
    {
        var index = IndexOf(trade);
        if (symbol.IsTooLate(index))
        {
            return TradeFate.TooLate;
        }

        if (index > symbol.NewestIndex)
        {
            Begin(symbol, index, trade.IsBackfill, now);
        }

        if (index == symbol.NewestIndex && symbol.NewestBar.Told == 0)
        {
            return AddToOpen(symbol, trade);
        }

        ref var bar = ref symbol.Find(index);
        if (!bar.TryAdd(trade))
        {
            return TradeFate.Invalid;
        }

        Enqueue(bar.Tell(symbol.Key, _interval, trade.Source));
        return TradeFate.Held;
    }

    // The clock need not wait for the symbol's next trade: when a bar of this trade would be due, so is the decision.
    private void Park(SymbolBars symbol, Trade trade, long now)
    {
        symbol.Parked.Add(trade);
        _parked++;
        if (symbol.Parked.Count == 1)
        {
            symbol.Begun = _begun++;
            Schedule(symbol, IndexOf(trade), now);
        }
    }

    // Makes bars of what is parked. Trades are in order of time, so none is too late.
    private void Release(SymbolBars symbol, long now)
    {
        if (symbol.Parked.Count == 0)
        {
            return;
        }

        foreach (var trade in symbol.Parked.Release())
        {
            _parked--;
            var fate = Place(symbol, trade, now);
            Joined += fate == TradeFate.Joined ? 1 : 0;
            Invalid += fate == TradeFate.Invalid ? 1 : 0;
        }
    }

    private TradeFate AddToOpen(SymbolBars symbol, Trade trade)
    {
        if (!symbol.NewestBar.TryAdd(trade))
        {
            return TradeFate.Invalid;
        }

        symbol.Source = trade.Source;
        if (symbol.IsOpen)
        {
            return TradeFate.Joined;
        }

        symbol.IsOpen = true;
        _open++;
        return TradeFate.Held;
    }

    // Tells what the newer trade closes: the open bar, and the intervals passed over, as far as they are to be told and were not.
    private void Begin(SymbolBars symbol, long index, bool isBackfill, long now)
    {
        TellOpen(symbol);
        var toldTo = symbol.FilledTo;
        if (_options.MaxEmptyBars > 0 && symbol.NewestIndex != long.MinValue)
        {
            for (var last = Math.Min(index - 1, symbol.NewestIndex + _options.MaxEmptyBars); toldTo < last;)
            {
                TellEmpty(symbol, ++toldTo, isBackfill);
            }
        }

        symbol.Advance(index, toldTo);
        symbol.Begun = _begun++;
        if (symbol.NewestBar.Told == 0)
        {
            Schedule(symbol, index, now);
        }
        else
        {
            ScheduleEmpty(symbol, now);
        }
    }

    private void TellDue(SymbolBars symbol, long now)
    {
        if (symbol.Parked.Count > 0)
        {
            var due = IndexOf(symbol.Parked.First);
            Release(symbol, now);
            if (due != symbol.NewestIndex)
            {
                return; // the newest bar is due later
            }
        }

        if (symbol.IsOpen)
        {
            TellOpen(symbol);
        }
        else
        {
            TellEmpty(symbol, ++symbol.FilledTo, isBackfill: false);
        }

        ScheduleEmpty(symbol, now);
    }

    private void TellOpen(SymbolBars symbol)
    {
        if (symbol.IsOpen)
        {
            if (symbol.IsInDoubt && _symbols.Find(symbol.Key) is { } before && before != symbol)
            {
                TellOpen(before); // bars of a symbol come in order of time
            }

            symbol.IsOpen = false;
            _open--;
            Enqueue(symbol.NewestBar.Tell(symbol.Key, _interval, symbol.Source));
            symbol.Source = default;
        }
    }

    private void TellEmpty(SymbolBars symbol, long index, bool isBackfill)
    {
        Created++;
        Enqueue(BarSum.Begin(index, told: 0, symbol.NewestBar.Close).Tell(symbol.Key, _interval, source: default, isBackfill));
    }

    private void Enqueue(Bar bar)
    {
        if (_ready.Count < _options.MaxWaiting || _isEnding)
        {
            _ready.Enqueue(bar);
        }
        else
        {
            Overflowed++;
        }
    }

    private void ScheduleEmpty(SymbolBars symbol, long now)
    {
        symbol.Due = ClockList.Never;
        if (symbol.FilledTo - symbol.NewestIndex < _options.MaxEmptyBars)
        {
            Schedule(symbol, symbol.FilledTo + 1, now);
        }
    }

    // Counted from the first trade's arrival where that is later than the bar's end: a recording played faster than its own time would
    // otherwise be told anew with every trade.
    private void Schedule(SymbolBars symbol, long index, long now)
    {
        if (_options.ClosesAfter is { } delay)
        {
            var end = DateTimeOffset.UnixEpoch.Ticks + ((index + 1) * _interval.Ticks);
            symbol.Due = Math.Min(Math.Max(end, now), DateTimeOffset.MaxValue.Ticks - delay.Ticks) + delay.Ticks;
            _onClock.Add(symbol);
        }
    }

    private void Forgotten(SymbolBars symbol)
    {
        Release(symbol, now: 0);
        TellOpen(symbol);
        _onClock.Remove(symbol);
    }

    private void Dismissed(SymbolBars symbol)
    {
        _parked -= symbol.Parked.Count;
        _wrong.AddRange(symbol.Parked.Release());
        Forgotten(symbol);
    }
}
