using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The addresses at which clients speak Alpaca's protocol.</summary>
internal static class AlpacaEndpoint
{
    /// <summary>Serves the feeds <c>/v2/…</c> and <c>/v1beta1/…</c>. The application must use the WebSocket middleware before it.</summary>
    /// <param name="endpoints">Where they are added.</param>
    /// <param name="desk">What the conversations share.</param>
    /// <param name="dialectOf">The dialect of a feed by the feed's name; null where it has none.</param>
    /// <remarks>Whatever the feed is called, it serves all there is. What is refused before the handshake is refused as on <c>/ws</c>.</remarks>
    public static void MapAlpaca(this IEndpointRouteBuilder endpoints, VendorDesk desk, Func<string, string?> dialectOf)
    {
        endpoints.MapAlpaca("/v2/{feed}", desk, dialectOf);
        endpoints.MapAlpaca("/v1beta1/{**feed}", desk, dialectOf);
    }

    /// <summary>Serves <c>/v2/test</c>, which has one symbol, at all hours.</summary>
    /// <param name="endpoints">Where it is added.</param>
    /// <param name="desk">What the conversations share; its hub is the test feed's own.</param>
    public static void MapAlpacaTest(this IEndpointRouteBuilder endpoints, VendorDesk desk) => endpoints.MapAlpaca("/v2/test", desk, _ => null);

    private static void MapAlpaca(this IEndpointRouteBuilder endpoints, string path, VendorDesk desk, Func<string, string?> dialectOf)
    {
        AlpacaProtocol json = new(AlpacaEncoding.Json, dialectOf);
        AlpacaProtocol messagePack = new(AlpacaEncoding.MessagePack, dialectOf);
        endpoints.Map(path, context =>
        {
            var isMessagePack = context.Request.ContentType?.StartsWith("application/msgpack", StringComparison.OrdinalIgnoreCase) ?? false;
            var protocol = isMessagePack ? messagePack : json;
            return ClientEndpoint.ServeAsync(context, desk.Hub, desk.Options, desk.Clock, protocol, client =>
                new AlpacaConversation(client, VendorDesk.IsLoopback(context), protocol, OfferedIn(context.Request.Headers), desk));
        });
    }

    private static OfferedKey? OfferedIn(IHeaderDictionary headers) =>
        headers.TryGetValue("APCA-API-KEY-ID", out var key) && headers.TryGetValue("APCA-API-SECRET-KEY", out var secret)
            ? new(key.ToString(), secret.ToString())
            : null;
}
