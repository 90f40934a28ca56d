namespace MarketFlow;

/// <summary>The bounded buffer of one lane in one subscription.</summary>
/// <remarks>
/// Thread-safe: a short lock, never held while anybody else's code runs, keys and receive times excepted. When one of these delegates
/// throws, its event is removed as <c>invalid</c>, the lane takes nothing more in, and <see cref="Fault"/> says why.
/// It has the stage's account until it is closed and what was taken is emitted or put back.
/// </remarks>
internal sealed partial class LaneBuffer<T>(LaneOptions options, LaneAges<T> ages, LedgerStage? stage, LaneState state, ConflationIndex<T>? index)
{
    private readonly ShortLock _gate = new();

    // One more than the capacity: in a full lane an event joins before the one it replaces leaves.
    // And those that were taken and put back.
    private readonly WaitingEvents<T> _waiting = new((int)Math.Min(options.Capacity + 1L + Hand<T>.Length, Array.MaxLength), ages, index);
    private readonly IDisposable? _claim = stage?.Claim();
    private volatile bool _isEmpty = true;
    private volatile Exception? _fault;
    private bool _wakesConsumer = true;
    private bool _isRefusing;
    private bool _isClosed;
    private bool _isInHand;
    private bool _isReleased;

    public bool IsEmpty => _isEmpty;

    /// <summary>What a delegate of the caller's threw; null as a rule.</summary>
    public Exception? Fault => _fault;

    /// <summary>The time in ticks, for <see cref="Take"/>.</summary>
    public long Now => ages.Now;

    /// <summary>How many slots the buffer has, used or not.</summary>
    public int Size => _waiting.Size;

    /// <summary>Puts an event at the end.</summary>
    /// <param name="value">The event.</param>
    /// <param name="wakes">True where the consumer sleeps and is to be woken.</param>
    /// <returns>Null as a rule. Otherwise why the merge must end: the lane is full and must not lose anything, or a delegate threw.</returns>
    public Exception? Add(T value, out bool wakes)
    {
        var arrivedAt = ages.ArrivalNow;
        using (_gate.EnterScope())
        {
            wakes = false;
            if (_isRefusing)
            {
                Refuse();
                return null;
            }

            var error = default(Exception);
            if (_waiting.Count < options.Capacity && !_waiting.IsCongested)
            {
                Accept(value, arrivedAt);
                _isEmpty = false;
            }
            else
            {
                error = AddToFullOrCongested(value, arrivedAt);
            }

            state.Tell(_waiting.Count);
            (wakes, _wakesConsumer) = (_wakesConsumer, false);
            return error;
        }
    }

    /// <summary>Takes the events whose turn it is, after removing those that are too old. From here on they count as emitted.</summary>
    /// <param name="now">The time, as <see cref="Now"/> said.</param>
    /// <param name="taken">Receives them, the oldest first.</param>
    /// <param name="arrivedAt">Receives when they arrived.</param>
    /// <param name="freshUntil">The last tick at which none of them is too old.</param>
    /// <returns>How many there were. Others may still wait, even if there were none.</returns>
    public int Take(long now, Span<T> taken, Span<long> arrivedAt, out long freshUntil)
    {
        using (_gate.EnterScope())
        {
            if (_isClosed)
            {
                freshUntil = long.MaxValue;
                return 0;
            }

            (var count, var expired) = _waiting.Take(now, taken, arrivedAt, out freshUntil);
            _isInHand |= count > 0;
            stage?.Changed(received: 0, emitted: count, expired, RemovalReason.Expired, heldNow: _waiting.Count);
            SettleFault();
            _isEmpty = _waiting.Count == 0;
            state.Tell(_waiting.Count);
            return count;
        }
    }

    /// <summary>Puts events back that were taken and not emitted, before those that wait. The others that were taken have been emitted.</summary>
    /// <param name="taken">The events, the oldest first.</param>
    /// <param name="arrivedAt">When they arrived.</param>
    public void PutBack(ReadOnlySpan<T> taken, ReadOnlySpan<long> arrivedAt)
    {
        using (_gate.EnterScope())
        {
            _isInHand = false;
            if (_isClosed)
            {
                if (!taken.IsEmpty)
                {
                    stage?.Changed(received: 0, emitted: -taken.Length, taken.Length, RemovalReason.Shutdown, heldNow: 0);
                }

                Release();
                return;
            }

            for (var i = taken.Length - 1; i >= 0; i--)
            {
                var conflated = _waiting.Prepend(taken[i], arrivedAt[i]);
                stage?.Changed(received: 0, emitted: -1, conflated, RemovalReason.Conflated, heldNow: _waiting.Count);
                SettleFault();
            }

            _isEmpty = _waiting.Count == 0;
            state.Tell(_waiting.Count);
        }
    }

    /// <summary>The consumer, which has emitted whatever it took, goes to sleep, and the next event that comes wakes it.</summary>
    /// <returns>False where something waits already.</returns>
    public bool TrySleep()
    {
        using (_gate.EnterScope())
        {
            _isInHand = false;
            _wakesConsumer = _waiting.Count == 0;
            if (_wakesConsumer)
            {
                _waiting.NoteEmpty();
            }

            return _wakesConsumer;
        }
    }

    /// <summary>Whatever still arrives is removed as <c>shutdown</c>; what waits can still be taken.</summary>
    public void StopTaking()
    {
        using (_gate.EnterScope())
        {
            _isRefusing = true;
        }
    }

    /// <summary>Removes everything that waits, and whatever still arrives, as <c>shutdown</c>.</summary>
    public void Close()
    {
        using (_gate.EnterScope())
        {
            if (_isClosed)
            {
                return;
            }

            _isRefusing = _isClosed = _isEmpty = true;
            var waiting = _waiting.Count;
            _waiting.Clear();
            Account(received: 0, removed: waiting, RemovalReason.Shutdown);
            state.Tell(_waiting.Count);
            if (!_isInHand)
            {
                Release();
            }
        }
    }
}
