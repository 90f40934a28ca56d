namespace MarketFlow.Feeds;

/// <summary>The conversation with a venue that lets everybody in: it is asked at once, by symbol.</summary>
/// <remarks>A symbol that is wanted on several channels is asked for once, and taken back with the last of them.</remarks>
internal sealed class SubscribingConversation(IDialect dialect, UpstreamSettings settings) : TopicConversation(settings)
{
    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => Begin();

    public override ConversationStep Hear(Frame frame) => Listen(isData: true);

    protected override Topic AskedFor(Topic topic) => topic with { Channel = Topic.All };

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<Topic> topics) =>
        dialect.SubscribeMessages([.. topics.Select(topic => topic.Symbol)]);

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<Topic> topics) =>
        dialect.UnsubscribeMessages([.. topics.Select(topic => topic.Symbol)]);
}
