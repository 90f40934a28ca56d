namespace MarketFlow.Host;

/// <summary>Packets that are made only when they are taken, from what there is then.</summary>
/// <remarks>However often they come due while nobody takes them, they are made once: a client that is behind gets the present, not the past.</remarks>
/// <param name="make">Adds the packets, none where there is nothing to say. Called by whoever takes, with no lock held.</param>
internal sealed class DuePackets(Action<List<EnginePacket>> make)
{
    /// <summary>True while they wait. The queue's.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Makes them.</summary>
    public void MakeInto(List<EnginePacket> packets) => make(packets);
}

/// <summary>The packets that wait for one session's next poll, or for its socket.</summary>
/// <remarks>Bounded: adding never waits and says where it is full. Thread-safe; no lock is held while packets are made or a taker woken.</remarks>
/// <param name="maxBytes">Most bytes that wait. A packet that waits alone may be longer.</param>
internal sealed class PacketQueue(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(EnginePacket Packet, DuePackets? Due)> _waiting = new();
    private TaskCompletionSource? _sleeper;
    private long _bytes;
    private bool _isComplete;

    /// <summary>True once it is complete and all is taken.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _isComplete && _waiting.Count == 0;
            }
        }
    }

    /// <summary>Adds a packet; once it is complete, nothing.</summary>
    /// <returns>False where it is full, and the packet was not added.</returns>
    public bool TryAdd(EnginePacket packet)
    {
        TaskCompletionSource? sleeper = null;
        lock (_gate)
        {
            if (!_isComplete)
            {
                if (_waiting.Count > 0 && _bytes + packet.Text.Length > maxBytes)
                {
                    return false;
                }

                Add(packet);
                sleeper = TakeSleeper();
            }
        }

        sleeper?.SetResult();
        return true;
    }

    /// <summary>Adds packets that are made when they are taken; where they wait already, nothing.</summary>
    public void AddDue(DuePackets due)
    {
        TaskCompletionSource? sleeper = null;
        lock (_gate)
        {
            if (!_isComplete && !due.IsWaiting)
            {
                due.IsWaiting = true;
                _waiting.Enqueue((default, due));
                sleeper = TakeSleeper();
            }
        }

        sleeper?.SetResult();
    }

    /// <summary>Adds the last packets, whatever the bound; those of a later call are not added.</summary>
    /// <param name="rest">Made before them.</param>
    /// <param name="last">The last.</param>
    public void Complete(DuePackets rest, params ReadOnlySpan<EnginePacket> last)
    {
        TaskCompletionSource? sleeper = null;
        lock (_gate)
        {
            if (!_isComplete)
            {
                _waiting.Enqueue((default, rest));
                foreach (var packet in last)
                {
                    Add(packet);
                }

                _isComplete = true;
                sleeper = TakeSleeper();
            }
        }

        sleeper?.SetResult();
    }

    /// <summary>Waits until something can be taken, or nothing ever will.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || _isComplete)
            {
                return Task.CompletedTask;
            }

            _sleeper ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _sleeper.Task;
        }
    }

    /// <summary>Takes all that waits.</summary>
    /// <param name="batch">Emptied; receives the packets.</param>
    /// <returns>False where there are none.</returns>
    public bool TryTake(List<EnginePacket> batch)
    {
        batch.Clear();
        (EnginePacket Packet, DuePackets? Due)[] taken;
        lock (_gate)
        {
            taken = [.. _waiting];
            _waiting.Clear();
            _bytes = 0;
            foreach (var (_, due) in taken)
            {
                due?.IsWaiting = false;
            }
        }

        foreach (var (packet, due) in taken)
        {
            if (due is null)
            {
                batch.Add(packet);
            }
            else
            {
                due.MakeInto(batch);
            }
        }

        return batch.Count > 0;
    }

    private void Add(EnginePacket packet)
    {
        _waiting.Enqueue((packet, null));
        _bytes += packet.Text.Length;
    }

    private TaskCompletionSource? TakeSleeper()
    {
        var sleeper = _sleeper;
        _sleeper = null;
        return sleeper;
    }
}
