using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

/// <summary>The frames of the vendors' protocols, whatever waits.</summary>
public sealed class ArrayFrameTests
{
    [Fact]
    public void Sends_an_answer_alone_and_as_it_is()
    {
        SharedMessage[] messages = [Event(30), Event(40), SharedMessage.Answer("[answer]"u8.ToArray()), Event(50)];

        Assert.Equal(2, new JsonArrayFrame().Fitting(messages, out _));
        Assert.Equal(1, new JsonArrayFrame().Fitting(messages.AsSpan(2), out var length));
        Assert.Equal("[answer]".Length, length);
        Assert.Equal("[answer]", Encoding.UTF8.GetString(Written(new JsonArrayFrame(), messages.AsSpan(2, 1))));
    }

    [Fact]
    public void Tells_how_many_events_a_MessagePack_frame_has()
    {
        Assert.Equal(0x90 | 15, Written(new MessagePackFrame(), Enumerable.Repeat(Event(30), 15).ToArray())[0]);
        Assert.Equal([0xdc, 0, 16], Written(new MessagePackFrame(), Enumerable.Repeat(Event(30), 16).ToArray())[..3]);
    }

    /// <summary>No frame is over 256 KB or over what it was said to take, and all frames together have every message once, in order.</summary>
    [Fact]
    public void Are_bounded_and_lose_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(bool IsAnswer, ushort Length)[]>(), waiting =>
        {
            SharedMessage[] messages =
            [
                // over and over, so that there is more than a frame takes
                .. Enumerable.Repeat(waiting, 40).SelectMany(all => all)
                    .Select(one => one.IsAnswer ? SharedMessage.Answer("[{\"answer\":1}]"u8.ToArray()) : Event(30 + (one.Length * 64 % 100_000))),
            ];
            foreach (var frame in new ArrayFrame[] { new JsonArrayFrame(), new MessagePackFrame() })
            {
                List<int> lengths = [];
                for (var sent = 0; sent < messages.Length;)
                {
                    var count = frame.Fitting(messages.AsSpan(sent), out var length);
                    var written = Written(frame, messages.AsSpan(sent, count));
                    Assert.InRange(written.Length, 1, Math.Min(length, ClientFrame.MaxLength));
                    if (frame is JsonArrayFrame)
                    {
                        using var json = JsonDocument.Parse(written);
                        lengths.AddRange(json.RootElement.EnumerateArray().Select(element => element.GetRawText().Length));
                    }

                    sent += count;
                }

                Assert.True(frame is MessagePackFrame || lengths.SequenceEqual(messages.Select(message => message.IsAnswer ? "{\"answer\":1}".Length : message.Body.Length)));
            }
        })
        .QuickCheckThrowOnFailure();

    private static SharedMessage Event(int length) =>
        SharedMessage.Of(Some.Trade("A"), Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', length - 8)}\"}}"));

    private static byte[] Written(ClientFrame frame, ReadOnlySpan<SharedMessage> messages)
    {
        frame.Fitting(messages, out var length);
        var buffer = new byte[length];
        return buffer[..frame.Write(messages, buffer)];
    }
}
