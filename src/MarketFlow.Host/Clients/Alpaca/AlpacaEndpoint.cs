using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The addresses at which clients speak Alpaca's protocol.</summary>
internal static class AlpacaEndpoint
{
    /// <summary>Serves the feeds of stocks, options, crypto currencies and news. The application must use the WebSocket middleware before it.</summary>
    /// <param name="endpoints">Where they are added.</param>
    /// <param name="desk">What the conversations share.</param>
    /// <param name="originOf">The origin of a feed by the feed's name; null where there is no such feed.</param>
    /// <remarks>
    /// A client gets events of the path's market, and all paths of one market share their bytes. Feeds that are not known are served
    /// where their path says the market; elsewhere they get 404 with the paths that are served. What is refused before the handshake is
    /// refused as on <c>/ws</c>.
    /// </remarks>
    public static void MapAlpaca(this IEndpointRouteBuilder endpoints, VendorDesk desk, Func<string, FeedOrigin?> originOf)
    {
        foreach (var market in AlpacaEndpoints.All.Where(endpoint => endpoint.Name != TestFeed.EndpointName).GroupBy(endpoint => endpoint.Market))
        {
            endpoints.MapAlpaca([.. market.SelectMany(endpoint => endpoint.Paths), .. OthersOf(market.Key)], market.First(), desk, originOf);
        }

        foreach (var path in VendorPaths.Unknown)
        {
            endpoints.Map(path, RefuseAsync);
        }

        endpoints.Map(VendorPaths.AccountStream, context =>
        {
            AlpacaProtocol protocol = new(AlpacaEndpoints.Default, AlpacaEncoding.Json, originOf);
            return ClientEndpoint.ServeAsync(context, desk.Hub, desk.Options, desk.Clock, protocol, client => new AccountStreamConversation(client, desk));
        });
    }

    /// <summary>Serves <c>/v2/test</c>, which has one symbol, at all hours.</summary>
    /// <param name="endpoints">Where it is added.</param>
    /// <param name="desk">What the conversations share; its hub is the test feed's own.</param>
    public static void MapAlpacaTest(this IEndpointRouteBuilder endpoints, VendorDesk desk)
    {
        var endpoint = AlpacaEndpoints.All.Single(endpoint => endpoint.Name == TestFeed.EndpointName);
        endpoints.MapAlpaca(endpoint.Paths, endpoint, desk, _ => null);
    }

    private static void MapAlpaca(
        this IEndpointRouteBuilder endpoints, IReadOnlyList<string> paths, EndpointProfile endpoint, VendorDesk desk, Func<string, FeedOrigin?> originOf)
    {
        AlpacaProtocol json = new(endpoint, AlpacaEncoding.Json, originOf);
        AlpacaProtocol messagePack = new(endpoint, AlpacaEncoding.MessagePack, originOf);
        foreach (var path in paths)
        {
            endpoints.Map(path, context =>
            {
                var isMessagePack = context.Request.ContentType?.StartsWith("application/msgpack", StringComparison.OrdinalIgnoreCase) ?? false;
                var protocol = isMessagePack ? messagePack : json;
                return ClientEndpoint.ServeAsync(context, desk.Hub, desk.Options, desk.Clock, protocol, client =>
                    new AlpacaConversation(client, VendorDesk.IsLoopback(context), protocol, OfferedIn(context.Request.Headers), desk));
            });
        }
    }

    private static IReadOnlyList<string> OthersOf(EndpointMarket market) => market switch
    {
        EndpointMarket.Stocks => [VendorPaths.OtherStocks],
        EndpointMarket.Crypto => VendorPaths.OtherCrypto,
        _ => [],
    };

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            $"{context.Request.Path} is not a feed of Alpaca's that is served; served are {string.Join(", ", AlpacaEndpoints.All.SelectMany(endpoint => endpoint.Paths))}.\n",
            context.RequestAborted);
    }

    private static OfferedKey? OfferedIn(IHeaderDictionary headers) =>
        headers.TryGetValue("APCA-API-KEY-ID", out var key) && headers.TryGetValue("APCA-API-SECRET-KEY", out var secret)
            ? new(key.ToString(), secret.ToString())
            : null;
}
