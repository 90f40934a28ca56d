namespace MarketFlow.Host;

/// <summary>What memory is compared with to see that it grows: the most it had while the process warmed up.</summary>
/// <remarks>
/// A process that was measured without a leak rose from 245 to 314 MiB within its first 20 minutes, while code is compiled and books of
/// symbols fill: any baseline taken in that time would call it one. So there is none before the warm-up is over, and below the least
/// baseline growth is not looked at: it is a fifth of little.
/// </remarks>
/// <param name="warmUp">How long it warms up, from the first sample on.</param>
/// <param name="least">The least baseline, bytes.</param>
internal sealed class MemoryBaseline(TimeSpan warmUp, long least)
{
    private Timestamp? _start;
    private long _most = least;

    /// <summary>The baseline; null while it is still warming up.</summary>
    public long? At(HostSample sample)
    {
        _start ??= sample.At;
        if (sample.At - _start.Value > warmUp)
        {
            return _most;
        }

        _most = Math.Max(_most, sample.ResidentBytes);
        return null;
    }
}
