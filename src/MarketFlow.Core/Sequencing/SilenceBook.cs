using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>When each key was last heard, and what is to be told of it. Not thread-safe.</summary>
/// <remarks>
/// Memory: one entry per key, at most <paramref name="maxKeys"/>, and at most as many ended silences that wait to be taken. Hearing a
/// key that is known allocates nothing.
/// </remarks>
internal sealed class SilenceBook<TKey>(TimeSpan limit, int maxKeys)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Speaker>> _speakers = [];
    private readonly LinkedList<Speaker> _listenedTo = new(); // whose limit is over first
    private readonly LinkedList<Speaker> _found = new(); // silent, and not told yet
    private readonly LinkedList<Speaker> _told = new(); // silent, longest told first
    private readonly Queue<Silence<TKey>> _ended = new();

    /// <summary>When the next key's limit is over; never, where none is listened to.</summary>
    public DateTimeOffset NextDue => _listenedTo.First is { } next ? DueTime.After(next.ValueRef.CountedFrom, limit) : DueTime.Never;

    /// <summary>A key talked, or is listened to from now on.</summary>
    public void Heard(TKey key, DateTimeOffset now)
    {
        if (!_speakers.TryGetValue(key, out var node))
        {
            if (_speakers.Count == maxKeys)
            {
                Forget((_told.First ?? _found.First ?? _listenedTo.First)!);
            }

            _speakers.Add(key, node = new(new() { Key = key }));
        }
        else
        {
            if (node.List == _told)
            {
                _ended.Enqueue(node.ValueRef.Silence! with { EndedAt = now });
            }

            node.List!.Remove(node);
        }

        (node.ValueRef.HeardAt, node.ValueRef.CountedFrom) = (now, now);
        _listenedTo.AddLast(node);
    }

    /// <summary>Finds the next key whose limit is over.</summary>
    /// <param name="now">The time.</param>
    /// <param name="key">The key.</param>
    /// <param name="countedFrom">Since when its limit was counted.</param>
    public bool TryFindDue(DateTimeOffset now, [MaybeNullWhen(false)] out TKey key, out DateTimeOffset countedFrom)
    {
        var isDue = NextDue <= now && NextDue < DueTime.Never; // a clock may stand at the end of the calendar
        (key, countedFrom) = isDue ? (_listenedTo.First!.ValueRef.Key, _listenedTo.First.ValueRef.CountedFrom) : default;
        return isDue;
    }

    /// <summary>Says of a key whose limit is over whether it is silent; else its limit begins anew. No effect where it has talked since.</summary>
    public void Judge(TKey key, DateTimeOffset countedFrom, bool isSilent, DateTimeOffset now)
    {
        if (!_speakers.TryGetValue(key, out var node) || node.List != _listenedTo || node.ValueRef.CountedFrom != countedFrom)
        {
            return;
        }

        _listenedTo.Remove(node);
        node.ValueRef.CountedFrom = now;
        if (isSilent)
        {
            node.ValueRef.Silence = new(key, node.ValueRef.HeardAt, now);
            _found.AddLast(node);
        }
        else
        {
            _listenedTo.AddLast(node);
        }
    }

    /// <summary>Takes the next silence that is to be told: first those that have ended, then those that were found.</summary>
    public bool TryTake([MaybeNullWhen(false)] out Silence<TKey> silence)
    {
        if (_ended.TryDequeue(out silence))
        {
            return true;
        }

        if (_found.First is not { } node)
        {
            return false;
        }

        _found.Remove(node);
        _told.AddLast(node);
        silence = node.ValueRef.Silence!;
        return true;
    }

    private void Forget(LinkedListNode<Speaker> node)
    {
        node.List!.Remove(node);
        _speakers.Remove(node.ValueRef.Key);
    }

    private struct Speaker
    {
        public TKey Key;
        public DateTimeOffset HeardAt;

        // When it was last heard, or when its limit was last over without counting.
        public DateTimeOffset CountedFrom;
        public Silence<TKey>? Silence;
    }
}
