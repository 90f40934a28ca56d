namespace MarketFlow;

/// <summary>What one subscription of a channel holds, and its entries in the ledger.</summary>
/// <remarks>
/// The source's and the clock's thread both write entries, so each is made under <see cref="Gate"/>, together with the change it is about.
/// The stage is given back when the channel is closed and nothing is in hand or in process any more: what is held is not entered again.
/// </remarks>
/// <exception cref="InvalidOperationException">Another subscription uses the stage.</exception>
internal sealed class ChannelAccount<T>(LedgerStage? stage)
{
    private readonly IDisposable? _claim = stage?.Claim();
    private int _inHand; // events of a batch in process, or their results that are still to be delivered
    private int _inProcess; // events that are processed on arrival; more than one where the source re-enters
    private int _isClosed;

    public Lock Gate { get; } = new();

    /// <summary>What waits to be processed, in order of arrival. Used only under <see cref="Gate"/>.</summary>
    public Queue<T> Waiting { get; } = new();

    /// <summary>True once the stream has ended or been disposed: nothing more is received, processed or delivered.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Enters an event that came after the end or after disposal: the stage before has entered it as emitted.</summary>
    public void Refuse()
    {
        lock (Gate)
        {
            stage?.Removed(RemovalReason.Shutdown);
        }
    }

    /// <summary>Begins with an event that is processed on arrival. Its entry comes before <see cref="Leave"/>.</summary>
    /// <returns>False where the channel is closed.</returns>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inProcess); // before the look at IsClosed, so that the closing thread leaves the stage to this one
        if (!IsClosed)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <returns>True where no other event is in process.</returns>
    public bool Leave()
    {
        if (Interlocked.Decrement(ref _inProcess) > 0)
        {
            return false;
        }

        if (IsClosed)
        {
            lock (Gate)
            {
                GiveBackWhenDone();
            }
        }

        return true;
    }

    /// <summary>True while an event is processed on arrival.</summary>
    public bool IsInProcess => Volatile.Read(ref _inProcess) > 0;

    /// <summary>Takes the oldest of what waits as a batch of its own, which no other code writes to.</summary>
    public T[] TakeBatch(int size)
    {
        lock (Gate)
        {
            var batch = new T[Math.Min(size, Waiting.Count)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = Waiting.Dequeue();
            }

            _inHand += batch.Length;
            return batch;
        }
    }

    /// <summary>Enters what became of events that were in hand, or that have just come. Takes <see cref="Gate"/>, which may be held already.</summary>
    /// <param name="held">How many events or results are no longer in hand; negative where more are.</param>
    /// <param name="received">How many events came.</param>
    /// <param name="emitted">How many results go on.</param>
    /// <param name="removed">How many were removed.</param>
    /// <param name="reason">Why they were removed.</param>
    /// <param name="created">How many results there are beyond the number of events.</param>
    public void Settle(int held, int received, int emitted = 0, int removed = 0, RemovalReason reason = default, int created = 0)
    {
        lock (Gate)
        {
            _inHand -= held;
            stage?.Changed(received, emitted, removed, reason, Waiting.Count + _inHand, created);
            GiveBackWhenDone();
        }
    }

    /// <summary>Ends the subscription: what waits is removed as <see cref="RemovalReason.Shutdown"/>. What is in hand is settled by the thread that has it.</summary>
    /// <returns>False where it was closed already.</returns>
    public bool TryClose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return false;
        }

        lock (Gate)
        {
            var removed = Waiting.Count;
            Waiting.Clear();
            if (removed > 0)
            {
                Settle(held: 0, received: 0, removed: removed, reason: RemovalReason.Shutdown);
            }

            GiveBackWhenDone();
        }

        return true;
    }

    private void GiveBackWhenDone()
    {
        if (IsClosed && Waiting.Count + _inHand == 0 && !IsInProcess)
        {
            _claim?.Dispose();
        }
    }
}
