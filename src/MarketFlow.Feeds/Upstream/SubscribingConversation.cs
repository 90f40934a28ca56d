namespace MarketFlow.Feeds;

/// <summary>The conversation with a venue that lets everybody in: it is asked at once, by symbol.</summary>
/// <remarks>
/// A symbol that is wanted on several channels is asked for once, and taken back with the last of them. What the venue answers is not
/// known here, so that nothing is waited for; <see cref="AnsweringConversation"/> knows.
/// </remarks>
internal class SubscribingConversation(IDialect dialect, UpstreamSettings settings) : TopicConversation(settings)
{
    /// <summary>Stands for everything such a venue tells about a symbol.</summary>
    public const string AllChannels = "*";

    protected override string Vendor => dialect.Name;

    protected override AnswerStyle Answers => AnswerStyle.None;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => Begin();

    protected override ConversationStep Understand(Frame frame) => Listen(isData: true);

    protected override FeedTopic AskedFor(FeedTopic topic) => new(AllChannels, topic.Symbol);

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.SubscribeMessages([.. topics.Select(topic => topic.Symbol)]);

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.UnsubscribeMessages([.. topics.Select(topic => topic.Symbol)]);
}
