namespace MarketFlow.Feeds;

/// <summary>A conversation that keeps what was asked for, so that only differences are said.</summary>
internal abstract class TopicConversation : IConversation
{
    // A question about a whole market stays well below what servers take in one message.
    private const int TopicsPerMessage = 500;
    private IReadOnlyCollection<FeedTopic> _wanted;
    private HashSet<FeedTopic> _asked = [];

    protected TopicConversation(UpstreamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _wanted = settings.Topics;
    }

    public ConversationState State { get; protected set; }

    public bool HasAsked => _asked.Count > 0;

    public IReadOnlySet<FeedTopic>? Expected => _asked;

    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Opened();

    public abstract ConversationStep Hear(Frame frame);

    public IReadOnlyList<ReadOnlyMemory<byte>> Want(IReadOnlyCollection<FeedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        _wanted = topics;
        return State == ConversationState.Ready ? AskForTheDifference() : [];
    }

    /// <summary>The topic that is asked for where this one is wanted.</summary>
    protected virtual FeedTopic AskedFor(FeedTopic topic) => topic;

    /// <summary>The messages that ask for topics.</summary>
    /// <param name="topics">1 to 500 of them.</param>
    protected abstract IEnumerable<ReadOnlyMemory<byte>> Subscribe(IReadOnlyList<FeedTopic> topics);

    /// <summary>The messages that take topics back.</summary>
    /// <param name="topics">1 to 500 of them.</param>
    protected abstract IEnumerable<ReadOnlyMemory<byte>> Unsubscribe(IReadOnlyList<FeedTopic> topics);

    /// <summary>Let in: everything that is wanted is asked for.</summary>
    protected IReadOnlyList<ReadOnlyMemory<byte>> Begin()
    {
        State = ConversationState.Ready;
        return AskForTheDifference();
    }

    /// <summary>Nothing to say.</summary>
    protected ConversationStep Listen(bool isData) => new(State, [], isData);

    private ReadOnlyMemory<byte>[] AskForTheDifference()
    {
        HashSet<FeedTopic> wanted = [.. _wanted.Select(AskedFor)];
        var added = wanted.Where(topic => !_asked.Contains(topic)).Chunk(TopicsPerMessage);
        var removed = _asked.Where(topic => !wanted.Contains(topic)).Chunk(TopicsPerMessage);
        ReadOnlyMemory<byte>[] messages = [.. added.SelectMany(Subscribe), .. removed.SelectMany(Unsubscribe)];
        _asked = wanted;
        return messages;
    }
}
