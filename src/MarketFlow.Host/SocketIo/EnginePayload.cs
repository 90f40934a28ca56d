using System.Diagnostics.CodeAnalysis;

namespace MarketFlow.Host;

/// <summary>The body of a long-polling request or answer: packets, one after the other, with a record separator between them.</summary>
internal static class EnginePayload
{
    private const byte Separator = 0x1e;

    /// <summary>Reads a body: all of its packets, or none where one is bad.</summary>
    /// <param name="body">The body; the packets keep it.</param>
    /// <param name="packets">The packets, in their order.</param>
    /// <param name="problem">Says which is bad and why, where the result is false.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, out List<EnginePacket> packets, [NotNullWhen(false)] out string? problem)
    {
        packets = [];
        while (true)
        {
            var end = body.Span.IndexOf(Separator);
            if (!EnginePacket.TryRead(end < 0 ? body : body[..end], out var packet, out problem))
            {
                problem = FormattableString.Invariant($"Packet {packets.Count + 1}: {problem}");
                return false;
            }

            packets.Add(packet);
            if (end < 0)
            {
                return true;
            }

            body = body[(end + 1)..];
        }
    }

    /// <summary>Writes a body.</summary>
    /// <param name="packets">At least one.</param>
    public static byte[] Write(IReadOnlyList<EnginePacket> packets)
    {
        var body = new byte[packets.Sum(packet => packet.Text.Length) + packets.Count - 1];
        var length = 0;
        foreach (var packet in packets)
        {
            if (length > 0)
            {
                body[length++] = Separator;
            }

            packet.Text.Span.CopyTo(body.AsSpan(length));
            length += packet.Text.Length;
        }

        return body;
    }
}
