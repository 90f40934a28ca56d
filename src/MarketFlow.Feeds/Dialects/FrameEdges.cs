namespace MarketFlow.Feeds;

/// <summary>What vendors and proxies add around a text: a byte order mark before it, NUL bytes and white space behind it.</summary>
internal static class FrameEdges
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Padding => "\0 \t\r\n"u8;

    /// <summary>The frame without them; the same frame where it has none, or nothing else.</summary>
    /// <remarks>Only for text: in MessagePack a zero at the end is a value.</remarks>
    public static Frame Trimmed(Frame frame)
    {
        var bytes = frame.Bytes.Span;
        if (bytes.IsEmpty || (bytes[0] != ByteOrderMark[0] && bytes[^1] > (byte)' '))
        {
            return frame;
        }

        var start = StartOf(bytes);
        var length = bytes[start..].TrimEnd(Padding).Length;
        return length == 0 || length == bytes.Length
            ? frame
            : new(frame.Feed, frame.Connection, frame.ReceivedAt, frame.Bytes.Slice(start, length), frame.IsBinary);
    }

    /// <summary>The bytes without them.</summary>
    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> bytes) => bytes[StartOf(bytes)..].TrimEnd(Padding);

    /// <inheritdoc cref="Trimmed(ReadOnlySpan{byte})"/>
    public static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> bytes) => bytes[StartOf(bytes.Span)..].TrimEnd(Padding);

    private static int StartOf(ReadOnlySpan<byte> bytes) => bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
}
