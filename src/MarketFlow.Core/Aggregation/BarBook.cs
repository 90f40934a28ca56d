using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The bars that trades make, and which of them are to be emitted when. Not thread-safe.</summary>
/// <remarks>
/// Which trades a bar has, and whether one is too late, follows from the trades alone; the clock only says when a bar that no later trade
/// has closed is emitted. A trade far ahead of its symbol's others is parked until the symbol's next live trades, the clock or the end show
/// whether its time is right (ADR 8). Memory: a state per symbol, one place in a heap each, and the bars that wait to be taken.
/// </remarks>
internal sealed partial class BarBook
{
    private static readonly long _marginOfTime = 3 * TimeSpan.TicksPerDay * TimeSpan.NanosecondsPerTick;
    private static readonly long _firstTick = Timestamp.MinValue.ToDateTimeOffset().Ticks;
    private readonly TimeSpan _interval;
    private readonly long _length;
    private readonly long _lastIndex; // of bars whose start and end are timestamps
    private readonly bool _keepsTrades;
    private readonly BarAggregationOptions _options;
    private readonly IdleStates<string, SymbolBars> _symbols;
    private readonly ClockList _onClock = new();
    private readonly Queue<Bar> _ready = new();
    private int _open;
    private long _begun;
    private bool _isEnding;

    public BarBook(TimeSpan interval, BarAggregationOptions options, bool keepsTrades)
    {
        (_interval, _length, _options, _keepsTrades) = (interval, interval.Ticks * TimeSpan.NanosecondsPerTick, options, keepsTrades);
        _lastIndex = IndexOf(long.MaxValue - _marginOfTime);
        var idleAfter = Math.Max(options.IdleAfter.Ticks * TimeSpan.NanosecondsPerTick, _length * (options.RevisableBars + 1));
        _symbols = new(options.MaxSymbols, symbol => new(options.RevisableBars, keepsTrades, _length) { Key = symbol, IdleAfter = idleAfter }, Forgotten, Dismissed);
    }

    /// <summary>How many bars are open or wait to be taken, and how many trades are parked.</summary>
    public int Held => _open + _ready.Count + _parked;

    /// <summary>How many empty bars were made since this was set to 0.</summary>
    public int Created { get; set; }

    /// <summary>How many bars found no room to wait since this was set to 0.</summary>
    public int Overflowed { get; set; }

    /// <summary>How many bars and parked trades were given up since this was set to 0, because no trade of theirs sets a price.</summary>
    public int Unpriced { get; set; }

    /// <summary>How many parked trades became part of another's bar since this was set to 0.</summary>
    public int Joined { get; set; }

    /// <summary>How many parked trades found no room in a bar's sums since this was set to 0.</summary>
    public int Invalid { get; set; }

    /// <summary>How many trades were of a wrong time since they were taken last.</summary>
    public int Wrong => _wrong.Count;

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

        var symbol = _symbols.Heard(trade.Symbol, trade);
        var kept = KeptTrade.Of(trade, updates);
        if (symbol.IsInDoubt && !symbol.Parked.AreReleased && symbol.Parked.Count < ParkedTrades.Max)
        {
            if (_keepsTrades && !TryApplyPending(ref kept))
            {
                return TradeFate.NotCounted;
            }

            Park(symbol, trade, in kept, now);
            return TradeFate.Held;
        }

        Release(symbol, now);
        if (symbol.IsTooLate(IndexOf(kept.Time)))
        {
            return TradeFate.TooLate;
        }

        return !_keepsTrades || TryApplyPending(ref kept) ? Place(symbol, in kept, trade.Source, now) : TradeFate.NotCounted;
    }

    /// <summary>Takes the next bar that is to be emitted.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="isEnding">True where no more trades come: then open bars are emitted too, in order of their starts.</param>
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
                    EmitOpen(symbol);
                }
            }
            else if (_onClock.TryTake(now, out var due))
            {
                EmitDue(due, now);
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
        _wrong.Clear();
        (_open, _parked) = (0, 0);
    }

    private static bool IsUsable(Trade trade) =>
        Figures.IsPrice(trade.Price) && trade.Size is >= 0 and <= Figures.Largest
        && trade.Time.UnixNanoseconds > long.MinValue + _marginOfTime && trade.Time.UnixNanoseconds < long.MaxValue - _marginOfTime;

    private long IndexOf(long time) => Tape.FloorDivide(time, _length);

    private TradeFate Place(SymbolBars symbol, in KeptTrade kept, SourceContext source, long now)
    {
        var index = IndexOf(kept.Time);
        if (index > symbol.NewestIndex)
        {
            symbol.ClockOffset = OffsetOf(kept.Time, now);
            Begin(symbol, index, kept.IsBackfill, now);
        }

        if (index == symbol.NewestIndex && symbol.NewestBar.Revisions == 0)
        {
            return AddToOpen(symbol, in kept, source);
        }

        ref var bar = ref symbol.Find(index);
        if (!TryAdd(ref bar, in kept))
        {
            return TradeFate.Invalid;
        }

        if (bar.Revisions == 0 && !bar.HasPrices)
        {
            return TradeFate.NotCounted;
        }

        Enqueue(bar.Emit(symbol.Key, _interval, source));
        return TradeFate.Held;
    }

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
}
