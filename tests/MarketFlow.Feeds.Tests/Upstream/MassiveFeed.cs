using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A feed in virtual time that talks as Massive wants it, and the vendor's half of that talk.</summary>
internal sealed class MassiveFeed
{
    public const string Auth = """{"action":"auth","params":"K"}""";

    public MassiveFeed(Func<WebSocketFeedOptions, WebSocketFeedOptions>? change = null) => Virtual = new((change ?? (options => options))(Options));

    public static WebSocketFeedOptions Options { get; } = VirtualFeed.Options with
    {
        Name = "massive",
        CreateConversation = () => new MassiveConversation(new() { Key = "K", Topics = Talking.Topics("T.A") }),
    };

    public VirtualFeed Virtual { get; }

    public WebSocketFeed Feed => Virtual.Feed;

    public VirtualMarketClock Clock => Virtual.Clock;

    public FakeWebSocket Latest => Virtual.Sockets[^1];

    /// <summary>What the latest socket was told, as text.</summary>
    public string[] Said => [.. Latest.Sent.Select(sent => ((ReadOnlyMemory<byte>)sent.Bytes).Text())];

    public void LetIn()
    {
        Hears(MassiveControl.Connected);
        Hears(MassiveControl.AuthSuccess);
    }

    public void Hears(ReadOnlyMemory<byte> message) => Latest.Receives(message.ToArray());

    public void HearsData() => Latest.Receives("""[{"ev":"T","sym":"A","x":4,"i":"1","p":1,"s":1,"t":1536036818784}]"""u8.ToArray());
}
