namespace MarketFlow.LoadTest;

/// <summary>Cuts text into SignalR's records, each of which ends with a record separator, however the pieces come.</summary>
/// <remarks>
/// A record that came in one piece is handed on where it lies; only what is split is copied. Memory: the longest record that was split.
/// Source: https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md
/// </remarks>
/// <param name="handle">Gets each record without its end. The bytes are valid during the call alone.</param>
internal sealed class RecordReader(RecordHandler handle)
{
    /// <summary>What a record ends with.</summary>
    public const byte End = 0x1E;

    private byte[] _waiting = [];
    private int _length;

    /// <summary>Takes the next piece.</summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        for (var end = piece.IndexOf(End); end >= 0; end = piece.IndexOf(End))
        {
            var record = piece[..end];
            if (_length > 0)
            {
                Keep(record);
                record = _waiting.AsSpan(0, _length);
                _length = 0;
            }

            handle(record);
            piece = piece[(end + 1)..];
        }

        Keep(piece);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_waiting.Length < _length + bytes.Length)
        {
            Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_waiting.AsSpan(_length));
        _length += bytes.Length;
    }
}

/// <summary>Gets what a <see cref="RecordReader"/> has read.</summary>
internal delegate void RecordHandler(ReadOnlySpan<byte> record);
