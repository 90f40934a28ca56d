namespace MarketFlow.Feeds;

/// <summary>How a vendor answers subscription requests.</summary>
internal enum AnswerStyle
{
    /// <summary>Not at all, or in a form that is not known: nothing is waited for.</summary>
    None,

    /// <summary>Topic by topic, so that several requests may be under way at once.</summary>
    PerTopic,

    /// <summary>One answer per request, which is granted or refused as a whole: one request at a time, so that each answer has its question.</summary>
    Whole,
}
