namespace MarketFlow.Host;

/// <summary>One account for all clients, those that have left included: the stage <c>clients</c> of <c>/api/ledger</c>.</summary>
/// <remarks>
/// A <see cref="LedgerStage"/> is written by one thread; outboxes are worked on by many. So each outbox keeps its own account under
/// its own lock, and this adds them up. Each balances at every instant, hence so does the sum. Thread-safe.
/// Memory: the open outboxes; of those that have closed, their sum.
/// </remarks>
internal sealed class ClientLedger
{
    private readonly Lock _gate = new();
    private readonly HashSet<ClientOutbox> _open = [];
    private ClientAccount _closed;
    private long _closedAsSlow;

    /// <summary>How many clients were disconnected for being slow.</summary>
    public long SlowClients
    {
        get
        {
            lock (_gate)
            {
                return _closedAsSlow + _open.Count(outbox => outbox.WasSlow);
            }
        }
    }

    /// <summary>Counts an outbox from now on.</summary>
    public void Open(ClientOutbox outbox)
    {
        lock (_gate)
        {
            _open.Add(outbox);
        }
    }

    /// <summary>Keeps the final account of an outbox, and lets go of the rest. What still waits in it is removed as shutdown.</summary>
    public void Close(ClientOutbox outbox)
    {
        outbox.End(ClientClose.Gone);
        lock (_gate)
        {
            if (_open.Remove(outbox))
            {
                _closed += outbox.Account;
                _closedAsSlow += outbox.WasSlow ? 1 : 0;
            }
        }
    }

    /// <summary>The account of all clients as of now.</summary>
    public ClientAccount Snapshot()
    {
        lock (_gate)
        {
            return _open.Aggregate(_closed, (sum, outbox) => sum + outbox.Account);
        }
    }
}
