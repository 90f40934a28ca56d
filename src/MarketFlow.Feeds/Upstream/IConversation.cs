namespace MarketFlow.Feeds;

/// <summary>What one connection says and hears besides market data: authentication and subscriptions. It sends nothing itself.</summary>
/// <remarks>
/// A state machine without input, output or time. One serves one connection, from its opening to its end, and is never called by two
/// at once. What it returns is sent in the order in which it was returned.
/// </remarks>
public interface IConversation
{
    /// <summary>How far it has come.</summary>
    ConversationState State { get; }

    /// <summary>True while something is asked for, so that data should come.</summary>
    bool HasAsked { get; }

    /// <summary>The topics that should flow on the connection, as far as is known: by them silence is judged.</summary>
    /// <returns>The same instance until it changes; never changed itself. Null where the topics are not known, which is the default.</returns>
    IReadOnlySet<FeedTopic>? Expected => null;

    /// <summary>The topics that the vendor has acknowledged on this connection; of a vendor whose answers are not known, the requested ones.</summary>
    /// <value>None by default.</value>
    IReadOnlyCollection<FeedTopic> Held => [];

    /// <summary>Continues with what earlier connections have learnt about topics. Called once, before everything else.</summary>
    /// <param name="ledger">The ledger of this connection's slot. For this conversation alone until the connection ends.</param>
    void Recall(SubscriptionLedger ledger)
    {
    }

    /// <summary>Time has passed: an answer may be overdue, or a retry due. Called before <see cref="Opened"/> too.</summary>
    /// <param name="now">Now.</param>
    /// <returns>The messages to send now; none by default.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> Advance(DateTimeOffset now) => [];

    /// <summary>The connection is open.</summary>
    /// <returns>The messages to send first.</returns>
    IReadOnlyList<ReadOnlyMemory<byte>> Opened();

    /// <summary>A frame came. Called for every one, so it looks into data no longer than to see that it is data.</summary>
    /// <param name="frame">The frame. What it holds may be anything; it must not make this throw.</param>
    ConversationStep Hear(Frame frame);

    /// <summary>From now on exactly these topics are wanted.</summary>
    /// <param name="topics">All of them, not the change alone. Read after the call too, so not changed any more.</param>
    /// <returns>
    /// The messages to send now: what is new is asked for before what is wanted no more is taken back, and what is asked for already is
    /// not mentioned. Topics beyond what a vendor takes at once follow its answers. None before <see cref="ConversationState.Ready"/>: the frame that brings leave to ask brings the question too.
    /// </returns>
    IReadOnlyList<ReadOnlyMemory<byte>> Want(IReadOnlyCollection<FeedTopic> topics);
}
