namespace MarketFlow;

/// <summary>A doubly linked list over one array: first in, first out, with removal from the middle and no allocation per item.</summary>
/// <remarks>It grows with what it holds, up to its capacity, and keeps that size. Not thread-safe.</remarks>
internal sealed class SlotList<T>(int capacity)
{
    public const int None = -1;
    private const int SmallestSize = 16;
    private Slot[] _slots = new Slot[Math.Min(SmallestSize, capacity)];
    private int _used;
    private int _free = None;
    private int _last = None;

    /// <summary>How many items it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The slot of the oldest item; <see cref="None"/> where there is no item.</summary>
    public int First { get; private set; } = None;

    public T this[int slot] => _slots[slot].Value;

    /// <summary>The slot of the next newer item; <see cref="None"/> at the end.</summary>
    public int Next(int slot) => _slots[slot].Next;

    /// <summary>Adds an item at the end.</summary>
    /// <returns>Its slot, which stays the same until it is removed.</returns>
    public int Append(T value)
    {
        var slot = TakeFreeSlot();
        _slots[slot] = new() { Value = value, Next = None, Previous = _last };
        if (_last == None)
        {
            First = slot;
        }
        else
        {
            _slots[_last].Next = slot;
        }

        _last = slot;
        Count++;
        return slot;
    }

    /// <summary>Adds an item before all others.</summary>
    /// <returns>Its slot, which stays the same until it is removed.</returns>
    public int Prepend(T value)
    {
        var slot = TakeFreeSlot();
        _slots[slot] = new() { Value = value, Next = First, Previous = None };
        if (First == None)
        {
            _last = slot;
        }
        else
        {
            _slots[First].Previous = slot;
        }

        First = slot;
        Count++;
        return slot;
    }

    public T Remove(int slot)
    {
        var (value, next, previous) = (_slots[slot].Value, _slots[slot].Next, _slots[slot].Previous);
        if (previous == None)
        {
            First = next;
        }
        else
        {
            _slots[previous].Next = next;
        }

        if (next == None)
        {
            _last = previous;
        }
        else
        {
            _slots[next].Previous = previous;
        }

        _slots[slot] = new() { Value = default!, Next = _free, Previous = None };
        _free = slot;
        Count--;
        return value;
    }

    public void Clear()
    {
        _slots = new Slot[Math.Min(SmallestSize, capacity)];
        _used = Count = 0;
        _free = _last = First = None;
    }

    private int TakeFreeSlot()
    {
        var slot = _free;
        if (slot != None)
        {
            _free = _slots[slot].Next;
            return slot;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, (int)Math.Min(Math.Max(_slots.Length, 1) * 2L, capacity));
        }

        return _used++;
    }

    private struct Slot
    {
        public T Value;
        public int Next;
        public int Previous;
    }
}
