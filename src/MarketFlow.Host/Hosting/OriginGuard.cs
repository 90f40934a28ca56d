using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace MarketFlow.Host;

/// <summary>Keeps pages of other sites from reading market data, and from changing anything, through the browser of whoever visits them.</summary>
/// <remarks>
/// A browser names the page's origin in every WebSocket handshake, and does not keep it from connecting to the loopback address.
/// Of the requests of Socket.IO it names it in those that a page could read, and says of the others that they come from another site:
/// those could read nothing, but take all sessions.
/// What changes anything under <c>/api</c> is refused to them too, and takes JSON alone: a form of another site cannot send that unasked.
/// Programs send no origin and are not concerned. The host's own name counts only where it is an address or localhost: any other
/// name could be made to point here by whoever owns it.
/// </remarks>
internal static class OriginGuard
{
    public static void Use(WebApplication app, IReadOnlyCollection<string> allowedOrigins) =>
        app.Use((context, next) =>
        {
            if (IsConcerned(context) && (!Allows(context.Request.Headers.Origin.ToString(), context.Request.Host, allowedOrigins) || IsHidden(context.Request.Headers)))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return context.Response.WriteAsync(
                    $"Pages of {(context.Request.Headers.Origin.Count == 0 ? "other sites" : context.Request.Headers.Origin)} may not connect; allowed are the host's own and those of {HostSettings.Section}:{nameof(HostSettings.AllowedOrigins)}.\n",
                    context.RequestAborted);
            }

            if (IsChange(context.Request) && HasOtherBody(context))
            {
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return context.Response.WriteAsync(
                    $"The body is \"{context.Request.ContentType}\"; must be application/json, or there must be none.\n", context.RequestAborted);
            }

            return next(context);
        });

    internal static bool Allows(string origin, HostString host, IReadOnlyCollection<string> allowedOrigins) =>
        origin.Length == 0
        || allowedOrigins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Scheme is "http" or "https"
            && page.Authority == host.Value
            && (page.IsLoopback || IPAddress.TryParse(page.Host.Trim('[', ']'), out _)));

    private static bool IsConcerned(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest || IsChange(context.Request) || context.Request.Path.StartsWithSegments("/socket.io", StringComparison.OrdinalIgnoreCase);

    private static bool IsChange(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    private static bool HasOtherBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        && context.Request.ContentLength != 0
        && !context.Request.HasJsonContentType();

    // An image, a frame, a form: from another site, and without an origin.
    internal static bool IsHidden(IHeaderDictionary headers) =>
        headers.Origin.Count == 0 && headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
}
