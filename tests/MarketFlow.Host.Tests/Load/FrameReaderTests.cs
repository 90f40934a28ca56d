using System.Net.WebSockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class FrameReaderTests
{
    /// <summary>However the bytes are cut, the same messages come out: server's and client's, short and long, in one frame and in several.</summary>
    [Fact]
    public void Reads_the_same_however_the_bytes_are_cut() =>
        Prop.ForAll(Messages(), Gen.Choose(1, 70_000).NonEmptyListOf().Select(cuts => cuts.ToArray()).ToArbitrary(), (messages, cuts) =>
        {
            var bytes = messages.SelectMany(Framed).ToArray();
            List<string> read = [];
            FrameReader reader = new((kind, data) => read.Add($"{kind} {Encoding.ASCII.GetString(data)}"));
            for (var (at, cut) = (0, 0); at < bytes.Length; cut++)
            {
                var length = Math.Min(cuts[cut % cuts.Length], bytes.Length - at);
                reader.Read(bytes.AsSpan(at, length));
                at += length;
            }

            return read.SequenceEqual(messages.Select(message => $"{FrameKind.Text} {message.Text}"));
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Reads_what_the_library_writes(int cut)
    {
        string[] texts = [string.Empty, new('a', 125), new('b', 126), new('c', 65_535), new('d', 65_536), "last"];
        using MemoryStream stream = new();
        using var server = WebSocket.CreateFromStream(stream, new() { IsServer = true });
        foreach (var text in texts)
        {
            await server.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }

        List<string> read = [];
        FrameReader reader = new((_, data) => read.Add(Encoding.ASCII.GetString(data)));
        foreach (var part in stream.ToArray().Chunk(cut))
        {
            reader.Read(part);
        }

        Assert.Equal(texts, read);
    }

    [Fact]
    public void Hands_on_a_ping_between_the_parts_of_a_message()
    {
        List<string> read = [];
        FrameReader reader = new((kind, data) => read.Add($"{kind} {Encoding.ASCII.GetString(data)}"));
        byte[] bytes = [.. Part(FrameKind.Text, "one ", isLast: false), .. FrameText.Of(FrameKind.Ping, "p"u8), .. Part(FrameKind.Continuation, "two", isLast: true)];

        reader.Read(bytes);

        Assert.Equal(["Ping p", "Text one two"], read);
    }

    [Theory]
    [InlineData(new byte[] { 0xC1, 0x00 })] // an extension nobody asked for
    [InlineData(new byte[] { 0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255 })]
    public void Refuses_what_is_no_frame_or_too_long(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => new FrameReader((_, _) => { }).Read(bytes));

    private static byte[] Framed((string Text, int Form) message)
    {
        var bytes = Encoding.ASCII.GetBytes(message.Text);
        return message.Form switch
        {
            0 => FrameText.Of(FrameKind.Text, bytes),
            1 => FrameText.Masked(FrameKind.Text, bytes),
            _ => [.. Part(FrameKind.Text, message.Text[..(message.Text.Length / 2)], isLast: false), .. Part(FrameKind.Continuation, message.Text[(message.Text.Length / 2)..], isLast: true)],
        };
    }

    private static byte[] Part(FrameKind kind, string text, bool isLast)
    {
        var frame = FrameText.Of(kind, Encoding.ASCII.GetBytes(text));
        frame[0] = (byte)((isLast ? 0x80 : 0) | (int)kind);
        return frame;
    }

    private static Arbitrary<(string Text, int Form)[]> Messages() =>
        (from length in Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(60_000, 70_000))
         from form in Gen.Choose(0, 2)
         select (string.Create(length, length, (text, seed) => text.Fill((char)('a' + (seed % 26)))), form))
            .NonEmptyListOf().Select(messages => messages.Take(6).ToArray()).ToArbitrary();
}
