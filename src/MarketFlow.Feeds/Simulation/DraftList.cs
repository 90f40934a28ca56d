namespace MarketFlow.Feeds;

/// <summary>The drafts of one slice, numbered over all slices. Reused from slice to slice.</summary>
internal sealed class DraftList
{
    private DraftEvent[] _drafts = new DraftEvent[64];
    private int _count;
    private long _sequence;

    /// <summary>What was added since the last clearing, in order.</summary>
    public Span<DraftEvent> Written => _drafts.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>Adds a draft. The reference is valid until the next one is added.</summary>
    /// <param name="symbol">The symbol's rank.</param>
    /// <param name="time">The event's time, in Unix milliseconds.</param>
    public ref DraftEvent Add(int symbol, long time)
    {
        if (_count == _drafts.Length)
        {
            Array.Resize(ref _drafts, _count * 2);
        }

        ref var draft = ref _drafts[_count++];
        draft = new() { Symbol = symbol, Time = time, Sequence = ++_sequence };
        return ref draft;
    }
}
