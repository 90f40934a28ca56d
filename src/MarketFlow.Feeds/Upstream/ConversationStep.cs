namespace MarketFlow.Feeds;

/// <summary>What comes of one frame that a conversation heard.</summary>
/// <param name="State">How far the conversation has come with it.</param>
/// <param name="Send">The messages to send now, as text, in order.</param>
/// <param name="IsData">True where the frame carries market data, false where it is part of the conversation alone.</param>
/// <param name="Words">What the vendor complains about, in words; null where it does not. The reason, where it refuses or is over its cap.</param>
public readonly record struct ConversationStep(
    ConversationState State, IReadOnlyList<ReadOnlyMemory<byte>> Send, bool IsData = true, string? Words = null);
