namespace MarketFlow.Feeds;

/// <summary>How far a conversation with a vendor has come.</summary>
public enum ConversationState
{
    /// <summary>The vendor has not greeted yet.</summary>
    Opening,

    /// <summary>The key was shown; the answer is waited for.</summary>
    Authenticating,

    /// <summary>Let in: topics are asked for as they are wanted.</summary>
    Ready,

    /// <summary>Not let in, and trying again soon would change nothing.</summary>
    Refused,

    /// <summary>The account has more connections than the vendor allows it.</summary>
    OverCap,
}
