namespace MarketFlow;

/// <summary>Trades far ahead of their symbol's others: parked, until their time proves right or wrong.</summary>
internal sealed partial class BarBook
{
    private readonly List<Trade> _wrong = [];
    private int _parked;

    /// <summary>How many parked trades became part of another's bar since this was set to 0.</summary>
    public int Joined { get; set; }

    /// <summary>How many parked trades found no room in a bar's sums since this was set to 0.</summary>
    public int Invalid { get; set; }

    /// <summary>How many trades were of a wrong time since they were taken last.</summary>
    public int Wrong => _wrong.Count;

    /// <summary>Takes the trades that proved to be of a wrong time.</summary>
    public Trade[] TakeWrong()
    {
        Trade[] taken = [.. _wrong];
        _wrong.Clear();
        return taken;
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

    private void Dismissed(SymbolBars symbol)
    {
        _parked -= symbol.Parked.Count;
        _wrong.AddRange(symbol.Parked.Release());
        Forgotten(symbol);
    }
}
