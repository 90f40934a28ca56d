namespace MarketFlow.Feeds;

/// <summary>Reads lines of bytes as they arrive.</summary>
/// <remarks>Memory: the longest line so far, up to <paramref name="maxLength"/>. A longer one is passed over, and told.</remarks>
internal sealed class LineReader(Stream stream, int maxLength = LineReader.DefaultMaxLength)
{
    public const int DefaultMaxLength = 256 * 1024 * 1024;
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer = new byte[Math.Min(FirstBuffer, maxLength + 1)];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isTooLong;
    private string? _damage;

    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <param name="problem">Why the line is none, or null where it is one.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line, out string? problem)
    {
        var scanned = 0;
        while (true)
        {
            var length = _buffer.AsSpan((_start + scanned)..(_end)).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(scanned + length, next: scanned + length + 1, out line, out problem);
            }

            scanned = _end - _start;
            if (_isAtEnd)
            {
                return TakeLast(out line, out problem);
            }

            if (scanned > maxLength)
            {
                _isTooLong = true;
                _start = _end = scanned = 0;
            }

            Fill();
        }
    }

    private bool TakeLast(out ReadOnlySpan<byte> line, out string? problem)
    {
        if (_end > _start || _isTooLong)
        {
            return Take(_end - _start, next: _end - _start, out line, out problem);
        }

        line = default;
        problem = _damage;
        _damage = null;
        return problem is not null;
    }

    private bool Take(int length, int next, out ReadOnlySpan<byte> line, out string? problem)
    {
        problem = _isTooLong || length > maxLength ? $"it is longer than {maxLength} bytes." : null;
        line = problem is null ? _buffer.AsSpan(_start, length) : default;
        _isTooLong = false;
        _start += next;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, maxLength + 1L));
        }

        try
        {
            var length = stream.Read(_buffer.AsSpan(_end));
            _end += length;
            _isAtEnd = length == 0;
        }
        catch (InvalidDataException error)
        {
            _isAtEnd = true;
            _damage = $"the compressed data is cut or damaged: {error.Message}";
        }
    }
}
