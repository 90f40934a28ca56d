namespace MarketFlow.Feeds;

/// <summary>Topics to request together, apart from all others, because a request that they were part of was refused.</summary>
/// <param name="Topics">At least one, in the order in which they were wanted.</param>
/// <param name="IsLate">True where all other topics go before it.</param>
internal sealed record TopicGroup(IReadOnlyList<FeedTopic> Topics, bool IsLate)
{
    /// <summary>Splits it: what the vendor's message names from the rest, or else into halves, which keeps the order that a limit is filled in.</summary>
    /// <param name="message">The vendor's message.</param>
    /// <param name="isLimit">True where there was no room for all of them.</param>
    public IEnumerable<TopicGroup> Split(string message, bool isLimit)
    {
        if (!isLimit && Topics.Where(topic => IsNamedIn(message, topic)).ToList() is { Count: > 0 } named && named.Count < Topics.Count)
        {
            return [this with { Topics = [.. Topics.Except(named)] }, this with { Topics = named }];
        }

        var half = (Topics.Count + 1) / 2;
        return [this with { Topics = [.. Topics.Take(half)] }, this with { Topics = [.. Topics.Skip(half)] }];
    }

    private static bool IsNamedIn(string message, FeedTopic topic)
    {
        if (topic.IsWildcard)
        {
            return false;
        }

        for (var at = message.IndexOf(topic.Symbol, StringComparison.Ordinal); at >= 0; at = message.IndexOf(topic.Symbol, at + 1, StringComparison.Ordinal))
        {
            var end = at + topic.Symbol.Length;
            if ((at == 0 || !char.IsLetterOrDigit(message[at - 1])) && (end == message.Length || !char.IsLetterOrDigit(message[end])))
            {
                return true;
            }
        }

        return false;
    }
}
