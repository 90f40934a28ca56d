namespace MarketFlow;

/// <summary>A doubly linked list over one array: first in, first out, with removal from the middle and no allocation per item.</summary>
/// <remarks>
/// It grows with what it holds, up to its capacity. When it is empty, it gives half of its slots back if <see cref="Passes"/> times as
/// many items as it has slots have passed without a quarter of the slots in use. So after a surge it shrinks to less than four times
/// what it held at most since, or to 16 slots, and a load that repeats allocates nothing. Not thread-safe.
/// </remarks>
internal sealed class SlotList<T>(int capacity)
{
    public const int None = -1;
    /// <summary>How many items pass per slot before an array that is too large is halved.</summary>
    public const int Passes = 8;
    private const int SmallestSize = 16;
    private Slot[] _slots = new Slot[Math.Min(SmallestSize, capacity)];
    private int _used;
    private int _free = None;
    private int _last = None;
    private long _passedWithRoom; // how many items passed since a quarter of the slots was in use

    /// <summary>How many slots there are, used or not.</summary>
    public int Size => _slots.Length;

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
        if (--Count == 0)
        {
            NoteEmpty();
        }

        return value;
    }

    public void Clear()
    {
        Count = 0;
        _last = First = None;
        Renew(SmallestSize);
    }

    /// <summary>Notes that it is empty, or still is, and gives back slots that have not been needed for long.</summary>
    public void NoteEmpty()
    {
        // A slot is used for the first time only while all others are taken: so many items there were at most since it was last empty.
        var most = _used;
        _passedWithRoom = most > _slots.Length / 4 ? 0 : _passedWithRoom + Math.Max(most, 1);
        _used = 0;
        _free = None;
        if (_passedWithRoom >= (long)Passes * _slots.Length && _slots.Length > SmallestSize)
        {
            Renew(_slots.Length / 2);
        }
    }

    private void Renew(int size)
    {
        _slots = new Slot[Math.Min(Math.Max(size, SmallestSize), capacity)];
        _used = 0;
        _free = None;
        _passedWithRoom = 0;
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
