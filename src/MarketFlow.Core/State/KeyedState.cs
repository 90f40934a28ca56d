using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The latest value of each key, in order of last change; keys idle for too long are forgotten. Not thread-safe.</summary>
/// <remarks>Memory: one node per key, and what <see cref="Trimming"/> leaves after a surge. Changing a key that is there allocates nothing.</remarks>
internal sealed class KeyedState<T, TKey>(TimeSpan idleAfter, IEqualityComparer<TKey>? comparer)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _nodes = new(comparer);
    private readonly LinkedList<Entry> _byLastChange = [];
    private LinkedListNode<Entry>? _fresh; // from here on, nothing was looked at by TryTakeSettled

    public int Count => _nodes.Count;

    /// <summary>For how many keys there is room.</summary>
    public int Capacity => _nodes.Capacity;

    public void Put(TKey key, T value, DateTimeOffset now)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            node.Value = new(key, value, now);
            Remove(node);
            _byLastChange.AddLast(node);
        }
        else
        {
            node = new(new(key, value, now));
            _nodes.Add(key, node); // first, because a comparer may throw: a node is in both or in none
            _byLastChange.AddLast(node);
        }

        _fresh ??= node;
    }

    /// <summary>Finds a value that has been the latest of its key for so long. Each is found once; a value that was replaced before is not.</summary>
    public bool TryTakeSettled(DateTimeOffset now, TimeSpan after, [MaybeNullWhen(false)] out TKey key, [MaybeNullWhen(false)] out T value)
    {
        if (_fresh is not { } settled || now - settled.Value.ChangedAt < after)
        {
            (key, value) = (default, default);
            return false;
        }

        (key, value) = (settled.Value.Key, settled.Value.Value);
        _fresh = settled.Next;
        return true;
    }

    /// <summary>Puts another value in the place of a key's, which counts as no change.</summary>
    public void Replace(TKey key, T value)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            node.Value = node.Value with { Value = value };
        }
    }

    /// <summary>Forgets what last changed <c>idleAfter</c> ago or earlier. Amortised, a constant cost per change.</summary>
    public void ForgetIdle(DateTimeOffset now)
    {
        while (_byLastChange.First is { } oldest && now - oldest.Value.ChangedAt >= idleAfter)
        {
            _nodes.Remove(oldest.Value.Key);
            _nodes.TrimAfterSurge();
            Remove(oldest);
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out T value)
    {
        var isThere = _nodes.TryGetValue(key, out var node);
        value = isThere ? node!.Value.Value : default;
        return isThere;
    }

    /// <summary>A copy, the key that changed last at the end.</summary>
    public KeyValuePair<TKey, T>[] ToArray()
    {
        var copy = new KeyValuePair<TKey, T>[_nodes.Count];
        var at = 0;
        foreach (var entry in _byLastChange)
        {
            copy[at++] = new(entry.Key, entry.Value);
        }

        return copy;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _fresh = node == _fresh ? node.Next : _fresh;
        _byLastChange.Remove(node);
    }

    private readonly record struct Entry(TKey Key, T Value, DateTimeOffset ChangedAt);
}
