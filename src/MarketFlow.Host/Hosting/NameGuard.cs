using System.Net;

namespace MarketFlow.Host;

/// <summary>Keeps pages of other sites from reading what clients on this machine are told without a key, by making the site's name point here.</summary>
/// <remarks>
/// To the browser such a page is then the host's own, and says nothing that would tell it apart: reading its own site it sends no
/// origin, and over plain HTTP no <c>Sec-Fetch-Site</c>. What it cannot change is the name that it asks for. So by a name nobody is on this
/// machine, but by <c>localhost</c> and those of the allowed origins: asked by another, a key is needed here too. Connections from other
/// machines need one anyway. WebSockets name the page in every handshake and are left to <see cref="OriginGuard"/>; the health pages are open.
/// ASP.NET's host filtering fits neither: it knows no keys, and refuses programs of other containers, which ask by a name.
/// </remarks>
internal static class NameGuard
{
    public static void Use(WebApplication app, IReadOnlyCollection<string> allowedOrigins, KeyRing keys) =>
        app.Use((context, next) =>
        {
            if (context.WebSockets.IsWebSocketRequest || Allows(context.Request, context.Connection.RemoteIpAddress, allowedOrigins, keys))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(
                $"This host does not answer to the name \"{context.Request.Host}\" without a key: any site could give it that name. Ask for its address or localhost, "
                + $"list the name's origin in {HostSettings.Section}:{nameof(HostSettings.AllowedOrigins)}, or send one of {HostSettings.Section}:{nameof(HostSettings.Keys)} as \"Authorization: Bearer KEY\".\n",
                context.RequestAborted);
        });

    internal static bool Allows(HttpRequest request, IPAddress? client, IReadOnlyCollection<string> allowedOrigins, KeyRing keys) =>
        client is null
        || !IPAddress.IsLoopback(client)
        || IsOwn(request.Host, allowedOrigins)
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || KeyGuard.HasKey(request.Headers.Authorization.ToString(), keys);

    // No browser leaves the name out.
    private static bool IsOwn(HostString host, IReadOnlyCollection<string> allowedOrigins) =>
        !host.HasValue
        || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Host.Trim('[', ']'), out _)
        || allowedOrigins.Any(origin => Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase));
}
