using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MarketFlow.Host;

/// <summary>What a packet of Socket.IO is; the number is its first digit on the wire.</summary>
internal enum SocketIoType
{
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
    BinaryEvent,
    BinaryAck,
}

/// <summary>A packet of Socket.IO, protocol version 5: <c>TYPE[NAMESPACE,][ACK ID][JSON]</c>.</summary>
/// <remarks>Source: the protocol's specification, github.com/socketio/socket.io-protocol.</remarks>
/// <param name="Type">What it is. Of binary ones no more than this is read.</param>
/// <param name="Namespace">The namespace; <c>/</c> where it names none.</param>
/// <param name="AckId">Under which number an answer is wanted; null for none.</param>
/// <param name="Json">What it holds, not yet read; empty where it holds nothing.</param>
internal readonly record struct SocketIoPacket(SocketIoType Type, string Namespace, long? AckId, ReadOnlyMemory<byte> Json)
{
    /// <summary>The namespace that there is.</summary>
    public const string Root = "/";

    /// <summary>Longest namespace that is read, in bytes: it comes back in the answer that refuses it.</summary>
    public const int MaxNamespaceLength = 256;

    /// <summary>Most digits of an ack id: as many as every number in JavaScript has that can be counted up to.</summary>
    public const int MaxAckDigits = 15;

    /// <summary>Reads a packet. Never throws on what it holds; its JSON is left to the reader.</summary>
    /// <param name="text">The whole packet; kept.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="problem">Says what is wrong and what is allowed, where the result is false.</param>
    public static bool TryRead(ReadOnlyMemory<byte> text, out SocketIoPacket packet, [NotNullWhen(false)] out string? problem)
    {
        packet = default;
        problem = null;
        if (text.IsEmpty || text.Span[0] is < (byte)'0' or > (byte)'6')
        {
            problem = $"A message of Socket.IO begins with {(text.IsEmpty ? "nothing" : ClientError.Shown(Encoding.UTF8.GetString(text.Span[..1])))}; must begin with a digit from 0 to 6.";
            return false;
        }

        var type = (SocketIoType)(text.Span[0] - '0');
        var rest = text[1..];
        if (type is SocketIoType.BinaryEvent or SocketIoType.BinaryAck)
        {
            packet = new(type, Root, null, default);
            return true;
        }

        if (!TryTakeNamespace(ref rest, out var name))
        {
            problem = FormattableString.Invariant($"The namespace is longer than {MaxNamespaceLength} bytes, which is all that is allowed.");
            return false;
        }

        if (!TryTakeAckId(ref rest, out var ackId))
        {
            problem = FormattableString.Invariant($"The ack id has more than {MaxAckDigits} digits, which is all that is allowed.");
            return false;
        }

        packet = new(type, name, ackId, rest);
        return true;
    }

    private static bool TryTakeNamespace(ref ReadOnlyMemory<byte> rest, out string name)
    {
        name = Root;
        if (rest.IsEmpty || rest.Span[0] != '/')
        {
            return true;
        }

        var end = rest.Span.IndexOf((byte)',');
        var length = end < 0 ? rest.Length : end;
        if (length > MaxNamespaceLength)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(rest.Span[..length]);
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    private static bool TryTakeAckId(ref ReadOnlyMemory<byte> rest, out long? ackId)
    {
        ackId = null;
        var digits = rest.Span.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length : digits;
        if (digits is 0 or > MaxAckDigits)
        {
            return digits == 0;
        }

        ackId = Utf8Parser.TryParse(rest.Span[..digits], out long value, out _) ? value : null;
        rest = rest[digits..];
        return true;
    }
}
