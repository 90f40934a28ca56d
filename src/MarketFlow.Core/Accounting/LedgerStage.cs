namespace MarketFlow;

/// <summary>The account of one stage: at every instant <c>received + created = emitted + Σ removed + held</c>.</summary>
/// <remarks>
/// An operator writes to it, one notification at a time. A subscription of an operator that holds events has its stage to itself: a second
/// one throws <see cref="InvalidOperationException"/> until the first has ended or was disposed. Operators that hold nothing may share a
/// stage, on one thread. Any thread may read it at any time and sees whole entries only.
/// What is held is told as the measured content of the stage's own buffer, never derived, so that a lost event shows as an imbalance.
/// Entries are made before delivery, so the law holds even if the consumer throws.
/// Memory: fixed. No entry allocates.
/// </remarks>
public sealed class LedgerStage
{
    private readonly long[] _removed = new long[Enum.GetValues<RemovalReason>().Length];
    private long _received;
    private long _created;
    private long _emitted;
    private long _held;
    private long _version;
    private object? _subscription;

    internal LedgerStage(string name, IReadOnlyList<LedgerStage> after) => (Name, After) = (name, after);

    /// <summary>The stage's name, unique in its ledger.</summary>
    public string Name { get; }

    /// <summary>The stages whose emitted events this one receives; empty for a stage at which events enter.</summary>
    public IReadOnlyList<LedgerStage> After { get; }

    /// <summary>Takes the account for one subscription of an operator that holds events. Disposing what is returned gives it back.</summary>
    /// <exception cref="InvalidOperationException">Another subscription has it: what is held is entered as a whole, so two would overwrite each other.</exception>
    internal IDisposable Claim()
    {
        StageClaim claim = new(this);
        return Interlocked.CompareExchange(ref _subscription, claim, comparand: null) is null
            ? claim
            : throw new InvalidOperationException(
                $"Ledger stage \"{Name}\" is in use by another subscription; open a stage for each subscription, or end the other one first.");
    }

    internal void Release(StageClaim claim) => Interlocked.CompareExchange(ref _subscription, value: null, claim);

    /// <summary>One event came and goes on at once.</summary>
    public void Passed()
    {
        var version = BeginEntry();
        Volatile.Write(ref _received, _received + 1);
        Volatile.Write(ref _emitted, _emitted + 1);
        EndEntry(version);
    }

    /// <summary>One event came and was removed at once.</summary>
    /// <param name="reason">Why.</param>
    public void Removed(RemovalReason reason)
    {
        ref var removedSoFar = ref _removed[(int)reason]; // an unknown reason throws here, before readers wait for the entry's end
        var version = BeginEntry();
        Volatile.Write(ref _received, _received + 1);
        Volatile.Write(ref removedSoFar, removedSoFar + 1);
        EndEntry(version);
    }

    /// <summary>Any other change, as one entry.</summary>
    /// <param name="received">How many events came.</param>
    /// <param name="emitted">How many go on.</param>
    /// <param name="removed">How many were removed.</param>
    /// <param name="reason">Why they were removed; without effect where none was.</param>
    /// <param name="heldNow">How many the stage's own buffer holds after the change, as the buffer counts them.</param>
    /// <param name="created">How many events the stage itself added.</param>
    public void Changed(long received, long emitted, long removed = 0, RemovalReason reason = default, long heldNow = 0, long created = 0)
    {
        ref var removedSoFar = ref _removed[(int)reason];
        var version = BeginEntry();
        Volatile.Write(ref _received, _received + received);
        Volatile.Write(ref _created, _created + created);
        Volatile.Write(ref _emitted, _emitted + emitted);
        Volatile.Write(ref removedSoFar, removedSoFar + removed);
        Volatile.Write(ref _held, heldNow);
        EndEntry(version);
    }

    /// <summary>The account as of now: all of an entry or nothing of it. Never blocks the operator.</summary>
    public LedgerStageSnapshot Snapshot()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            var version = Volatile.Read(ref _version);
            var removed = new long[_removed.Length];
            for (var i = 0; i < removed.Length; i++)
            {
                removed[i] = Volatile.Read(ref _removed[i]);
            }

            var snapshot = new LedgerStageSnapshot(
                Name, Volatile.Read(ref _received), Volatile.Read(ref _created), Volatile.Read(ref _emitted), Volatile.Read(ref _held), removed);
            if (version % 2 == 0 && Volatile.Read(ref _version) == version)
            {
                return snapshot;
            }

            spinner.SpinOnce();
        }
    }

    // An odd version marks an entry in the making. The writes between are release stores, so a reader that sees any of them
    // also sees the odd version, and reads again. Two writers at once, which is a mistake, must not leave it odd: readers would never return.
    private long BeginEntry()
    {
        var version = _version & ~1;
        Volatile.Write(ref _version, version + 1);
        return version;
    }

    private void EndEntry(long version) => Volatile.Write(ref _version, version + 2);
}
