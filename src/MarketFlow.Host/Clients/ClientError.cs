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

    private const int MaxShownLength = 80;

    /// <summary>What a client sent, in quotes and cut to a length that fits a sentence.</summary>
    public static string Shown(string text) => text.Length <= MaxShownLength ? $"\"{text}\"" : $"\"{text[..MaxShownLength]}…\"";
}
