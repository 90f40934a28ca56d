namespace MarketFlow.Feeds;

/// <summary>The state of one topic in a <see cref="SubscriptionLedger"/>.</summary>
public enum SubscriptionState
{
    /// <summary>Wanted, not requested on this connection yet.</summary>
    Wanted,

    /// <summary>Requested; the vendor has not answered yet, or is one that does not answer.</summary>
    Requested,

    /// <summary>The vendor has confirmed it.</summary>
    Acknowledged,

    /// <summary>The vendor has refused it. It is retried on a slow schedule.</summary>
    Refused,

    /// <summary>Requested, and the vendor has neither confirmed nor refused it in time. Data may flow all the same.</summary>
    Unanswered,
}
