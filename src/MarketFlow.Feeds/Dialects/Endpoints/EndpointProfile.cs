namespace MarketFlow.Feeds;

/// <summary>What one endpoint of a vendor is like: its paths, channels, symbols, encodings, prices and hours.</summary>
/// <remarks>
/// The vendors' endpoints are <see cref="EndpointProfiles.All"/>. Immutable. The documentation behind it: https://massive.com/docs/websocket
/// and https://docs.alpaca.markets/docs/streaming-market-data.
/// </remarks>
public sealed record EndpointProfile
{
    /// <summary>The dialect that the endpoint speaks, e.g. <c>massive</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Its name within the dialect, e.g. <c>stocks</c>, <c>crypto</c>, <c>sip</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is traded there.</summary>
    public required EndpointMarket Market { get; init; }

    /// <summary>Its paths at the vendor, e.g. <c>/stocks</c>, <c>/v1beta3/crypto/us</c>; the first one is the usual one.</summary>
    /// <value>Lower case, with a slash at the beginning and none at the end.</value>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>True where one more segment may follow each path: the exchange of <c>/futures/{exchange}</c>.</summary>
    /// <value>Default: false.</value>
    public bool HasExchangePaths { get; init; }

    /// <summary>The channels or lists that it has at the vendor, those included that MarketFlow has no type for.</summary>
    public required IReadOnlyList<EndpointChannel> Channels { get; init; }

    /// <summary>The channels that are subscribed to for a symbol of the configuration, for which no client has chosen.</summary>
    /// <value>Names of <see cref="Channels"/>.</value>
    public required IReadOnlyList<string> DefaultChannels { get; init; }

    /// <summary>The encodings it offers.</summary>
    /// <value>Default: JSON.</value>
    public EndpointEncodings Encodings { get; init; } = EndpointEncodings.Json;

    /// <summary>True where prices may be zero or negative; elsewhere such a price is unusual.</summary>
    /// <value>Default: false. True for futures, and where the market is unknown.</value>
    public bool HasSignedPrices { get; init; }

    /// <summary>True where every bar has a volume; false where it may be missing, as for indices, and counts as 0.</summary>
    /// <value>Default: true.</value>
    public bool RequiresBarVolume { get; init; } = true;

    /// <summary>When it has data for certain.</summary>
    /// <value>Default: <see cref="EndpointHours.UsStocks"/>.</value>
    public EndpointHours Hours { get; init; } = EndpointHours.UsStocks;

    /// <summary>How long after the event its data arrives.</summary>
    /// <value>Default: zero; 15 minutes for delayed endpoints.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>The sessions of its market, for detectors.</summary>
    public MarketCalendar Calendar => Hours is EndpointHours.UsStocks || Market is EndpointMarket.Stocks ? MarketCalendar.UsStocks : MarketCalendar.AroundTheClock;

    /// <summary>Finds a channel by the vendor's name.</summary>
    /// <param name="name">The name, in the vendor's own case.</param>
    /// <returns>The channel, or null where the endpoint has none of that name.</returns>
    public EndpointChannel? FindChannel(string name)
    {
        foreach (var channel in Channels)
        {
            if (channel.Name == name)
            {
                return channel;
            }
        }

        return null;
    }

    /// <summary>The symbol as events of a channel have it, of a symbol as a client may write it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="symbol">The client's symbol; <c>*</c> stays <c>*</c>.</param>
    /// <returns>
    /// Massive's forex: with a slash (<c>USD-CNH</c> becomes <c>USD/CNH</c>). Massive's crypto: with the prefix <c>X:</c> for fair market
    /// values, without it for everything else. Elsewhere the symbol itself.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public string SymbolOf(string channel, string symbol)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(symbol);
        return Dialect == MassiveEndpoints.Dialect ? MassiveEndpoints.SymbolOf(Market, channel, symbol) : symbol;
    }

    /// <summary>Whether data should arrive at an instant, where something regular is subscribed to.</summary>
    /// <param name="at">The instant.</param>
    public bool IsDataExpected(DateTimeOffset at) => EndpointSchedule.IsOpen(Hours, at) && (Delay == TimeSpan.Zero || EndpointSchedule.IsOpen(Hours, at - Delay));
}
