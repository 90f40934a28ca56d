namespace MarketFlow;

/// <summary>What one stage's account said at one instant.</summary>
public sealed class LedgerStageSnapshot
{
    private readonly long[] _removed;

    internal LedgerStageSnapshot(string name, long received, long created, long emitted, long held, long[] removed)
    {
        Name = name;
        Received = received;
        Created = created;
        Emitted = emitted;
        Held = held;
        _removed = removed;
    }

    /// <summary>The stage's name.</summary>
    public string Name { get; }

    /// <summary>Events that came.</summary>
    public long Received { get; }

    /// <summary>Events that the stage itself added, such as detections.</summary>
    public long Created { get; }

    /// <summary>Events that went on.</summary>
    public long Emitted { get; }

    /// <summary>Events that wait in the stage.</summary>
    public long Held { get; }

    /// <summary>Events removed for any reason.</summary>
    public long RemovedInAll => _removed.Sum();

    /// <summary>Received + created − emitted − removed − held: 0, or the stage lost or invented events.</summary>
    public long Imbalance => Received + Created - Emitted - RemovedInAll - Held;

    /// <summary>Events removed for one reason.</summary>
    /// <param name="reason">The reason.</param>
    public long Removed(RemovalReason reason) => _removed[(int)reason];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: received {Received} + created {Created} = emitted {Emitted} + removed {RemovedInAll} + held {Held}"
        + (Imbalance == 0 ? string.Empty : $" + imbalance {Imbalance}");
}
