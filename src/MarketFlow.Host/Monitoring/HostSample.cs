namespace MarketFlow.Host;

/// <summary>One look at the host: what alerts, pages and the capacity are made of. Taken once a second on the host's clock.</summary>
/// <remarks>Counts are since the start and never fall; rates are for the reader to make from two samples.</remarks>
internal sealed record HostSample
{
    /// <summary>When it was taken.</summary>
    public required Timestamp At { get; init; }

    /// <summary>The channels tick, bars and fmv, in this order.</summary>
    public required IReadOnlyList<ChannelSample> Channels { get; init; }

    /// <summary>The feeds, as configured.</summary>
    public required IReadOnlyList<FeedSample> Feeds { get; init; }

    /// <summary>All lanes, highest priority first.</summary>
    public required IReadOnlyList<LaneSample> Lanes { get; init; }

    /// <summary>Events that came out of the feeds.</summary>
    public long Received { get; init; }

    /// <summary>Messages that clients were sent.</summary>
    public long Delivered { get; init; }

    /// <summary>Events that were lost for want of room or time: overflow and expired, of all stages whose events were on their way to clients.</summary>
    public long Lost { get; init; }

    /// <summary>Events lost or invented: anything but 0 is a defect.</summary>
    public long Imbalance { get; init; }

    /// <summary>Clients connected now.</summary>
    public int Clients { get; init; }

    /// <summary>Clients that were disconnected for being slow.</summary>
    public long SlowClients { get; init; }

    /// <summary>Bytes that wait for all clients now.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>The process's resident memory, bytes.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>The managed heap, bytes.</summary>
    public long HeapBytes { get; init; }

    /// <summary>Processor time used by the process.</summary>
    public TimeSpan ProcessorTime { get; init; }

    /// <summary>Processor time of the delivery thread, of which there is one; null where the system does not tell.</summary>
    public TimeSpan? DeliveryTime { get; init; }

    /// <summary>What the collector stood everything still for.</summary>
    public TimeSpan GarbagePauses { get; init; }
}
