namespace MarketFlow;

/// <summary>A window on a running channel: give it to <c>ProcessChannel</c> and read it at any time, from any thread.</summary>
/// <remarks>
/// <code>
/// var state = monitor.State;
/// return state.IsOpen(clock.Now) ? $"channel bars: breaker open until {state.OpenUntil}" : "channel bars: running";
/// </code>
/// It tells of one subscription: several that share a monitor overwrite each other. How many events came to what end is in the ledger.
/// </remarks>
public sealed class ChannelMonitor
{
    private volatile ChannelState _state = ChannelState.Closed;
    private long _unheardFaults;

    /// <summary>How the channel fares. Immutable: what was read together belongs together.</summary>
    public ChannelState State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <summary>
    /// Faults that nobody heard of, because the observer of faults threw, or because more than
    /// <see cref="ChannelOptions{T}.Capacity"/> were waiting for it. Their events are in the ledger all the same.
    /// </summary>
    public long UnheardFaults => Interlocked.Read(ref _unheardFaults);

    internal void CountUnheardFault() => Interlocked.Increment(ref _unheardFaults);
}
