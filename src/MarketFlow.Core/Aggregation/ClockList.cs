using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The symbols for which the clock has something to do, soonest first; what is due at once, in order of its beginning.</summary>
/// <remarks>
/// A symbol stands here once at most, by a due time that may have moved later since: it is looked at again when that comes. So a
/// due time that moves with every bar costs nothing while the clock stands still.
/// Memory: one place per symbol; of those removed, at most as many again.
/// </remarks>
internal sealed class ClockList
{
    public const long Never = long.MaxValue;
    private readonly PriorityQueue<SymbolBars, (long Due, long Begun)> _symbols = new();
    private int _removed;

    /// <summary>When to look here next, in ticks.</summary>
    public long NextDue => _symbols.TryPeek(out _, out var next) ? next.Due : Never;

    /// <summary>Lists a symbol by its due time.</summary>
    public void Add(SymbolBars symbol)
    {
        if (!symbol.IsOnClock)
        {
            symbol.IsOnClock = true;
            _symbols.Enqueue(symbol, (symbol.Due, symbol.Begun));
        }
    }

    /// <summary>Takes a symbol off the list.</summary>
    public void Remove(SymbolBars symbol)
    {
        symbol.Due = Never;
        _removed += symbol.IsOnClock ? 1 : 0;
        if (_removed > _symbols.Count / 2)
        {
            Sweep();
        }
    }

    /// <summary>Takes the next symbol that is due.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out SymbolBars symbol)
    {
        while (_symbols.TryPeek(out symbol, out var listed) && listed.Due <= now)
        {
            _symbols.Dequeue();
            symbol.IsOnClock = false;
            if (listed == (symbol.Due, symbol.Begun))
            {
                return true;
            }

            if (symbol.Due != Never)
            {
                Add(symbol);
            }
        }

        symbol = null;
        return false;
    }

    public void Clear()
    {
        _symbols.Clear();
        _removed = 0;
    }

    private void Sweep()
    {
        var kept = _symbols.UnorderedItems.Where(item => item.Element.Due != Never).ToList();
        foreach (var (symbol, _) in _symbols.UnorderedItems)
        {
            symbol.IsOnClock = symbol.Due != Never;
        }

        Clear();
        _symbols.EnqueueRange(kept);
    }
}
