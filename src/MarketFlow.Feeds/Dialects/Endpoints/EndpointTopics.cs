namespace MarketFlow.Feeds;

/// <summary>The topics of an endpoint that carry what clients subscribe to.</summary>
internal static class EndpointTopics
{
    private const string Minute = "1m";

    /// <summary>The topics to subscribe to for one kind of event; those of <see cref="IDialect.TopicsFor(EventType, string, string, EndpointProfile)"/>.</summary>
    /// <remarks>
    /// Detections are made of trades, those of bars of minute bars, those of fair market values of both. A channel that has no wildcard is
    /// none for all symbols.
    /// </remarks>
    public static IEnumerable<FeedTopic> For(EndpointProfile profile, EventType type, string? kind, string symbol) =>
        ChannelsFor(profile, type, kind)
            .Where(channel => channel.HasWildcard || symbol != FeedTopic.AllSymbols)
            .Select(channel => channel.Follows ?? channel.Name)
            .Distinct()
            .Select(channel => new FeedTopic(channel, profile.SymbolOf(channel, symbol)));

    /// <summary>The topics of the channels that are subscribed to where no client has chosen.</summary>
    public static IEnumerable<FeedTopic> Of(EndpointProfile profile, IReadOnlyCollection<string> symbols) =>
        from symbol in SubscribeMessage.Checked(symbols)
        from name in profile.DefaultChannels
        where symbol != FeedTopic.AllSymbols || profile.FindChannel(name)!.HasWildcard
        select new FeedTopic(name, profile.SymbolOf(name, symbol));

    private static IEnumerable<EndpointChannel> ChannelsFor(EndpointProfile profile, EventType type, string? kind) => (type, kind) switch
    {
        (EventType.Other, null) => [],
        (EventType.Detection, "bar") => With(profile, EventType.Bar, Minute),
        (EventType.Detection, "fmv") => With(profile, EventType.FairMarketValue, null) is { Length: > 0 } values ? [.. values, .. With(profile, EventType.Trade, null)] : [],
        (EventType.Detection, _) => With(profile, EventType.Trade, null),
        (EventType.Status, null) => With(profile, type, kind).Where(channel => channel.Follows is null),
        _ => With(profile, type, kind),
    };

    private static EndpointChannel[] With(EndpointProfile profile, EventType type, string? kind) =>
        [.. profile.Channels.Where(channel => channel.Carries(type, kind))];
}
