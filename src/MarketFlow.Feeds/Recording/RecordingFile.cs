namespace MarketFlow.Feeds;

/// <summary>The file of a recording: blocks that are on the disk, whole or not at all.</summary>
/// <remarks>One thread appends; <see cref="Length"/> is read by any.</remarks>
internal sealed class RecordingFile : IDisposable
{
    private readonly Stream _file;
    private readonly long _maxBytes;
    private readonly bool _isCompressed;
    private long _length;

    private RecordingFile(Stream file, string path, long maxBytes)
    {
        var isNew = file.Length == 0;
        Recovered = RecordingTail.Recover(file, path, out _isCompressed);
        _isCompressed = _isCompressed || (isNew && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
        (_file, _maxBytes, _length) = (file, maxBytes, file.Length);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Bytes of a torn tail that were cut off when it was opened.</summary>
    public long Recovered { get; }

    /// <summary>Opens a file and recovers its tail.</summary>
    /// <exception cref="IOException">It cannot be opened, is in use, or is no recording of ours.</exception>
    public static RecordingFile Open(string path, long maxBytes, Func<string, Stream> open)
    {
        var file = open(path);
        try
        {
            return new(file, path, maxBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>For itself alone: two recorders in one file would tear each other's blocks.</summary>
    public static FileStream OpenAlone(string path) => new(
        path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 });

    /// <summary>Writes lines and flushes them to the disk.</summary>
    /// <exception cref="IOException">They cannot be written, or the file would be too long; it is then as it was.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        var block = _isCompressed ? GzipMember.Of(lines) : lines;
        if (_length + block.Length > _maxBytes)
        {
            throw new IOException($"it would be {_length + block.Length} bytes long; allowed are {_maxBytes} (MaxBytes).");
        }

        try
        {
            _file.Write(block);
            Flush();
        }
        catch
        {
            TakeBack();
            throw;
        }

        Interlocked.Add(ref _length, block.Length);
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        if (_file is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            _file.Flush();
        }
    }

    // A part of a block, as on a full disk, would be a torn tail.
    private void TakeBack()
    {
        try
        {
            _file.SetLength(_length);
        }
        catch (Exception)
        {
            // the first error is the one to tell; readers pass over the tail
        }
    }
}
