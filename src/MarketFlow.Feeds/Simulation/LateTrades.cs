namespace MarketFlow.Feeds;

/// <summary>Trades that were made and not sent yet: a few in a thousand are sent 1 to 25 s late.</summary>
internal sealed class LateTrades(ulong seed)
{
    private const int OneIn = 500;
    private const int Shortest = 1_000; // beyond the second's bar
    private const int Longest = 25_000; // before the minute's updated bar
    private readonly PriorityQueue<DraftEvent, (long Due, long Order)> _waiting = new();
    private SplitMix _random = new(seed);
    private long _order;

    /// <summary>Whether the next trade is late. Drawn from random numbers of its own, so that the others are the same with and without late trades.</summary>
    public bool IsNext() => _random.Below(OneIn) == 0;

    /// <summary>Keeps a trade until it is due.</summary>
    public void Keep(in DraftEvent trade) => _waiting.Enqueue(trade, (trade.Time + Shortest + _random.Below(Longest - Shortest), _order++));

    /// <summary>Takes the next trade that is due.</summary>
    public bool TryTake(long now, out DraftEvent trade)
    {
        trade = default;
        return _waiting.TryPeek(out _, out var next) && next.Due <= now && _waiting.TryDequeue(out trade, out _);
    }
}
