namespace MarketFlow;

/// <summary>A queue with a look at any place, the oldest at 0. Grows by doubling and never shrinks; in steady state nothing is allocated.</summary>
internal sealed class Ring<T>
{
    private const int FirstCapacity = 8;
    private T[] _items = [];
    private int _first;

    public int Count { get; private set; }

    public ref T this[int index] => ref _items[(_first + index) & (_items.Length - 1)];

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        Count++;
        this[Count - 1] = item;
    }

    public void RemoveFirst()
    {
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
    }

    public void Clear() => (_first, Count) = (0, 0);

    // A power of two, so that a place is found by masking.
    private void Grow()
    {
        var items = new T[Math.Max(FirstCapacity, _items.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            items[i] = this[i];
        }

        (_items, _first) = (items, 0);
    }
}
