using System.Buffers.Binary;

namespace MarketFlow.Host;

/// <summary>What a WebSocket frame is (RFC 6455, 5.2).</summary>
internal enum FrameKind
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>Cuts a stream of bytes into WebSocket messages: the least that a load test needs of a library, at the least cost. Not thread-safe.</summary>
/// <remarks>
/// A message that came in one piece is handed on where it lies; only what is split is copied. Masked frames (a client's) are unmasked.
/// Extensions are not understood, so that none may be negotiated. Memory: the longest message that was split.
/// </remarks>
/// <param name="handle">Gets each message, and each control frame as it comes. The bytes are valid during the call alone.</param>
/// <param name="maxLength">Longest message, in bytes.</param>
internal sealed class FrameReader(FrameHandler handle, int maxLength = 16 * 1024 * 1024)
{
    private byte[] _waiting = [];
    private int _waitingLength;
    private byte[] _message = [];
    private int _messageLength;
    private FrameKind _messageKind;

    /// <summary>Takes the next bytes of the stream; they may be changed by unmasking.</summary>
    /// <exception cref="InvalidDataException">They are no WebSocket frames, or too long.</exception>
    public void Read(Span<byte> bytes)
    {
        if (_waitingLength == 0)
        {
            Keep(bytes[ReadWhole(bytes)..], at: 0);
            return;
        }

        Keep(bytes, _waitingLength);
        var read = ReadWhole(_waiting.AsSpan(0, _waitingLength));
        _waiting.AsSpan(read, _waitingLength - read).CopyTo(_waiting);
        _waitingLength -= read;
    }

    private int ReadWhole(Span<byte> bytes)
    {
        var read = 0;
        while (TryReadFrame(bytes[read..], out var length))
        {
            read += length;
        }

        return read;
    }

    private bool TryReadFrame(Span<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        var isMasked = (bytes[1] & 0x80) != 0;
        var head = HeadLength(bytes[1] & 0x7F) + (isMasked ? 4 : 0);
        if (bytes.Length < head)
        {
            return false;
        }

        var payload = PayloadLength(bytes);
        if ((bytes[0] & 0x70) != 0 || payload < 0 || payload > maxLength - _messageLength)
        {
            throw new InvalidDataException($"A WebSocket frame begins with {bytes[0]:X2} and has {payload} bytes; must have no extension and at most {maxLength} bytes a message.");
        }

        if (bytes.Length - head < payload)
        {
            return false;
        }

        var data = bytes.Slice(head, (int)payload);
        if (isMasked)
        {
            Unmask(data, bytes.Slice(head - 4, 4));
        }

        Handle((FrameKind)(bytes[0] & 0x0F), isLast: (bytes[0] & 0x80) != 0, data);
        length = head + data.Length;
        return true;
    }

    private void Handle(FrameKind kind, bool isLast, ReadOnlySpan<byte> data)
    {
        if (kind >= FrameKind.Close || (isLast && kind != FrameKind.Continuation))
        {
            handle(kind, data);
            return;
        }

        _messageKind = kind == FrameKind.Continuation ? _messageKind : kind;
        Append(ref _message, _messageLength, data);
        _messageLength += data.Length;
        if (isLast)
        {
            var whole = _messageLength;
            _messageLength = 0;
            handle(_messageKind, _message.AsSpan(0, whole));
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, int at)
    {
        Append(ref _waiting, at, bytes);
        _waitingLength = at + bytes.Length;
    }

    private static void Append(ref byte[] buffer, int at, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length < at + bytes.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, at + bytes.Length));
        }

        bytes.CopyTo(buffer.AsSpan(at));
    }

    private static int HeadLength(int code) => code switch { 126 => 4, 127 => 10, _ => 2 };

    private static long PayloadLength(ReadOnlySpan<byte> bytes) => (bytes[1] & 0x7F) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
        127 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
        var code => code,
    };

    private static void Unmask(Span<byte> data, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= mask[i & 3];
        }
    }
}

/// <summary>Gets what a <see cref="FrameReader"/> has read.</summary>
internal delegate void FrameHandler(FrameKind kind, ReadOnlySpan<byte> data);
