namespace MarketFlow;

/// <summary>The bars of one symbol: the newest, which may be open, and those before it that may still be revised.</summary>
/// <param name="revisable">How many bars before the newest are kept.</param>
/// <param name="keepsTrades">Whether the trades of bars that may be revised are kept, because they may be cancelled.</param>
/// <param name="length">How long a bar is, in nanoseconds.</param>
internal sealed class SymbolBars(int revisable, bool keepsTrades, long length) : IdleState<string>
{
    private readonly BarSum[] _bars = NewBars(revisable + 1);

    /// <summary>The interval of the symbol's newest trade.</summary>
    public long NewestIndex { get; private set; } = long.MinValue;

    /// <summary>The interval up to which empty bars were emitted by the clock; <see cref="NewestIndex"/> where none were.</summary>
    public long FilledTo { get; set; } = long.MinValue;

    /// <summary>True while the newest bar has trades and was not told.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The context of the last trade of the open bar; kept no longer than that.</summary>
    public SourceContext Source { get; set; }

    /// <summary>When the clock next has something to do here, in ticks; never, where it has not.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>What is added to event time to get the clock's, in ticks: 0, but on a clock before 1678.</summary>
    public long ClockOffset { get; set; }

    /// <summary>Which of all bars the newest is, in the order in which they were begun: what is due at once is emitted in it.</summary>
    public long Begun { get; set; }

    /// <summary>True while it stands in the list of what the clock has to do.</summary>
    public bool IsOnClock { get; set; }

    /// <inheritdoc/>
    public override bool IsPending => IsOpen || Due != ClockList.Never || Parked.Count > 0;

    /// <summary>The symbol's trades that are not part of a bar yet, because their time is in doubt.</summary>
    public ParkedTrades Parked { get; } = new();

    public ref BarSum NewestBar => ref At(NewestIndex);

    /// <summary>True where a bar is too far behind the newest to be revised.</summary>
    public bool IsTooLate(long index) => NewestIndex != long.MinValue && index < NewestIndex - revisable;

    /// <summary>The bar of an interval that is not too late; a blank one, begun, where nothing is known of it.</summary>
    public ref BarSum Find(long index)
    {
        ref var bar = ref At(index);
        if (bar.Index != index)
        {
            Begin(index, told: 0, CloseBefore(index));
        }

        return ref bar;
    }

    /// <summary>Makes an interval the newest, and marks those passed over that were emitted as empty.</summary>
    /// <param name="index">The interval of a newer trade.</param>
    /// <param name="emptyTo">The last interval that was emitted as empty since the newest.</param>
    public void Advance(long index, long emptyTo)
    {
        if (NewestIndex != long.MinValue)
        {
            var close = NewestBar.Close;
            for (var empty = Math.Max(NewestIndex + 1, index - revisable); empty <= Math.Min(emptyTo, index); empty++)
            {
                Begin(empty, told: 1, close);
            }

            if (index > emptyTo)
            {
                Begin(index, told: 0, IsOneDay(NewestIndex, index) ? close : 0);
            }
        }

        NewestIndex = index;
        FilledTo = Math.Max(FilledTo, index);
        Find(index);
    }

    /// <summary>The bar that keeps a trade, and where it stands there.</summary>
    /// <returns>False where no bar keeps it.</returns>
    public bool TryFind(EventKey trade, out long index, out int place)
    {
        foreach (ref var bar in _bars.AsSpan())
        {
            place = bar.Kept is { } kept && bar.Index >= NewestIndex - revisable ? kept.FindLastIndex(each => each.Trade == trade) : -1;
            if (place >= 0)
            {
                index = bar.Index;
                return true;
            }
        }

        (index, place) = (0, -1);
        return false;
    }

    // The close that a bar begins at, as far as it is remembered.
    private decimal CloseBefore(long index)
    {
        for (var earlier = index - 1; NewestIndex != long.MinValue && earlier >= NewestIndex - revisable; earlier--)
        {
            if (At(earlier) is { } bar && bar.Index == earlier && bar.Close > 0 && IsOneDay(earlier, index))
            {
                return bar.Close;
            }
        }

        return 0;
    }

    private bool IsOneDay(long one, long other) => DayOf(one) == DayOf(other);

    private DateTime DayOf(long index) => NewYork.LocalTime(Timestamp.FromUnixNanoseconds(index * length)).Date;

    private void Begin(long index, int told, decimal close)
    {
        ref var bar = ref At(index);
        var kept = bar.Kept;
        bar = BarSum.Begin(index, told, close);
        if (keepsTrades)
        {
            kept?.Clear();
            bar.Kept = kept ?? [];
        }
    }

    private static BarSum[] NewBars(int count)
    {
        var bars = new BarSum[count];
        Array.Fill(bars, BarSum.Blank);
        return bars;
    }

    private ref BarSum At(long index) => ref _bars[(int)(((index % _bars.Length) + _bars.Length) % _bars.Length)];
}
