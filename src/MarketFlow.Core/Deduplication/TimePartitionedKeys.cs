using System.Numerics;

namespace MarketFlow;

/// <summary>Remembers keys for a window, parted by the time that belongs to each key: a key can only be in the part of its own time.</summary>
/// <remarks>
/// Events come nearly in the order of their times, so that nearly all look-ups go to one small part; forgetting is emptying a part.
/// A part gets a bucket of its own with its sixteenth key, or at once where it lies beside a busy part; until then its keys are
/// among those of all other parts with few keys (<see cref="SparseKeys{TKey}"/>). So a key costs no more where the times are far apart.
/// A key is remembered for a window from when it was added, by the clock; a bucket is kept until nothing was added to it for a window.
/// So it does not matter whether the times of events are late, ahead or wrong, or whether other events come.
/// Memory: the keys of the last window to two; see <see cref="KeyBucket{TKey}"/>.
/// </remarks>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class TimePartitionedKeys<TKey>
    where TKey : notnull
{
    // As many that a part of a busy feed fits into a cache of some 100 KB, and few enough that emptying them costs nothing.
    private const int PartsPerWindow = 128;
    private const int FromSoManyKeysBusy = 16;
    private const int MaxSpares = 4;
    private const int GranulesPerWindow = 1024;
    private readonly Func<long> _now;
    private readonly long _window;
    private readonly int _shift;
    private readonly IEqualityComparer<TKey>? _comparer;
    private readonly long _granule;
    private readonly Dictionary<long, KeyBucket<TKey>> _parts = [];
    private readonly Queue<KeyBucket<TKey>> _unseen = new();
    private readonly Queue<KeyBucket<TKey>> _seen = new();
    private readonly Stack<KeyBucket<TKey>> _spares = new();
    private readonly SparseKeys<TKey> _sparse;
    private readonly KeyBucket<TKey> _none;
    private KeyBucket<TKey> _current;

    /// <param name="window">How long a key is remembered, by the clock: so long, and at most a thousandth longer.</param>
    /// <param name="now">The clock, in ticks.</param>
    /// <param name="comparer">Tells keys apart; null for the key type's own equality.</param>
    public TimePartitionedKeys(TimeSpan window, Func<long> now, IEqualityComparer<TKey>? comparer)
    {
        (_window, _now) = (window.Ticks, now);
        _shift = int.Clamp(BitOperations.Log2((ulong)Math.Max(1, window.Ticks / PartsPerWindow)) + 6, 6, 62); // ticks to nanoseconds: times 100, or nearly 2^6
        _comparer = typeof(TKey).IsValueType && (comparer is null || ReferenceEquals(comparer, EqualityComparer<TKey>.Default))
            ? null
            : comparer ?? EqualityComparer<TKey>.Default;
        _granule = window.Ticks / GranulesPerWindow;
        _sparse = new(_window, _comparer);
        _current = _none = new(_window, _granule, _comparer);
    }

    /// <summary>How many keys are remembered.</summary>
    public int Count => _parts.Values.Sum(part => part.Count) + _sparse.Count;

    /// <summary>Bytes taken, what the keys refer to left out.</summary>
    public long Bytes => _parts.Values.Concat(_spares).Sum(part => part.Bytes) + (_parts.Capacity * 28L) + ((_unseen.Capacity + _seen.Capacity) * 8L) + _sparse.Bytes;

    /// <summary>Remembers a key from now on, unless it is remembered already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="time">The time that belongs to it, in nanoseconds; always the same for equal keys.</param>
    /// <returns>False where the key is remembered already; it is not remembered any longer for that.</returns>
    public bool TryAdd(TKey key, long time)
    {
        if (key is null)
        {
            NullKey.Throw(nameof(key));
        }

        var (part, now) = (time >> _shift, _now());
        var bucket = part == _current.Part ? _current : BucketOf(part, now);
        return bucket is null ? TryAddSparse(key, part, now) : bucket.TryAdd(key, now);
    }

    /// <returns>Null where the part has none yet, and few keys.</returns>
    private KeyBucket<TKey>? BucketOf(long part, long now)
    {
        if (_parts.TryGetValue(part, out var known))
        {
            return _current = known;
        }

        Forget(now);
        return _current.Count >= FromSoManyKeysBusy && Math.Abs(part - _current.Part) == 1 ? Begin(part, now) : null;
    }

    private bool TryAddSparse(TKey key, long part, long now)
    {
        if (!_sparse.TryAdd(key, part, now, out var ofPart))
        {
            return false;
        }

        if (ofPart >= FromSoManyKeysBusy)
        {
            Begin(part, now);
        }

        return true;
    }

    private KeyBucket<TKey> Begin(long part, long now)
    {
        // Parts near one another have about as many keys; of a part far away nothing is known.
        var isNear = _current != _none && Math.Abs(part - _current.Part) < PartsPerWindow / 2;
        var begun = _spares.TryPop(out var spare) ? spare : new(_window, _granule, _comparer);
        begun.Reset(isNear ? Math.Max(_current.Count, FromSoManyKeysBusy) : FromSoManyKeysBusy);
        _sparse.Move(part, now, to: begun);
        (begun.Part, begun.SeenAt) = (part, now);
        _parts.Add(part, begun);
        _unseen.Enqueue(begun);
        return _current = begun;
    }

    // A part is seen as it was at one look; where nothing was added to it by the next look a window later, it is forgotten.
    // The first look waits until the part is filled, or for a window.
    private void Forget(long now)
    {
        _sparse.Forget(now);
        while (_unseen.TryPeek(out var part) && (part != _current || now - part.SeenAt >= _window))
        {
            _unseen.Dequeue();
            Look(part, now);
        }

        while (_seen.TryPeek(out var part) && now - part.SeenAt >= _window)
        {
            _seen.Dequeue();
            if (part.IsTouched)
            {
                part.RemoveOver(now);
                Look(part, now);
            }
            else
            {
                Drop(part);
            }
        }

        _unseen.TrimAfterSurge();
        _seen.TrimAfterSurge();
    }

    private void Look(KeyBucket<TKey> part, long now)
    {
        (part.IsTouched, part.SeenAt) = (false, now);
        _seen.Enqueue(part);
    }

    private void Drop(KeyBucket<TKey> part)
    {
        _parts.Remove(part.Part);
        _parts.TrimAfterSurge();
        var isFitting = part.Capacity <= Math.Max(FromSoManyKeysBusy, _current.Count) * 4;
        _current = part == _current ? _none : _current;
        part.Clear();
        if (_parts.Count == 0)
        {
            _spares.Clear();
        }
        else if (isFitting && _spares.Count < MaxSpares)
        {
            _spares.Push(part);
        }
    }
}
