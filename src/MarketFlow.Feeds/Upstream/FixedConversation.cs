namespace MarketFlow.Feeds;

/// <summary>A conversation of fixed first messages, for whoever brings their own: it knows of no topics.</summary>
internal sealed class FixedConversation(IReadOnlyList<ReadOnlyMemory<byte>> messages) : IConversation
{
    public ConversationState State => ConversationState.Ready;

    public bool HasAsked => false;

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened() => messages;

    public ConversationStep Hear(Frame frame) => new(ConversationState.Ready, []);

    public IReadOnlyList<ReadOnlyMemory<byte>> Want(IReadOnlyCollection<FeedTopic> topics) => [];
}
