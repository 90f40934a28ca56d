namespace MarketFlow;

/// <content>Cancels and corrections: a bar is rebuilt from its trades, which are kept for that.</content>
internal sealed partial class BarBook
{
    private readonly PendingChanges _pending = new();

    /// <summary>Rebuilds the bar of a trade without it or with what takes its place.</summary>
    /// <param name="name">The symbol.</param>
    /// <param name="change">What is known of the trade.</param>
    /// <param name="source">The context of the cancel or correction.</param>
    /// <returns>False where no bar keeps it. Should it arrive later, it is changed then.</returns>
    public bool TryChange(string name, TradeChange change, SourceContext source)
    {
        var symbol = _symbols.Find(name);
        var (index, place) = (0L, -1);
        while (symbol is not null && !symbol.TryFind(change.Trade, out index, out place))
        {
            if (TryChangeParked(symbol, change))
            {
                return true;
            }

            symbol = symbol.Ahead as SymbolBars;
        }

        if (symbol is null)
        {
            _pending.Add(change);
            return false;
        }

        ref var bar = ref symbol.Find(index);
        var kept = bar.Kept![place];
        if (TryReplace(change, ref kept)) // first, as the rule may throw
        {
            bar.Kept[place] = kept;
        }
        else
        {
            bar.Kept.RemoveAt(place);
        }

        bar = bar.Remade();
        var isOpen = index == symbol.NewestIndex && symbol.IsOpen;
        if (isOpen && bar.Kept is { Count: 0 })
        {
            GiveUp(symbol);
        }
        else if (!isOpen && (bar.Revisions > 0 || bar.HasPrices))
        {
            Created++;
            Enqueue(bar.Emit(symbol.Key, _interval, source));
        }

        return true;
    }

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
            bar.Kept = null; // what is missing from the list cannot be rebuilt
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
}
