namespace MarketFlow;

/// <content>What closes bars: a newer trade, the clock, and the end of a symbol.</content>
internal sealed partial class BarBook
{
    // Emits what the newer trade closes: the open bar, and the intervals passed over, as far as they are to be emitted and were not.
    private void Begin(SymbolBars symbol, long index, bool isBackfill, long now)
    {
        EmitOpen(symbol);
        var emittedTo = symbol.FilledTo;
        if (_options.MaxEmptyBars > 0 && symbol.NewestIndex != long.MinValue)
        {
            for (var last = Math.Min(index - 1, symbol.NewestIndex + _options.MaxEmptyBars); emittedTo < last;)
            {
                EmitEmpty(symbol, ++emittedTo, isBackfill);
            }
        }

        symbol.Advance(index, emittedTo);
        symbol.Begun = _begun++;
        if (symbol.NewestBar.Revisions == 0)
        {
            Schedule(symbol, index, now);
        }
        else
        {
            ScheduleEmpty(symbol, now);
        }
    }

    private void EmitDue(SymbolBars symbol, long now)
    {
        if (symbol.Parked.Count > 0)
        {
            var due = IndexOf(symbol.Parked.FirstTime);
            Release(symbol, now);
            if (due != symbol.NewestIndex)
            {
                return; // the newest bar is due later
            }
        }

        if (symbol.IsOpen)
        {
            EmitOpen(symbol);
        }
        else if (symbol.NewestIndex == long.MinValue)
        {
            symbol.Due = ClockList.Never; // its parked trades were cancelled
            return;
        }
        else
        {
            EmitEmpty(symbol, ++symbol.FilledTo, isBackfill: false);
        }

        ScheduleEmpty(symbol, now);
    }

    private void EmitOpen(SymbolBars symbol)
    {
        if (symbol.IsOpen && !symbol.NewestBar.HasPrices)
        {
            GiveUp(symbol);
        }
        else if (symbol.IsOpen)
        {
            if (symbol.IsInDoubt && _symbols.Find(symbol.Key) is { } before && before != symbol)
            {
                EmitOpen(before); // bars of a symbol come in order of time
            }

            symbol.IsOpen = false;
            _open--;
            Enqueue(symbol.NewestBar.Emit(symbol.Key, _interval, symbol.Source));
            symbol.Source = default;
        }
    }

    // Not emitted now; its trades stay, for a later one may give it a price.
    private void GiveUp(SymbolBars symbol)
    {
        symbol.IsOpen = false;
        _open--;
        Unpriced++;
        symbol.Source = default;
    }

    private void EmitEmpty(SymbolBars symbol, long index, bool isBackfill)
    {
        if (symbol.NewestBar.Close == 0)
        {
            return; // no trade has set a price yet
        }

        Created++;
        Enqueue(BarSum.Begin(index, revisions: 0, symbol.NewestBar.Close).Emit(symbol.Key, _interval, source: default, isBackfill));
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
        if (symbol.FilledTo - symbol.NewestIndex < _options.MaxEmptyBars && symbol.FilledTo < _lastIndex)
        {
            Schedule(symbol, symbol.FilledTo + 1, now);
        }
    }

    // Counted from the first trade's arrival where that is later than the bar's end: a recording played faster than its own time would
    // otherwise be emitted again with every trade.
    private void Schedule(SymbolBars symbol, long index, long now)
    {
        if (_options.ClosesAfter is { } delay)
        {
            var end = DateTimeOffset.UnixEpoch.Ticks + ((index + 1) * _interval.Ticks) + symbol.ClockOffset;
            symbol.Due = DueTime.After(Math.Max(end, now), delay);
            _onClock.Add(symbol);
        }
    }

    // A clock before 1678, such as a virtual one that begins in year 1, shows a time that no event has. There event time is counted from
    // the arrival of the first trade. After 2262 every bar is over when its first trade arrives.
    private static long OffsetOf(long time, long now) =>
        now < _firstTick ? now - DateTimeOffset.UnixEpoch.Ticks - Tape.FloorDivide(time, TimeSpan.NanosecondsPerTick) : 0;

    private void Forgotten(SymbolBars symbol)
    {
        Release(symbol, now: 0);
        EmitOpen(symbol);
        _onClock.Remove(symbol);
    }
}
