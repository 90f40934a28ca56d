using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MarketFlow;

/// <summary>Finds the positions of a queue's entries by hash; the entries themselves, and their keys, are elsewhere.</summary>
/// <remarks>
/// Open addressing in groups of 12 slots, a group being as long as a cache line: per slot a byte of the hash and a position. Vector
/// instructions look at all slots of a group at once, so a look-up hardly takes a branch that the processor cannot foresee.
/// Nothing is ever removed: a queue's positions only grow, so a slot whose position is no longer in the queue is free. For the
/// same reason a full group remembers only the latest position that had to go on to the next group: once that has left the queue,
/// a search ends here again. So an entry costs one cache miss in its life, and there is nothing like a tombstone.
/// A slot not written to for 2³² entries may seem in use again; it then points to a real entry, whose key is compared like any other.
/// Size is fixed; whoever owns the entries makes another index when this one is full, because only the entries know their hashes.
/// Memory: 64 bytes per 12 slots, of which 8 may be in use on average.
/// </remarks>
internal sealed class HashIndex
{
    /// <summary>The smallest capacity.</summary>
    public const int MinCapacity = EntriesPerGroup * 2;

    private const int SlotsPerGroup = 12;
    private const int EntriesPerGroup = 8;
    private const uint AllSlots = (1u << SlotsPerGroup) - 1;
    private readonly Group[] _groups;
    private readonly int _shift;

    /// <param name="capacity">How many entries there may be: a power of two, <see cref="MinCapacity"/> or more.</param>
    /// <param name="free">The position that will be in the queue last of all: the one before its oldest entry.</param>
    public HashIndex(int capacity, uint free)
    {
        _groups = new Group[capacity / EntriesPerGroup];
        _shift = 32 - int.Log2(_groups.Length);
        foreach (ref var group in _groups.AsSpan())
        {
            group.GoneOn = free;
            ((Span<uint>)group.Positions).Fill(free);
        }
    }

    /// <summary>How many entries there may be.</summary>
    public int Capacity => _groups.Length * EntriesPerGroup;

    /// <summary>Bytes taken.</summary>
    public long Bytes => (long)_groups.Length * Unsafe.SizeOf<Group>();

    /// <summary>Spreads a hash code, whose upper or lower bits may say little, over all 32 bits.</summary>
    public static uint Spread(int hashCode)
    {
        var bits = (uint)hashCode;
        return (bits ^ (bits >> 15)) * 0x9E37_79B1;
    }

    /// <summary>The group at which the search for a hash begins.</summary>
    public int HomeOf(uint hash) => (int)(hash >> _shift);

    /// <summary>The slots of a group, as bits, that hold an entry with this hash or with one like it, or held one before.</summary>
    public uint Find(int group, uint hash) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref GroupAt(group).Tags[0]), Vector128.Create((byte)hash)).ExtractMostSignificantBits()
        & AllSlots;

    /// <summary>The position in the first of these slots.</summary>
    public uint PositionAt(int group, uint slots) => GroupAt(group).Positions[BitOperations.TrailingZeroCount(slots)];

    /// <summary>Whether the search has to go on to the next group.</summary>
    /// <param name="group">The group that was searched.</param>
    /// <param name="begin">Position of the oldest entry in the queue.</param>
    /// <param name="count">How many entries are in the queue.</param>
    public bool GoesOn(int group, uint begin, int count) => GroupAt(group).GoneOn - begin < (uint)count;

    /// <summary>Adds an entry. Several may have the same hash.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="position">Its position, behind those in the queue.</param>
    /// <param name="begin">Position of the oldest entry in the queue.</param>
    /// <param name="count">How many entries are in the queue; fewer than <see cref="Capacity"/>.</param>
    public void Add(uint hash, uint position, uint begin, int count)
    {
        for (var home = HomeOf(hash); ; home++)
        {
            ref var group = ref GroupAt(home);
            var free = ~InUse(ref group, begin, (uint)count) & AllSlots;
            if (free != 0)
            {
                var slot = BitOperations.TrailingZeroCount(free);
                group.Tags[slot] = (byte)hash;
                group.Positions[slot] = position;
                return;
            }

            group.GoneOn = position;
        }
    }

    // Eight positions at a time; the middle four are looked at twice, which costs less than a third look.
    private static uint InUse(ref Group group, uint begin, uint count)
    {
        ref var positions = ref group.Positions[0];
        var (begins, counts) = (Vector256.Create(begin), Vector256.Create(count));
        return Vector256.LessThan(Vector256.LoadUnsafe(ref positions) - begins, counts).ExtractMostSignificantBits()
            | (Vector256.LessThan(Vector256.LoadUnsafe(ref positions, 4) - begins, counts).ExtractMostSignificantBits() << 4);
    }

    private ref Group GroupAt(int group) => ref _groups[group & (_groups.Length - 1)];

    // The order matters: a vector of 16 bytes is read from the 12 tags, and must not reach beyond the group.
    private struct Group
    {
        public TwelveBytes Tags;
        public uint GoneOn;
        public TwelvePositions Positions;
    }

    [InlineArray(SlotsPerGroup)]
    private struct TwelveBytes
    {
        private byte _first;
    }

    [InlineArray(SlotsPerGroup)]
    private struct TwelvePositions
    {
        private uint _first;
    }
}
