using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class SocketIoPacketTests
{
    /// <summary>Whatever its parts, a packet put together as the specification says is read as these parts.</summary>
    [Fact]
    public void Reads_the_parts_it_was_made_of() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Type, byte Space, uint? AckId, byte Json)>(), parts =>
        {
            var type = (SocketIoType)(parts.Type % 5);
            var name = (parts.Space % 3) switch { 0 => "/", 1 => "/admin", _ => "/é.1" };
            var json = (parts.Json % 3) switch { 0 => string.Empty, 1 => "[\"a,/1\",{}]", _ => "{\"key\":\"1\"}" };
            var text = $"{(int)type}{(name == "/" ? string.Empty : $"{name},")}{parts.AckId}{json}";

            return SocketIoPacket.TryRead(Encoding.UTF8.GetBytes(text), out var packet, out _)
                && (packet.Type, packet.Namespace, packet.AckId, Encoding.UTF8.GetString(packet.Json.Span)) == (type, name, parts.AckId, json);
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever the bytes, they are read or refused in one short sentence.</summary>
    [Fact]
    public void Reads_or_refuses_any_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            SocketIoPacket.TryRead(bytes, out var packet, out var problem) ? Enum.IsDefined(packet.Type) : problem.Length < 150).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "begins with nothing")]
    [InlineData("7", "begins with \"7\"")]
    [InlineData("[]", "begins with \"[\"")]
    [InlineData("21234567890123456[]", "more than 15 digits")]
    public void Says_what_is_wrong(string text, string expected)
    {
        Assert.False(SocketIoPacket.TryRead(Encoding.UTF8.GetBytes(text), out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Reads_a_namespace_up_to_its_longest(int length, bool isRead) =>
        Assert.Equal(isRead, SocketIoPacket.TryRead(Encoding.UTF8.GetBytes($"0/{new string('x', length - 1)},"), out _, out _));

    [Fact]
    public void Reads_the_largest_ack_id()
    {
        Assert.True(SocketIoPacket.TryRead("2999999999999999[\"a\"]"u8.ToArray(), out var packet, out _));
        Assert.Equal(999_999_999_999_999, packet.AckId);
    }

    [Fact]
    public void Takes_a_namespace_that_nothing_follows() // as with connect packets of older clients
    {
        Assert.True(SocketIoPacket.TryRead("0/admin"u8.ToArray(), out var packet, out _));
        Assert.Equal("/admin", packet.Namespace);
    }
}
