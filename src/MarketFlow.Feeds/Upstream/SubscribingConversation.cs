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

    private IReadOnlySet<FeedTopic>? _topics;
    private IReadOnlySet<FeedTopic>? _withHeartbeats;
    private bool _hasHeartbeats;

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened() => Begin();

    // Heartbeats are due from the first one on, as long as a symbol is subscribed to: a venue may not send them.
    public override IReadOnlySet<FeedTopic>? Expected
    {
        get
        {
            if (!_hasHeartbeats || base.Expected is not { Count: > 0 } topics)
            {
                return base.Expected;
            }

            if (!ReferenceEquals(topics, _topics))
            {
                (_topics, _withHeartbeats) = (topics, topics.Append(Heartbeat.Topic).ToHashSet());
            }

            return _withHeartbeats;
        }
    }

    protected override string Vendor => dialect.Name;

    protected override AnswerStyle Answers => AnswerStyle.None;

    // A heartbeat is data too: what was due before it has arrived.
    protected sealed override ConversationStep Understand(Frame frame)
    {
        _hasHeartbeats = _hasHeartbeats || Heartbeat.Is(frame.Bytes.Span);
        return Answer(frame) ?? Listen(isData: true);
    }

    /// <summary>Hears what the venue answers.</summary>
    /// <returns>Null where the frame is data.</returns>
    protected virtual ConversationStep? Answer(Frame frame) => null;

    protected override FeedTopic AskedFor(FeedTopic topic) => new(AllChannels, topic.Symbol);

    protected override IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.SubscribeMessages([.. topics.Select(topic => topic.Symbol)]);

    protected override IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics) =>
        dialect.UnsubscribeMessages([.. topics.Select(topic => topic.Symbol)]);
}
