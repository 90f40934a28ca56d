using System.Buffers;

namespace MarketFlow.Feeds;

/// <summary>Gathers the parts of one message in pooled memory, then gives the whole as an array of its own.</summary>
/// <remarks>
/// Each byte is copied once, however many parts it came in: parts go into segments, and segments into the array.
/// A message beyond the bound is counted but not kept.
/// Memory: 64 KiB while the connection is open; up to the bound while a long message comes in.
/// </remarks>
internal sealed class MessageBuffer(int maxBytes) : IDisposable
{
    private const int FirstSegment = 64 * 1024;
    private const int LargestSegment = 1024 * 1024;
    private readonly List<byte[]> _full = [];
    private byte[] _segment = ArrayPool<byte>.Shared.Rent(FirstSegment);
    private int _used;

    /// <summary>Bytes of the message so far, kept or not.</summary>
    public long Length { get; private set; }

    /// <summary>True once the message has outgrown the bound: it is no longer kept.</summary>
    public bool IsTooLong => Length > maxBytes;

    /// <summary>Where the next part goes; never empty.</summary>
    public Memory<byte> Free()
    {
        if (_used == _segment.Length)
        {
            _full.Add(_segment);
            _segment = ArrayPool<byte>.Shared.Rent(Math.Min(_segment.Length * 2, LargestSegment));
            _used = 0;
        }

        return _segment.AsMemory(_used);
    }

    /// <summary>So many bytes were written to <see cref="Free"/>.</summary>
    public void Add(int count)
    {
        Length += count;
        _used += count;
        if (IsTooLong)
        {
            Forget();
        }
    }

    /// <summary>The message, and the buffer is empty for the next one.</summary>
    public byte[] Take()
    {
        var message = GC.AllocateUninitializedArray<byte>((int)Length);
        var at = 0;
        foreach (var segment in _full)
        {
            segment.CopyTo(message, at);
            at += segment.Length;
        }

        _segment.AsSpan(0, _used).CopyTo(message.AsSpan(at));
        Clear();
        return message;
    }

    /// <summary>Makes it empty, for the next message.</summary>
    public void Clear()
    {
        Forget();
        Length = 0;
    }

    public void Dispose()
    {
        Forget();
        ArrayPool<byte>.Shared.Return(_segment);
        _segment = [];
    }

    // One segment stays, the smallest, so that an idle connection holds little.
    private void Forget()
    {
        _used = 0;
        if (_full.Count == 0)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(_segment);
        _segment = _full[0];
        for (var i = 1; i < _full.Count; i++)
        {
            ArrayPool<byte>.Shared.Return(_full[i]);
        }

        _full.Clear();
    }
}
