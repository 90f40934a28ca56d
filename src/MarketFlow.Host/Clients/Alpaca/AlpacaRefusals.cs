using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What of a client's lists vendors refuse, in Alpaca's own codes.</summary>
internal static class AlpacaRefusals
{
    /// <summary>Finds what is refused.</summary>
    /// <param name="endpoint">The endpoint to which the client is connected.</param>
    /// <param name="topics">The client's lists.</param>
    /// <param name="refusalOf">The refusal of what one symbol of one list asks for; null where it is not refused.</param>
    /// <param name="errors">What is refused, by the error that says so: the vendor's where it is one of Alpaca's about topics, else 409.</param>
    public static AlpacaTopics Of(
        EndpointProfile endpoint, AlpacaTopics topics, Func<IEnumerable<TopicFilter>, TopicVerdict?> refusalOf, out IReadOnlyDictionary<AlpacaError, AlpacaTopics> errors)
    {
        Dictionary<AlpacaError, AlpacaTopics> found = [];
        var refused = AlpacaTopics.None;
        foreach (var single in Singles(topics))
        {
            if (refusalOf(AlpacaLists.TopicsOf(endpoint, single)) is { } refusal)
            {
                refused = refused.With(single);
                var error = ErrorOf(refusal.Code);
                found[error] = found.GetValueOrDefault(error, AlpacaTopics.None).With(single);
            }
        }

        errors = found;
        return refused;
    }

    private static AlpacaError ErrorOf(int? code) =>
        code == AlpacaError.SymbolLimitExceeded.Code ? AlpacaError.SymbolLimitExceeded
        : code == AlpacaError.InvalidSubscribeAction.Code ? AlpacaError.InvalidSubscribeAction
        : AlpacaError.InsufficientSubscription;

    private static IEnumerable<AlpacaTopics> Singles(AlpacaTopics topics) =>
    [
        .. topics.Trades.Select(symbol => new AlpacaTopics { Trades = [symbol] }),
        .. topics.Quotes.Select(symbol => new AlpacaTopics { Quotes = [symbol] }),
        .. topics.Bars.Select(symbol => new AlpacaTopics { Bars = [symbol] }),
        .. topics.UpdatedBars.Select(symbol => new AlpacaTopics { UpdatedBars = [symbol] }),
        .. topics.DailyBars.Select(symbol => new AlpacaTopics { DailyBars = [symbol] }),
        .. topics.Statuses.Select(symbol => new AlpacaTopics { Statuses = [symbol] }),
        .. topics.Lulds.Select(symbol => new AlpacaTopics { Lulds = [symbol] }),
        .. topics.Orderbooks.Select(symbol => new AlpacaTopics { Orderbooks = [symbol] }),
        .. topics.News.Select(symbol => new AlpacaTopics { News = [symbol] }),
        .. topics.Imbalances.Select(symbol => new AlpacaTopics { Imbalances = [symbol] }),
    ];
}
