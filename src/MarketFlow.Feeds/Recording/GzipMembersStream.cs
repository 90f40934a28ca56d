namespace MarketFlow.Feeds;

/// <summary>Reads a recorder's gzip member by member. A torn or damaged member gives what can be read of it, then the reason is thrown.</summary>
/// <remarks>Memory: one member, compressed and not. Does not close the stream behind it.</remarks>
internal sealed class GzipMembersStream(Stream compressed) : ForwardStream
{
    private const int BiggestMember = 1 << 30;
    private ReadOnlyMemory<byte> _text;
    private string? _damage;
    private bool _isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        while (_text.IsEmpty && !_isAtEnd && !buffer.IsEmpty)
        {
            if (_damage is { } damage)
            {
                _isAtEnd = true;
                throw new InvalidDataException(damage);
            }

            ReadMember();
        }

        var length = Math.Min(buffer.Length, _text.Length);
        _text.Span[..length].CopyTo(buffer);
        _text = _text[length..];
        return length;
    }

    private void ReadMember()
    {
        var header = new byte[GzipMember.HeaderLength];
        var length = compressed.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            _isAtEnd = true;
            return;
        }

        if (!GzipMember.TryRead(header.AsSpan(0, length), out var whole) || whole > BiggestMember)
        {
            _damage = $"the last {length} bytes or more are no whole block of a recorder, as one that was killed leaves behind.";
            return;
        }

        // Grows with what is there, not with what a damaged length promises.
        using MemoryStream member = new();
        member.Write(header);
        var part = new byte[Math.Min(whole - header.Length, 64 * 1024)];
        int read;
        while (member.Length < whole && (read = compressed.Read(part, 0, (int)Math.Min(part.Length, whole - member.Length))) > 0)
        {
            member.Write(part, 0, read);
        }

        _text = GzipMember.Read(member.ToArray(), out var problem);
        _damage = member.Length < whole
            ? $"the last block has {member.Length} of {whole} bytes, as a recorder that was killed leaves behind."
            : problem;
    }
}
