using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whatever a frame holds: nothing is thrown, something is told, and every event's bytes lie within the frame.</summary>
public sealed class AlpacaHostileFramesTests
{
    private const int Seed = 20210222;

    private readonly IFrameDecoder _decoder = new AlpacaDialect().CreateDecoder();

    [Fact]
    public void Rejects_every_cut_of_a_frame()
    {
        foreach (var whole in new[] { Encoding.UTF8.GetBytes($"[{string.Join(',', AlpacaSamples.All)}]"), AlpacaSamples.PackedFrame([.. AlpacaSamples.All]) })
        {
            Assert.Equal(9, Check(whole, whole.Length).Events.Count);
            for (var length = 0; length < whole.Length; length++)
            {
                var fault = Check(whole[..length], length).OnlyFault();
                Assert.Equal(length, fault.Bytes.Length);
            }
        }
    }

    [Fact]
    public void Survives_noise()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Check(noise, i);
        }
    }

    [Fact]
    public void Survives_nesting_without_end()
    {
        Assert.Contains("not JSON", Check(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), 0).OnlyFault().Reason);
        Assert.Contains("not MessagePack", Check([.. Enumerable.Repeat((byte)0x91, 1_000_000)], 0).OnlyFault().Reason);
        Assert.Contains("not MessagePack", Check([0x91, 0x81, 0xa1, (byte)'a', .. Enumerable.Repeat((byte)0x91, 64), 0xc0], 0).OnlyFault().Reason);
        Assert.Contains("T is missing", Check([0x91, 0x81, 0xa1, (byte)'a', .. Enumerable.Repeat((byte)0x91, 63), 0xc0], 0).OnlyFault().Reason);
    }

    private DecodedFrame Check(byte[] bytes, int number)
    {
        var found = new DecodedFrame();
        var around = new byte[bytes.Length + 64];
        Array.Fill(around, (byte)1);
        bytes.CopyTo(around, 32);
        var frame = new Frame("feed", connection: 1, Decoding.ReceivedAt, around.AsMemory(32, bytes.Length));
        try
        {
            _decoder.Decode(frame, found);
        }
        catch (Exception error)
        {
            Assert.Fail($"Frame {number} threw {error}: {Convert.ToHexString(bytes)}");
        }

        Assert.True(found.Events.Count + found.Faults.Count + found.Ignored > 0, $"Frame {number} told nothing: {Convert.ToHexString(bytes)}");
        foreach (var told in found.Events)
        {
            Assert.Null(told.Validate());
            Assert.True(frame.Bytes.Span.Overlaps(told.Source.Original.Span, out var offset) && offset >= 0);
            Assert.True(offset + told.Source.Original.Length <= bytes.Length);
            Assert.True(told.Source.Original.Span is [(byte)'{', .., (byte)'}'] or [>= 0x80 and < 0x90 or 0xde or 0xdf, ..]);
        }

        return found;
    }
}
