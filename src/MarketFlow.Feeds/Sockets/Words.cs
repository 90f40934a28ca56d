namespace MarketFlow.Feeds;

/// <summary>Errors in words.</summary>
internal static class Words
{
    /// <summary>What an error says, and what lies beneath it where that is not said yet.</summary>
    public static string Of(Exception error) =>
        error.InnerException is { } inner && !error.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{error.Message} {Of(inner)}"
            : error.Message;
}
