namespace MarketFlow;

/// <content>Trades whose time is in doubt: parked until the symbol's next ones show whether it is right.</content>
internal sealed partial class BarBook
{
    private readonly List<Trade> _wrong = [];
    private int _parked;

    /// <summary>Takes the trades that proved to be of a wrong time.</summary>
    public Trade[] TakeWrong()
    {
        Trade[] taken = [.. _wrong];
        _wrong.Clear();
        return taken;
    }

    // The clock need not wait for the symbol's next trade: when a bar of this trade would be due, so is the decision.
    private void Park(SymbolBars symbol, Trade trade, in KeptTrade kept, long now)
    {
        symbol.Parked.Add(trade, in kept);
        _parked++;
        if (symbol.Parked.Count == 1)
        {
            symbol.Begun = _begun++;
            symbol.ClockOffset = OffsetOf(kept.Time, now);
            Schedule(symbol, IndexOf(kept.Time), now);
        }
    }

    // Makes bars of what is parked. Trades are in order of time, so none is too late. No delegate is called here: the clock and the end of
    // the stream release trades too, and what a delegate throws can be handled only while an event is received.
    private void Release(SymbolBars symbol, long now)
    {
        if (symbol.Parked.Count == 0)
        {
            return;
        }

        foreach (var (trade, kept) in symbol.Parked.Release())
        {
            _parked--;
            var fate = Place(symbol, in kept, trade.Source, now);
            Unpriced += fate == TradeFate.NotCounted ? 1 : 0;
            Joined += fate == TradeFate.Joined ? 1 : 0;
            Invalid += fate == TradeFate.Invalid ? 1 : 0;
        }
    }

    private void Dismissed(SymbolBars symbol)
    {
        _parked -= symbol.Parked.Count;
        _wrong.AddRange(symbol.Parked.Release().Select(parked => parked.Trade));
        Forgotten(symbol);
    }

    private bool TryChangeParked(SymbolBars symbol, TradeChange change)
    {
        var place = symbol.Parked.Find(change.Trade);
        if (place < 0)
        {
            return false;
        }

        var kept = symbol.Parked.At(place);
        if (TryReplace(change, ref kept))
        {
            symbol.Parked.Replace(place, in kept);
            return true;
        }

        symbol.Parked.RemoveAt(place);
        _parked--;
        Unpriced++;
        return true;
    }
}
