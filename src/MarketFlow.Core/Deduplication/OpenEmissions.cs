using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>What was emitted during the last window, and which source has told which of it: the k-th copy rule of domain.md.</summary>
/// <remarks>
/// A source always matches the oldest emission it has not matched, so what it has matched of one key is a first part of that key's
/// emissions, and one number per source and key says all. Numbers count a key's emissions from when it had none open.
/// Memory: per key with an open emission the key, an entry of about 100 bytes and two sources or more; 16 bytes per emission.
/// Entries are reused, a quarter of them at most waiting for it, so a steady flow allocates nothing.
/// </remarks>
/// <param name="window">How long an emission is open, in ticks.</param>
/// <param name="comparer">Tells keys apart; null for the key type's own equality.</param>
internal sealed class OpenEmissions<TKey, TSource>(long window, IEqualityComparer<TKey>? comparer)
    where TKey : notnull
{
    private const int MaxSourcesOfSpare = 64;
    private readonly Dictionary<TKey, Copies> _byKey = new(comparer);
    private readonly BlockQueue<Emission> _emissions = new();
    private readonly Stack<Copies> _spares = new();

    /// <summary>How many emissions are open.</summary>
    public int Count => _emissions.Count;

    /// <summary>How many keys there is room for.</summary>
    public int Capacity => _byKey.Capacity;

    /// <summary>How many emissions there is room for.</summary>
    public long EmissionCapacity => _emissions.Capacity;

    /// <summary>How many keys have an open emission.</summary>
    public int Keys => _byKey.Count;

    /// <summary>How many entries wait to be reused.</summary>
    public int Spares => _spares.Count;

    /// <summary>How many sources there is room for at a key; 0 where it has no open emission.</summary>
    public int SourceCapacityOf(TKey key) => _byKey.TryGetValue(key, out var copies) ? copies.SourceCapacity : 0;

    /// <summary>Closes every emission of a window ago or earlier.</summary>
    /// <param name="now">The time, in ticks.</param>
    public void Close(long now)
    {
        while (_emissions.Count > 0 && now - _emissions[_emissions.Begin].At >= window)
        {
            var copies = _emissions[_emissions.Begin].Copies;
            _emissions.Dequeue();
            if (copies.CloseOldest())
            {
                Forget(copies);
            }
        }
    }

    /// <summary>Decides what an arrival is: a copy, which the source has then matched, or an emission, which is open from now on.</summary>
    /// <param name="key">What the event tells.</param>
    /// <param name="source">Who tells it.</param>
    /// <param name="now">The time, in ticks.</param>
    public bool IsCopy(TKey key, TSource source, long now)
    {
        if (!_byKey.TryGetValue(key, out var copies))
        {
            copies = _spares.TryPop(out var spare) ? spare : new();
            copies.Key = key;
            _byKey.Add(key, copies);
        }
        else if (copies.TryMatch(source))
        {
            return true;
        }

        copies.Emit(source);
        _emissions.Enqueue(new(copies, now));
        return false;
    }

    private void Forget(Copies copies)
    {
        _byKey.Remove(copies.Key);
        _byKey.TrimAfterSurge();
        copies.Clear();
        if (copies.SourceCapacity <= MaxSourcesOfSpare)
        {
            _spares.Push(copies);
        }

        while (_spares.Count > 1 + (_byKey.Count / 4))
        {
            _spares.Pop();
        }

        _spares.TrimAfterSurge();
    }

    private readonly record struct Emission(Copies Copies, long At);

    /// <summary>The open emissions of one key, numbered, and the number of the first one that each source has not matched.</summary>
    private sealed class Copies
    {
        private (TSource Source, long Next)[] _sources = new (TSource, long)[2];
        private int _sourceCount;
        private long _oldest;
        private long _end;

        public TKey Key { get; set; } = default!;

        public int SourceCapacity => _sources.Length;

        /// <summary>Matches the oldest open emission that this source has not matched.</summary>
        /// <returns>False where there is none.</returns>
        public bool TryMatch(TSource source)
        {
            var known = Find(source);
            var next = known < 0 ? _oldest : Math.Max(_sources[known].Next, _oldest);
            if (next == _end)
            {
                return false;
            }

            SetNext(known, source, next + 1);
            return true;
        }

        /// <summary>Adds an emission, matched by the source it came from.</summary>
        public void Emit(TSource source) => SetNext(Find(source), source, ++_end);

        /// <returns>True where none is open any more.</returns>
        public bool CloseOldest() => ++_oldest == _end;

        public void Clear()
        {
            Key = default!;
            _oldest = _end = 0;
            KeepSources(0);
        }

        private int Find(TSource source)
        {
            for (var i = 0; i < _sourceCount; i++)
            {
                if (EqualityComparer<TSource>.Default.Equals(_sources[i].Source, source))
                {
                    return i;
                }
            }

            return -1;
        }

        private void SetNext(int known, TSource source, long next)
        {
            if (known >= 0)
            {
                _sources[known].Next = next;
                return;
            }

            if (_sourceCount == _sources.Length)
            {
                MakeRoom();
            }

            _sources[_sourceCount++] = (source, next);
        }

        // A source that has matched none of the open emissions is as good as unknown. Without this a key that is never
        // without an emission would collect every connection there has ever been.
        private void MakeRoom()
        {
            var kept = 0;
            foreach (var (source, next) in _sources)
            {
                if (next > _oldest)
                {
                    _sources[kept++] = (source, next);
                }
            }

            KeepSources(kept);
            if (kept == _sources.Length)
            {
                Array.Resize(ref _sources, kept * 2);
            }
        }

        private void KeepSources(int count)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TSource>())
            {
                Array.Clear(_sources, count, _sourceCount - count);
            }

            _sourceCount = count;
        }
    }
}
