namespace MarketFlow.Host;

/// <summary>The protocol's own word for what a client did wrong: a code for programs, a sentence for people.</summary>
/// <param name="Code">One of the constants below.</param>
/// <param name="Message">Names the thing, its value and what is allowed.</param>
internal sealed record ClientError(string Code, string Message)
{
    /// <summary>Not JSON, or a field is missing or of the wrong kind.</summary>
    public const string BadJson = "bad-json";

    /// <summary>No such <c>op</c>.</summary>
    public const string UnknownOp = "unknown-op";

    /// <summary>A topic that MarketFlow does not have.</summary>
    public const string UnknownTopic = "unknown-topic";

    /// <summary>A message longer than allowed; it was discarded.</summary>
    public const string TooLarge = "too-large";

    /// <summary>More topics than one client may hold; nothing was changed.</summary>
    public const string TooManyTopics = "too-many-topics";

    /// <summary>More was waiting for the client than its outbox holds; it is disconnected.</summary>
    public const string SlowClient = "slow-client";

    /// <summary>The vendor refuses all of a topic; it is retried, and a later <c>subscribed</c> tells that it is granted.</summary>
    public const string TopicRefused = "topic-refused";

    /// <summary>The vendor refuses a part of a topic; the rest of it is served.</summary>
    public const string TopicPartlyRefused = "topic-partly-refused";

    private const int MaxShownLength = 80;

    /// <summary>The topic that it is about; null where it is about none.</summary>
    public string? Topic { get; init; }

    /// <summary>The vendor's code; null where it gave none.</summary>
    public int? VendorCode { get; init; }

    /// <summary>The error for a topic that the vendor does not serve whole.</summary>
    public static ClientError Refusal(TopicFilter topic, TopicVerdict verdict) => new(
        verdict.IsRefused ? TopicRefused : TopicPartlyRefused,
        verdict.IsRefused ? $"The vendor refused {topic}: {verdict.Words}." : $"The vendor refused a part of {topic}: {verdict.Words}. The rest is served.")
    {
        Topic = topic.ToString(),
        VendorCode = verdict.Code,
    };

    /// <summary>What a client sent, in quotes and cut to a length that fits a sentence.</summary>
    public static string Shown(string text) => text.Length <= MaxShownLength ? $"\"{text}\"" : $"\"{text[..MaxShownLength]}…\"";
}
