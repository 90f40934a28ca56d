using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The bars that trades make, and which of them are to be told when. Not thread-safe.</summary>
/// <remarks>
/// Which trades a bar has, and whether one is too late, follows from the trades alone; the clock only says when a bar that no later trade
/// has closed is told. Memory: a state per symbol that is not idle, one place in a heap each, and the bars that wait to be taken.
/// </remarks>
internal sealed class BarBook
{
    private static readonly long _marginOfTime = 3 * TimeSpan.TicksPerDay * TimeSpan.NanosecondsPerTick;
    private readonly TimeSpan _interval;
    private readonly long _length;
    private readonly bool _keepsTrades;
    private readonly BarAggregationOptions _options;
    private readonly IdleStates<string, SymbolBars> _symbols;
    private readonly ClockList _onClock = new();
    private readonly Queue<Bar> _ready = new();
    private readonly PendingChanges _pending = new();
    private int _open;
    private long _begun;
    private bool _isEnding;

    public BarBook(TimeSpan interval, BarAggregationOptions options, bool keepsTrades)
    {
        (_interval, _length, _options, _keepsTrades) = (interval, interval.Ticks * TimeSpan.NanosecondsPerTick, options, keepsTrades);
        var idleAfter = Math.Max(options.IdleAfter.Ticks * TimeSpan.NanosecondsPerTick, _length * (options.RevisableBars + 1));
        _symbols = new(options.MaxSymbols, symbol => new(options.RevisableBars, keepsTrades, _length) { Key = symbol, IdleAfter = idleAfter }, Forgotten);
    }

    /// <summary>How many bars are open or wait to be taken.</summary>
    public int Held => _open + _ready.Count;

    /// <summary>How many empty bars were made since this was set to 0.</summary>
    public int Created { get; set; }

    /// <summary>How many bars found no room to wait since this was set to 0.</summary>
    public int Overflowed { get; set; }

    /// <summary>How many bars were given up since this was set to 0, because no trade of theirs sets a price.</summary>
    public int Unpriced { get; set; }

    /// <summary>When the clock next has something to do, in ticks; never, where it has not.</summary>
    public long NextDue => _onClock.NextDue;

    /// <param name="trade">The trade.</param>
    /// <param name="updates">What it updates.</param>
    /// <param name="now">The time, in ticks.</param>
    public TradeFate Add(Trade trade, TradeUpdates updates, long now)
    {
        if (!IsUsable(trade))
        {
            return TradeFate.Invalid;
        }

        var time = trade.Time.UnixNanoseconds;
        var index = IndexOf(time);
        var symbol = _symbols.Heard(trade.Symbol, time, trade.IsBackfill);
        if (symbol.IsTooLate(index))
        {
            return TradeFate.TooLate;
        }

        if (index > symbol.NewestIndex)
        {
            Begin(symbol, index, trade.IsBackfill, now);
        }

        var kept = KeptTrade.Of(trade, updates);
        if (_keepsTrades && !TryApplyPending(ref kept))
        {
            return TradeFate.NotCounted;
        }

        if (index == symbol.NewestIndex && symbol.NewestBar.Told == 0)
        {
            return AddToOpen(symbol, in kept, trade.Source);
        }

        ref var bar = ref symbol.Find(index);
        if (!TryAdd(ref bar, in kept))
        {
            return TradeFate.Invalid;
        }

        if (bar.Told == 0 && !bar.HasPrices)
        {
            return TradeFate.NotCounted;
        }

        Enqueue(bar.Tell(symbol.Key, _interval, trade.Source));
        return TradeFate.Held;
    }

    /// <summary>Makes the bar of a trade anew, without it or with what takes its place.</summary>
    /// <param name="name">The symbol.</param>
    /// <param name="change">What is known of the trade.</param>
    /// <param name="source">The context of the cancel or correction.</param>
    /// <returns>False where no bar keeps it. Should it arrive later, it is changed then.</returns>
    public bool TryChange(string name, TradeChange change, SourceContext source)
    {
        if (_symbols.Find(name) is not { } symbol || !symbol.TryFind(change.Trade, out var index, out var place))
        {
            _pending.Add(change);
            return false;
        }

        ref var bar = ref symbol.Find(index);
        var kept = bar.Kept![place];
        bar.Kept.RemoveAt(place);
        if (TryReplace(change, ref kept))
        {
            bar.Kept.Insert(place, kept);
        }

        bar = bar.Remade();
        var isOpen = index == symbol.NewestIndex && symbol.IsOpen;
        if (isOpen && bar.Kept is { Count: 0 })
        {
            GiveUp(symbol);
        }
        else if (!isOpen && (bar.Told > 0 || bar.HasPrices))
        {
            Created++;
            Enqueue(bar.Tell(symbol.Key, _interval, source));
        }

        return true;
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
                if (_open == 0)
                {
                    return false;
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
        _pending.Clear();
        _open = 0;
    }

    private static bool IsUsable(Trade trade) =>
        Figures.IsPrice(trade.Price) && trade.Size is >= 0 and <= Figures.Largest
        && trade.Time.UnixNanoseconds > long.MinValue + _marginOfTime && trade.Time.UnixNanoseconds < long.MaxValue - _marginOfTime;

    // Its conditions are judged at the time of the original, which the lock around this makes known; corrections are rare.
    private bool TryReplace(TradeChange change, ref KeptTrade trade)
    {
        if (change.Corrected is not { } corrected || !Figures.AreUsable(corrected))
        {
            return false;
        }

        var updates = _options.Eligibility(corrected with { Time = Timestamp.FromUnixNanoseconds(trade.Time) }) & TradeUpdates.All;
        trade = trade with { Trade = corrected.Identity, Price = corrected.Price, Size = corrected.Size, Updates = updates };
        return updates != TradeUpdates.None;
    }

    private bool TryAdd(ref BarSum bar, in KeptTrade trade)
    {
        if (!bar.TryAdd(in trade))
        {
            return false;
        }

        if (bar.Kept?.Count == _options.MaxKeptTrades)
        {
            bar.Kept = null; // what is missing from the list cannot be made anew
        }

        bar.Kept?.Add(trade);
        return true;
    }

    private bool TryApplyPending(ref KeptTrade trade)
    {
        while (trade.Trade is { } key && _pending.TryTake(key, out var change))
        {
            if (!TryReplace(change, ref trade))
            {
                return false;
            }
        }

        return true;
    }

    private long IndexOf(long time) => (time / _length) - (time % _length < 0 ? 1 : 0);

    private TradeFate AddToOpen(SymbolBars symbol, in KeptTrade trade, SourceContext source)
    {
        if (!TryAdd(ref symbol.NewestBar, in trade))
        {
            return TradeFate.Invalid;
        }

        symbol.Source = source;
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
        if (symbol.IsOpen && !symbol.NewestBar.HasPrices)
        {
            GiveUp(symbol);
        }
        else if (symbol.IsOpen)
        {
            symbol.IsOpen = false;
            _open--;
            Enqueue(symbol.NewestBar.Tell(symbol.Key, _interval, symbol.Source));
            symbol.Source = default;
        }
    }

    // Not told now; its trades stay, for a later one may give it a price.
    private void GiveUp(SymbolBars symbol)
    {
        symbol.IsOpen = false;
        _open--;
        Unpriced++;
        symbol.Source = default;
    }

    private void TellEmpty(SymbolBars symbol, long index, bool isBackfill)
    {
        if (symbol.NewestBar.Close == 0)
        {
            return; // no trade has set a price yet
        }

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
        TellOpen(symbol);
        _onClock.Remove(symbol);
    }
}
