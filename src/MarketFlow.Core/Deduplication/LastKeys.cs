namespace MarketFlow;

/// <summary>The last keys that were added, in a ring.</summary>
/// <remarks>
/// Adding compares nothing; a look-up compares with every key, newest first. That suits keys which are added all the time and
/// looked up when a venue tells its history again.
/// Memory: grows from 4 keys to <paramref name="depth"/> as needed.
/// </remarks>
/// <param name="depth">How many keys are remembered; 1 or more.</param>
/// <param name="comparer">Tells keys apart.</param>
internal sealed class LastKeys<TKey>(int depth, IEqualityComparer<TKey> comparer)
{
    private TKey[] _keys = new TKey[Math.Min(depth, 4)];
    private int _count;
    private int _next;

    public void Add(TKey key)
    {
        if (_next == _keys.Length)
        {
            if (_count == _next && _count < depth)
            {
                Array.Resize(ref _keys, (int)Math.Min(depth, _count * 2L));
            }
            else
            {
                _next = 0;
            }
        }

        _keys[_next++] = key;
        _count = Math.Max(_count, _next);
    }

    public bool Contains(TKey key)
    {
        for (var i = 1; i <= _count; i++)
        {
            var newest = _next - i;
            if (comparer.Equals(_keys[newest < 0 ? newest + _count : newest], key))
            {
                return true;
            }
        }

        return false;
    }

    public void Clear()
    {
        Array.Clear(_keys, 0, _count);
        _count = _next = 0;
    }
}
