namespace MarketFlow.Feeds;

/// <summary>Why a topic is refused.</summary>
/// <param name="Code">The vendor's code; null where it gave none.</param>
/// <param name="Message">The vendor's message.</param>
/// <param name="IsLimit">True where there is no more room, so that it may fit once another topic has left.</param>
/// <param name="Since">When it was first refused.</param>
/// <param name="Times">How often in a row.</param>
internal sealed record TopicRefusal(int? Code, string Message, bool IsLimit, DateTimeOffset Since, int Times);
