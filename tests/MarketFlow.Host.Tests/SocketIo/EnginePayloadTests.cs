using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class EnginePayloadTests
{
    /// <summary>Whatever packets there are, what was written is what is read.</summary>
    [Fact]
    public void Reads_what_it_wrote() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Type, NonNull<string> Data)[]>(), packets =>
        {
            string[] texts = [.. packets.Select(packet => $"{packet.Type % 7}{packet.Data.Get.Replace("\u001e", string.Empty, StringComparison.Ordinal)}"), "6"];
            var written = EnginePayload.Write([.. texts.Select(text => new EnginePacket(Encoding.UTF8.GetBytes(text)))]);

            return EnginePayload.TryRead(written, out var read, out _)
                && read.Select(packet => Convert.ToHexString(packet.Text.Span)).SequenceEqual(texts.Select(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))));
        }).QuickCheckThrowOnFailure();

    /// <summary>Whatever the bytes, they are read as packets whose types there are, or refused in one short sentence.</summary>
    [Fact]
    public void Reads_or_refuses_any_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), body =>
            EnginePayload.TryRead(body, out var packets, out var problem)
                ? packets.All(packet => Enum.IsDefined(packet.Type)) && EnginePayload.Write(packets).SequenceEqual(body)
                : problem.Length < 150).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "Packet 1: A packet is empty; must begin with a digit from 0 to 6.")]
    [InlineData("2\u001e", "Packet 2: A packet is empty; must begin with a digit from 0 to 6.")]
    [InlineData("7", "Packet 1: A packet begins with \"7\"; must begin with a digit from 0 to 6.")]
    [InlineData("3\u001e/", "Packet 2: A packet begins with \"/\"; must begin with a digit from 0 to 6.")]
    [InlineData("é", "Packet 1: A packet begins with \"0xc3\"; must begin with a digit from 0 to 6.")]
    [InlineData("bAQID", "Packet 1: A packet is binary; must begin with a digit from 0 to 6, for nothing here is binary.")]
    public void Says_which_packet_is_bad_and_why(string body, string expected)
    {
        Assert.False(EnginePayload.TryRead(Encoding.UTF8.GetBytes(body), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Tells_a_probe_from_a_ping()
    {
        Assert.True(EnginePayload.TryRead("2probe\u001e2\u001e3probe"u8.ToArray(), out var packets, out _));
        Assert.Equal([true, false, false], packets.Select(packet => packet.IsProbe));
    }
}
