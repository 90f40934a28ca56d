using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The addresses at which clients speak Massive's protocol.</summary>
internal static class MassiveEndpoint
{
    /// <summary>Serves the markets, each on its paths. The application must use the WebSocket middleware before it.</summary>
    /// <param name="endpoints">Where they are added.</param>
    /// <param name="desk">What the conversations share.</param>
    /// <param name="originOf">The origin of a feed by the feed's name; null where there is no such feed.</param>
    /// <remarks>
    /// A client gets events of the path's market, and all paths of one market share their bytes. What is refused before the handshake is
    /// refused as on <c>/ws</c>.
    /// </remarks>
    public static void MapMassive(this IEndpointRouteBuilder endpoints, VendorDesk desk, Func<string, FeedOrigin?> originOf)
    {
        foreach (var endpoint in MassiveEndpoints.All)
        {
            MassiveProtocol protocol = new(endpoint, originOf);
            foreach (var path in VendorPaths.OfMassive(endpoint))
            {
                endpoints.Map(path, context => ClientEndpoint.ServeAsync(
                    context, desk.Hub, desk.Options, desk.Clock, protocol, client => new MassiveConversation(client, VendorDesk.IsLoopback(context), endpoint, desk)));
            }
        }
    }
}
