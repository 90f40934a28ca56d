using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>First in, first out, and in between reachable by a position that never changes.</summary>
/// <remarks>
/// A ring of blocks: it grows without copying an entry, and gives memory back block by block as it empties.
/// Memory: the entries, rounded up to a block of 256, plus a quarter as spare blocks, so that a queue which breathes does not allocate.
/// Positions count up and wrap around after 2³² entries; at most 2³¹ are kept at a time.
/// </remarks>
/// <typeparam name="T">What waits.</typeparam>
/// <param name="firstPosition">Where positions begin to count: a multiple of 256.</param>
internal sealed class BlockQueue<T>(uint firstPosition = 0)
{
    private const int BlockBits = 8;
    private const int BlockLength = 1 << BlockBits;
    private readonly Stack<T[]> _spares = new();
    private T[]?[] _blocks = new T[]?[4];
    private int _blocksInUse;

    /// <summary>Position of the oldest entry, if there is one.</summary>
    public uint Begin { get; private set; } = firstPosition;

    /// <summary>Position of the next entry to be added.</summary>
    public uint End { get; private set; } = firstPosition;

    /// <summary>How many entries there are.</summary>
    public int Count => (int)(End - Begin);

    /// <summary>How many entries there is room for, spare blocks included.</summary>
    public long Capacity => (long)(_blocksInUse + _spares.Count) * BlockLength;

    /// <summary>The entry at a position between <see cref="Begin"/> and <see cref="Begin"/> + <see cref="Count"/>.</summary>
    public ref T this[uint position] => ref _blocks[IndexOf(_blocks, position)]![position & (BlockLength - 1)];

    /// <summary>Adds an entry behind the others, at <see cref="End"/>.</summary>
    public void Enqueue(T entry)
    {
        if ((End & (BlockLength - 1)) == 0)
        {
            AddBlock();
        }

        this[End] = entry;
        End++;
    }

    /// <summary>Removes the oldest entry.</summary>
    public void Dequeue()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            this[Begin] = default!;
        }

        if ((++Begin & (BlockLength - 1)) == 0)
        {
            RemoveBlock(Begin - 1);
        }
    }

    private static int IndexOf(T[]?[] blocks, uint position) => (int)(position >> BlockBits) & (blocks.Length - 1);

    private void AddBlock()
    {
        if (_blocksInUse == _blocks.Length)
        {
            Move(new T[]?[_blocks.Length * 2]);
        }

        _blocks[IndexOf(_blocks, End)] = _spares.TryPop(out var spare) ? spare : new T[BlockLength];
        _blocksInUse++;
    }

    private void RemoveBlock(uint position)
    {
        ref var block = ref _blocks[IndexOf(_blocks, position)];
        _spares.Push(block!);
        block = null;
        _blocksInUse--;
        while (_spares.Count > 1 + (_blocksInUse / 4))
        {
            _spares.Pop();
        }

        _spares.TrimAfterSurge();
        if (Trimming.IsDue(_blocksInUse, _blocks.Length))
        {
            Move(new T[]?[Trimming.CutToPowerOfTwo(_blocksInUse)]);
        }
    }

    private void Move(T[]?[] blocks)
    {
        for (var i = 0; i < _blocksInUse; i++)
        {
            var position = Begin + ((uint)i << BlockBits);
            blocks[IndexOf(blocks, position)] = _blocks[IndexOf(_blocks, position)];
        }

        _blocks = blocks;
    }
}
