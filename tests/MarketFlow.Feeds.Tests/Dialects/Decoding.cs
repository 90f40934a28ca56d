using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>Shorthand: text in, what a decoder finds in it out.</summary>
internal static class Decoding
{
    public static Timestamp ReceivedAt { get; } = Timestamp.Parse("2021-07-15T03:06:44.575424Z");

    public static DecodedFrame Read(this IFrameDecoder decoder, string text, int connection = 1) =>
        decoder.Read(Encoding.UTF8.GetBytes(text), connection);

    public static DecodedFrame Read(this IFrameDecoder decoder, byte[] bytes, int connection = 1)
    {
        var found = new DecodedFrame();
        decoder.Decode(new("feed", connection, ReceivedAt, bytes), found);
        return found;
    }

    public static T OnlyEvent<T>(this DecodedFrame found)
        where T : MarketEvent
    {
        Assert.Empty(found.Faults);
        Assert.Equal(0, found.Ignored);
        return Assert.IsType<T>(Assert.Single(found.Events));
    }

    /// <summary>The only message found, one with an unusual field.</summary>
    public static VendorMessage OnlyUnusual(this DecodedFrame found)
    {
        var message = found.OnlyEvent<VendorMessage>();
        Assert.NotNull(message.Unusual);
        Assert.Equal(1, found.Unusual);
        return message;
    }

    public static DecodeFault OnlyFault(this DecodedFrame found)
    {
        Assert.Empty(found.Events);
        Assert.Equal(0, found.Ignored);
        return Assert.Single(found.Faults);
    }

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
