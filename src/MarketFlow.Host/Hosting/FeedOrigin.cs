using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What a feed's events are: in which dialect their original bytes are, and of which market they are.</summary>
/// <param name="Dialect">The dialect, e.g. <c>massive</c>.</param>
/// <param name="Market">The market; <see cref="EndpointMarket.Any"/> where the feed's address does not say it, as of a recording.</param>
internal sealed record FeedOrigin(string Dialect, EndpointMarket Market)
{
    /// <summary>True where clients of stocks get its events as well, although they are of another market.</summary>
    public bool StandsInForStocks { get; init; }

    /// <summary>The origin of a feed at an address.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="address">The address; null where it is not known.</param>
    public static FeedOrigin Of(string dialect, Uri? address) => new(dialect, MarketOf(dialect, address));

    private static EndpointMarket MarketOf(string dialect, Uri? address) =>
        EndpointProfiles.FindOrDefault(dialect, url: null) is null ? EndpointMarket.Crypto // the venues without endpoints: Coinbase, HitBTC, Kraken
        : address is null ? EndpointMarket.Any
        : EndpointProfiles.Find(dialect, address)?.Market ?? EndpointMarket.Any;
}

/// <summary>The origins of a host's feeds, by the feeds' names.</summary>
/// <remarks>
/// Feeds of crypto venues are served to clients of stocks as well, as long as no feed of the host is of stocks or may be: programs
/// that were written for the vendors' stocks are tried with them. Immutable.
/// </remarks>
internal sealed class FeedOrigins
{
    private readonly (string Name, FeedOrigin Origin)[] _feeds;

    /// <param name="feeds">The feeds: each one's name and origin.</param>
    public FeedOrigins(IEnumerable<(string Name, FeedOrigin Origin)> feeds)
    {
        _feeds = [.. feeds];
        if (!Array.Exists(_feeds, feed => feed.Origin.Market is EndpointMarket.Stocks or EndpointMarket.Any))
        {
            _feeds = [.. _feeds.Select(feed => (feed.Name, feed.Origin with { StandsInForStocks = IsVenue(feed.Origin) }))];
        }
    }

    /// <summary>The origin of a feed; null where there is no such feed. Any thread.</summary>
    public FeedOrigin? Of(string feed)
    {
        foreach (var (name, origin) in _feeds)
        {
            if (name == feed)
            {
                return origin;
            }
        }

        return null;
    }

    /// <summary>True where a feed may have events of a market. Any thread.</summary>
    public bool Have(EndpointMarket market) => Array.Exists(_feeds, feed => feed.Origin.MayHave(market));

    private static bool IsVenue(FeedOrigin origin) => EndpointProfiles.FindOrDefault(origin.Dialect, url: null) is null;
}
