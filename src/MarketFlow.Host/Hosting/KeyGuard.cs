using System.Net;

namespace MarketFlow.Host;

/// <summary>Asks clients on other machines for a key on <c>/ws</c>, <c>/api</c> and <c>/metrics</c>, which have no words of their own for it.</summary>
/// <remarks>
/// As in the vendors' protocols, without configured keys nobody on another machine comes in. Clients on this machine need none.
/// The health pages are open: they tell no data, and probes carry no keys.
/// </remarks>
internal static class KeyGuard
{
    private const string Bearer = "Bearer ";
    private static readonly PathString[] _guarded = ["/ws", "/api", "/metrics"];

    public static void Use(WebApplication app, KeyRing keys) =>
        app.Use((context, next) =>
        {
            if (Allows(context.Request.Path, context.Connection.RemoteIpAddress, context.Request.Headers.Authorization.ToString(), keys))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return context.Response.WriteAsync(
                $"Clients on other machines need one of {HostSettings.Section}:{nameof(HostSettings.Keys)}, sent as \"Authorization: Bearer KEY\".\n", context.RequestAborted);
        });

    internal static bool Allows(PathString path, IPAddress? client, string authorization, KeyRing keys) =>
        !Array.Exists(_guarded, guarded => path.StartsWithSegments(guarded, StringComparison.OrdinalIgnoreCase))
        || (client is not null && IPAddress.IsLoopback(client))
        || HasKey(authorization, keys);

    /// <summary>Whether a key that opens was sent.</summary>
    internal static bool HasKey(string authorization, KeyRing keys) =>
        authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && keys.Accepts(authorization[Bearer.Length..].Trim(), secret: null, isLoopback: false);
}
