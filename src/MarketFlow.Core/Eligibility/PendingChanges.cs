using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>Cancels and corrections that came before their trade.</summary>
/// <remarks>Memory: at most <see cref="Max"/>; beyond that, the oldest goes. Costs a look-up per trade while there are any.</remarks>
internal sealed class PendingChanges
{
    public const int Max = 1_024;
    private readonly Dictionary<EventKey, TradeChange> _changes = [];
    private readonly Queue<EventKey> _oldest = new();

    public void Add(TradeChange change)
    {
        if (_changes.TryAdd(change.Trade, change))
        {
            _oldest.Enqueue(change.Trade);
        }
        else
        {
            _changes[change.Trade] = change;
        }

        while (_oldest.Count > Max)
        {
            _changes.Remove(_oldest.Dequeue());
        }
    }

    /// <summary>Takes the change of a trade that has come now.</summary>
    public bool TryTake(EventKey trade, [MaybeNullWhen(false)] out TradeChange change)
    {
        change = null;
        return _changes.Count > 0 && _changes.Remove(trade, out change);
    }

    public void Clear()
    {
        _changes.Clear();
        _oldest.Clear();
    }
}
