using Microsoft.Extensions.Primitives;

namespace MarketFlow.Host;

/// <summary>The address of Socket.IO: long polling, an upgrade to a WebSocket, or a WebSocket from the start.</summary>
internal static class SocketIoEndpoint
{
    /// <summary>The path.</summary>
    public const string Path = "/socket.io/";

    /// <summary>What a client on another machine is told that has offered no key that opens.</summary>
    public const string KeyNeeded =
        $"Clients on other machines need one of {HostSettings.Section}:{nameof(HostSettings.Keys)}, offered as auth {{\"key\":\"KEY\"}}, as key=KEY in the query, or as \"Authorization: Bearer KEY\".";

    private const string Bearer = "Bearer ";

    /// <summary>Serves the path. The application must use the WebSocket middleware and the <see cref="OriginGuard"/> before it.</summary>
    /// <param name="endpoints">Where it is added.</param>
    /// <param name="registry">Where sessions are opened and found.</param>
    /// <param name="keys">Which keys open.</param>
    public static IEndpointConventionBuilder MapSocketIo(this IEndpointRouteBuilder endpoints, SessionRegistry registry, KeyRing keys) =>
        endpoints.Map(Path, context => ServeAsync(context, registry, keys));

    private static Task ServeAsync(HttpContext context, SessionRegistry registry, KeyRing keys)
    {
        AllowOrigin(context);
        var query = context.Request.Query;
        var transport = query["transport"].ToString();
        var sid = query["sid"].ToString();
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (query["EIO"].ToString() is not "4" and var version)
        {
            return EngineError.UnsupportedVersion(version).AnswerAsync(context);
        }

        if (transport is not ("polling" or "websocket"))
        {
            return EngineError.UnknownTransport(transport).AnswerAsync(context);
        }

        if ((transport == "websocket") != context.WebSockets.IsWebSocketRequest)
        {
            return EngineError.BadRequest($"transport is {ClientError.Shown(transport)}, and the request is {(transport == "websocket" ? "no" : "a")} WebSocket handshake.").AnswerAsync(context);
        }

        if (sid.Length == 0)
        {
            return OpenAsync(context, registry, keys);
        }

        if (registry.Find(sid) is not { } session)
        {
            return EngineError.UnknownSession(sid).AnswerAsync(context);
        }

        return context.WebSockets.IsWebSocketRequest ? UpgradeAsync(context, session, registry.Rules)
            : HttpMethods.IsGet(context.Request.Method) ? PollingTransport.PollAsync(context, session, registry.Rules)
            : HttpMethods.IsPost(context.Request.Method) ? PollingTransport.PostAsync(context, session, registry.Rules)
            : EngineError.BadMethod(context.Request.Method).AnswerAsync(context);
    }

    private static async Task OpenAsync(HttpContext context, SessionRegistry registry, KeyRing keys)
    {
        if (!context.WebSockets.IsWebSocketRequest && !HttpMethods.IsGet(context.Request.Method))
        {
            await EngineError.BadMethod(context.Request.Method).AnswerAsync(context);
            return;
        }

        var offered = KeyOf(context.Request);
        var isAllowed = VendorDesk.IsLoopback(context) || (offered is not null && keys.Accepts(offered, secret: null, isLoopback: false));
        if (!isAllowed && offered is not null)
        {
            await EngineError.NoKey(KeyNeeded).AnswerAsync(context);
            return;
        }

        var address = $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}";
        if (registry.TryOpen(address, context.WebSockets.IsWebSocketRequest, isAllowed, out var problem) is not { } session)
        {
            await EngineError.Full(problem).AnswerAsync(context);
        }
        else if (context.WebSockets.IsWebSocketRequest)
        {
            await RunAsync(context, session, registry.Rules, isUpgrade: false);
        }
        else
        {
            await PollingTransport.PollAsync(context, session, registry.Rules);
        }
    }

    private static Task UpgradeAsync(HttpContext context, EngineSession session, SessionRules rules) =>
        session.Carriers.TryBeginProbe()
            ? RunAsync(context, session, rules, isUpgrade: true)
            : EngineError.BadRequest("the session has a WebSocket already, or one that is being tried.").AnswerAsync(context);

    private static async Task RunAsync(HttpContext context, EngineSession session, SessionRules rules, bool isUpgrade)
    {
        var isCarried = !isUpgrade;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = rules.Clients.KeepAliveInterval,
                KeepAliveTimeout = rules.Clients.KeepAliveTimeout,
            });
            WebSocketTransport transport = new(socket, session, rules);
            isCarried = isCarried || await transport.TryUpgradeAsync();
            if (isCarried)
            {
                await transport.RunAsync();
            }
        }
        finally
        {
            session.Carriers.EndProbe();
            if (isCarried)
            {
                session.Cut();
            }
        }
    }

    // In the query for browsers, which cannot set a header of a WebSocket; better is the auth of the connect packet, which ends up in no log.
    private static string? KeyOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : StringValues.IsNullOrEmpty(request.Query["key"]) ? null
            : request.Query["key"].ToString();
    }

    // The guard has let the page's origin through; the browser asks for that in writing.
    private static void AllowOrigin(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = "content-type, authorization";
            headers.Vary = "Origin";
        }
    }
}
