using System.Net;

namespace MarketFlow.Feeds;

#pragma warning disable RS0030 // the one place that creates HTTP handlers, so that the proxy rule holds everywhere

/// <summary>Creates the handlers for every outbound HTTP connection of the product, WebSocket handshakes included.</summary>
internal static class OutboundHttp
{
    /// <summary>Creates a handler that follows <see cref="OutboundProxy"/>, does not follow redirects, and stores no cookies.</summary>
    /// <param name="environment">The proxy for other machines; by default the one that <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c> set.</param>
    public static SocketsHttpHandler CreateHandler(IWebProxy? environment = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = true,
        Proxy = new OutboundProxy(environment ?? HttpClient.DefaultProxy),
    };

    /// <summary>Creates a client on such a handler.</summary>
    /// <param name="timeout">The longest time for one request; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    public static HttpClient CreateClient(TimeSpan timeout) => new(CreateHandler()) { Timeout = timeout };
}
