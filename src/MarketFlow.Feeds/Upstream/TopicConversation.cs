using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>A conversation about topics: says what its <see cref="SubscriptionLedger"/> finds is to be requested.</summary>
internal abstract class TopicConversation : IConversation
{
    private const int TopicsInWords = 5;
    private IReadOnlyCollection<FeedTopic> _wanted;

    protected TopicConversation(UpstreamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _wanted = settings.Topics;
    }

    public ConversationState State { get; protected set; }

    public bool HasAsked => Ledger.HasAsked;

    public IReadOnlyCollection<FeedTopic> Held => Ledger.Held;

    /// <summary>The vendor's name, for people.</summary>
    protected abstract string Vendor { get; }

    /// <summary>How the vendor answers requests.</summary>
    protected abstract AnswerStyle Answers { get; }

    protected SubscriptionLedger Ledger { get; private set; } = new();

    /// <summary>The latest instant that was heard of.</summary>
    protected DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    public void Recall(SubscriptionLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Close();
        Ledger = ledger;
    }

    public IReadOnlySet<FeedTopic>? Expected => Ledger.Requested;

    public abstract IReadOnlyList<ReadOnlyMemory<byte>> Opened();

    public ConversationStep Hear(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Now = frame.ReceivedAt.ToDateTimeOffset();
        return Understand(frame);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Want(IReadOnlyCollection<FeedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(topics);
        _wanted = topics;
        return State == ConversationState.Ready ? AskForTheDifference() : [];
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Advance(DateTimeOffset now)
    {
        Now = now;
        return State == ConversationState.Ready ? Request() : [];
    }

    /// <summary>A frame came, at <see cref="Now"/>.</summary>
    protected abstract ConversationStep Understand(Frame frame);

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
        Ledger.Open(Answers);
        return AskForTheDifference();
    }

    /// <summary>Nothing to say.</summary>
    protected ConversationStep Listen(bool isData) => new(State, [], isData);

    /// <summary>The vendor has answered a request: says what follows, and names topics that were refused for the first time.</summary>
    /// <param name="words">What the vendor complains about besides.</param>
    protected ConversationStep Answered(string? words = null) => new(State, State == ConversationState.Ready ? Request() : [], IsData: false, News() ?? words);

    /// <summary>The messages to send now.</summary>
    protected IReadOnlyList<ReadOnlyMemory<byte>> Request()
    {
        List<ReadOnlyMemory<byte>> messages = [];
        while (Ledger.Next(Now) is { } request)
        {
            var before = messages.Count;
            messages.AddRange(request.IsUnsubscribe ? Unsubscribe(request.Topics) : Subscribe(request.Topics));
            if (messages.Count == before)
            {
                Ledger.Skip(request);
            }
        }

        return messages;
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> AskForTheDifference()
    {
        Ledger.Want(_wanted.Select(AskedFor), Now);
        return Request();
    }

    private string? News()
    {
        var refused = Ledger.TakeNews().Where(status => status.State == SubscriptionState.Refused).ToList();
        return refused.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{Vendor} refused {string.Join("; ", refused.Take(TopicsInWords))}{(refused.Count > TopicsInWords ? $"; and {refused.Count - TopicsInWords} more topics" : string.Empty)}.");
    }
}
