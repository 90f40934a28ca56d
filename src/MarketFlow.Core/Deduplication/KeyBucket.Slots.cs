using System.Numerics;

namespace MarketFlow;

/// <content>The table of hashes and positions: open addressing, one step at a time.</content>
internal sealed partial class KeyBucket<TKey>
{
    private static int CapacityFor(long keys) => (int)Math.Max(MinCapacity, BitOperations.RoundUpToPowerOf2((ulong)(keys * 4 / 3) + 1));

    private static int HomeOf(uint hash) => (int)((hash >> 16) ^ (hash >> 1));

    private void RemoveSlots(int removed)
    {
        var capacity = CapacityFor(Count);
        if (capacity <= _slots.Length / 4)
        {
            Move(new Slot[capacity], removed);
            return;
        }

        for (var at = 0; at < _slots.Length; at++)
        {
            while (_slots[at].Hash != 0 && _slots[at].Position < removed)
            {
                Free(at);
            }
        }

        foreach (ref var slot in _slots.AsSpan())
        {
            slot.Position -= removed; // also of free slots, where it says nothing
        }
    }

    // A search ends at a free slot, so what was put behind this one, because it was not free, moves up.
    private void Free(int at)
    {
        var mask = _slots.Length - 1;
        for (var next = (at + 1) & mask; _slots[next].Hash != 0; next = (next + 1) & mask)
        {
            var stepsFromHome = (next - HomeOf(_slots[next].Hash)) & mask;
            if (stepsFromHome >= ((next - at) & mask))
            {
                _slots[at] = _slots[next];
                at = next;
            }
        }

        _slots[at] = default;
    }

    private void Move(Slot[] slots, int removed)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash == 0 || slot.Position < removed)
            {
                continue;
            }

            var at = HomeOf(slot.Hash);
            while (slots[at & (slots.Length - 1)].Hash != 0)
            {
                at++;
            }

            slots[at & (slots.Length - 1)] = new() { Hash = slot.Hash, Position = slot.Position - removed };
        }

        _slots = slots;
    }

    private struct Slot
    {
        public uint Hash;
        public int Position;
    }
}
