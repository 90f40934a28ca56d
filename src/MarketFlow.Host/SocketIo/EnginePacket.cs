using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MarketFlow.Host;

/// <summary>What a packet of Engine.IO is; the number is its first digit on the wire.</summary>
internal enum EnginePacketType
{
    /// <summary>The host's greeting of a new session.</summary>
    Open,

    /// <summary>The session is over.</summary>
    Close,

    /// <summary>The host's question whether the client is still there; of a client, the probe of an upgrade.</summary>
    Ping,

    /// <summary>The answer to a ping.</summary>
    Pong,

    /// <summary>A packet of Socket.IO.</summary>
    Message,

    /// <summary>The client has changed over to its WebSocket.</summary>
    Upgrade,

    /// <summary>Nothing, so that a poll that waits is answered.</summary>
    Noop,
}

/// <summary>A packet of Engine.IO, version 4: a digit that says what it is, then its data in UTF-8.</summary>
/// <remarks>
/// Only text: binary packets carry the attachments of Socket.IO's binary events, of which this host has none.
/// Source: the protocol's specification, github.com/socketio/engine.io-protocol.
/// </remarks>
internal readonly struct EnginePacket
{
    public static readonly EnginePacket Close = Constant("1");
    public static readonly EnginePacket Ping = Constant("2");
    public static readonly EnginePacket ProbeAnswer = Constant("3probe");
    public static readonly EnginePacket Noop = Constant("6");
    private const string Allowed = "must begin with a digit from 0 to 6";

    /// <param name="text">The whole packet, its digit included; kept.</param>
    public EnginePacket(ReadOnlyMemory<byte> text) => Text = text;

    /// <summary>The whole packet as it stands on the wire.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>What it is.</summary>
    public EnginePacketType Type => (EnginePacketType)(Text.Span[0] - '0');

    /// <summary>What follows the digit.</summary>
    public ReadOnlyMemory<byte> Data => Text[1..];

    /// <summary>True for the ping with which a client tries its WebSocket before it changes over.</summary>
    public bool IsProbe => Type == EnginePacketType.Ping && Data.Span.SequenceEqual("probe"u8);

    /// <summary>Reads a packet. Never throws on what it holds.</summary>
    /// <param name="text">One whole packet; kept.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="problem">Says what it begins with and what is allowed, where the result is false.</param>
    public static bool TryRead(ReadOnlyMemory<byte> text, out EnginePacket packet, [NotNullWhen(false)] out string? problem)
    {
        packet = new(text);
        problem = text.IsEmpty ? $"A packet is empty; {Allowed}." : text.Span[0] switch
        {
            >= (byte)'0' and <= (byte)'6' => null,
            (byte)'b' => $"A packet is binary; {Allowed}, for nothing here is binary.",
            var other => $"A packet begins with {ClientError.Shown(other is > 32 and < 127 ? $"{(char)other}" : FormattableString.Invariant($"0x{other:x2}"))}; {Allowed}.",
        };
        return problem is null;
    }

    private static EnginePacket Constant(string text) => new(Encoding.ASCII.GetBytes(text));
}
