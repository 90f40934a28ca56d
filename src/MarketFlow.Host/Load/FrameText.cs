using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MarketFlow.Host;

/// <summary>Writes WebSocket frames (RFC 6455, 5.2).</summary>
internal static class FrameText
{
    private const int MaxHead = 14;

    /// <summary>The beginning of a server's frame, which is not masked.</summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteHead(FrameKind kind, int length, Span<byte> destination, bool isMasked = false)
    {
        destination[0] = (byte)(0x80 | (int)kind);
        var mask = isMasked ? 0x80 : 0;
        if (length < 126)
        {
            destination[1] = (byte)(mask | length);
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            destination[1] = (byte)(mask | 126);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)length);
            return 4;
        }

        destination[1] = (byte)(mask | 127);
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], length);
        return 10;
    }

    /// <summary>A server's frame.</summary>
    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> data)
    {
        var frame = new byte[MaxHead + data.Length];
        var head = WriteHead(kind, data.Length, frame);
        data.CopyTo(frame.AsSpan(head));
        return frame[..(head + data.Length)];
    }

    /// <summary>A client's frame, masked as it must be.</summary>
    public static byte[] Masked(FrameKind kind, ReadOnlySpan<byte> data)
    {
        var frame = new byte[MaxHead + data.Length];
        var head = WriteHead(kind, data.Length, frame, isMasked: true);
        RandomNumberGenerator.Fill(frame.AsSpan(head, 4));
        for (var i = 0; i < data.Length; i++)
        {
            frame[head + 4 + i] = (byte)(data[i] ^ frame[head + (i & 3)]);
        }

        return frame[..(head + 4 + data.Length)];
    }
}
