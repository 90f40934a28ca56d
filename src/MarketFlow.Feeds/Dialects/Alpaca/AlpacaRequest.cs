namespace MarketFlow.Feeds;

/// <summary>What a client of Alpaca's protocol asks for in one message.</summary>
public abstract record AlpacaRequest
{
    private AlpacaRequest()
    {
    }

    /// <summary>Says who it is.</summary>
    /// <param name="Key">The key's id.</param>
    /// <param name="Secret">The key's secret.</param>
    public sealed record Authenticate(string Key, string Secret) : AlpacaRequest
    {
        /// <summary>The key alone: a secret must not end up in a log.</summary>
        public override string ToString() => $"{nameof(Authenticate)} {Key}";
    }

    /// <summary>Adds to its subscriptions.</summary>
    /// <param name="Topics">What is added; nothing is allowed, and answered like anything else.</param>
    public sealed record Subscribe(AlpacaTopics Topics) : AlpacaRequest
    {
        /// <summary>The names of lists with symbols that no endpoint of Alpaca's has, each cut to 64 bytes; empty for most requests.</summary>
        public IReadOnlyList<string> UnknownLists { get; init; } = [];
    }

    /// <summary>Takes from its subscriptions.</summary>
    /// <param name="Topics">What is taken; what the client does not have changes nothing.</param>
    public sealed record Unsubscribe(AlpacaTopics Topics) : AlpacaRequest
    {
        /// <summary>The names of lists with symbols that no endpoint of Alpaca's has, each cut to 64 bytes; empty for most requests.</summary>
        public IReadOnlyList<string> UnknownLists { get; init; } = [];
    }

    /// <summary>Nothing that can be done.</summary>
    /// <param name="Error">What to answer.</param>
    public sealed record Refused(AlpacaError Error) : AlpacaRequest;
}
