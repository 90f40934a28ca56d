namespace MarketFlow.Feeds;

/// <summary>How fast subscription requests follow each other, and how long their answers count.</summary>
internal static class SubscriptionPace
{
    /// <summary>Most topics in one request, well below what servers accept in one message.</summary>
    public const int TopicsPerRequest = 500;

    /// <summary>Most requests under way at a vendor that answers topic by topic.</summary>
    public const int MaxInFlight = 16;

    /// <summary>Requests that isolating refused topics may take in one go. What is not isolated by then waits for the next retry.</summary>
    public const int IsolationBudget = 200;

    /// <summary>The same for topics that go last: retries, and channels that the vendor does not seem to have.</summary>
    public const int LateIsolationBudget = 50;

    /// <summary>Refused topics of a channel, and none granted, that make the others of the channel go last.</summary>
    public const int RefusalsOfChannel = 3;

    /// <summary>The pause before each request that isolates refused topics: 10 requests a second.</summary>
    public static readonly TimeSpan IsolationInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a vendor may take to answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The wait before a refused topic is requested again; it doubles with each further refusal.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);

    /// <summary>The wait beyond which doubling ends.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>The wait after the n-th refusal in a row.</summary>
    public static TimeSpan RetryAfter(int refusals) =>
        refusals >= 5 ? LongestRetry : TimeSpan.FromTicks(Math.Min(FirstRetry.Ticks << (refusals - 1), LongestRetry.Ticks));

    /// <summary>An instant that much later, at most the last one there is.</summary>
    public static DateTimeOffset After(DateTimeOffset now, TimeSpan wait) => DateTimeOffset.MaxValue - now > wait ? now + wait : DateTimeOffset.MaxValue;
}
