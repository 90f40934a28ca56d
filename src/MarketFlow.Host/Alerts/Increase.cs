namespace MarketFlow.Host;

/// <summary>By how much a count has grown within the last time.</summary>
/// <remarks>Before the first sample the count was 0, so what was counted by then counts as growth. Memory: the samples within the window.</remarks>
/// <param name="window">How far back is looked; above zero.</param>
internal sealed class Increase(TimeSpan window)
{
    private readonly Queue<(Timestamp At, long Count)> _samples = new();
    private long _before;

    /// <summary>The growth from <paramref name="at"/> minus the window, exclusive, to <paramref name="at"/>.</summary>
    /// <param name="at">When the count was read; not before the last one.</param>
    /// <param name="count">The count since the start.</param>
    public long Of(Timestamp at, long count)
    {
        _samples.Enqueue((at, count));
        while (_samples.TryPeek(out var oldest) && at - oldest.At >= window)
        {
            _before = _samples.Dequeue().Count;
        }

        return count - _before;
    }
}
