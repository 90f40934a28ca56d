namespace MarketFlow.Feeds;

/// <summary>The conversation with a venue that lets everybody in: it is asked at once, by symbol.</summary>
/// <remarks>A symbol that is wanted on several channels is asked for once, and taken back with the last of them.</remarks>
internal sealed class SubscribingConversation(IDialect dialect, UpstreamSettings settings) : TopicConversation(settings)
{
    /// <summary>Stands for everything such a venue tells about a symbol.</summary>
    public const string AllChannels = "*";

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => Begin();

    public override ConversationStep Hear(Frame frame) => Listen(isData: true);

    protected override FeedTopic AskedFor(FeedTopic topic) => new(AllChannels, topic.Symbol);

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.SubscribeMessages([.. topics.Select(topic => topic.Symbol)]);

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.UnsubscribeMessages([.. topics.Select(topic => topic.Symbol)]);
}
