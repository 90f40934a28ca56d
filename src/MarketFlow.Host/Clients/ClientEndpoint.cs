using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>Where clients connect: the way of a connection from its handshake to its end, and the address of MarketFlow's own protocol.</summary>
internal static class ClientEndpoint
{
    /// <summary>Serves <paramref name="path"/>. The application must use the WebSocket middleware before it.</summary>
    /// <param name="endpoints">Where it is added.</param>
    /// <param name="hub">Where clients join.</param>
    /// <param name="clock">Bounds how long a close may take.</param>
    /// <param name="path">The path.</param>
    /// <remarks>A request that is no WebSocket gets 400, one too many 503, each with words.</remarks>
    public static IEndpointConventionBuilder MapClients(
        this IEndpointRouteBuilder endpoints, ClientHub hub, IScheduler clock, string path = "/ws") =>
        endpoints.Map(path, context => ServeAsync(
            context, hub, hub.Options, clock, MarketFlowProtocol.Instance, client => new MarketFlowConversation(client, hub, hub.Options)));

    /// <summary>Serves one connection, in whatever protocol.</summary>
    internal static async Task ServeAsync(
        HttpContext context, ClientHub hub, ClientOptions options, IScheduler clock, ClientProtocol protocol, Func<Client, ClientConversation> converse)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This address speaks WebSocket: connect with ws:// or wss://.");
            return;
        }

        var client = hub.TryJoin($"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}", protocol);
        if (client is null)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                $"{hub.Clients.Count} clients are connected; allowed: {options.MaxClients}, and none while the host is stopping.");
            return;
        }

        var log = context.RequestServices.GetRequiredService<ILogger<Client>>();
        var path = context.Request.Path.ToUriComponent();
        using var scope = ClientLog.Scope(log, client.Id, client.Address, path);
        ClientLog.Joined(log, client.Id, client.Address, path);
        client.WarningAdded = warning => ClientLog.Warned(log, client.Id, client.Address, path, warning);
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = options.KeepAliveInterval,
                KeepAliveTimeout = options.KeepAliveTimeout,
            });
            using var conversation = converse(client);
            await new ClientSession(socket, client, conversation, options, clock).RunAsync();
        }
        finally
        {
            hub.Leave(client);
            if (client.Outbox.WasSlow)
            {
                ClientLog.TooSlow(log, client.Id, client.Address, path, client.Outbox.Account.ClientSlow);
            }
            else
            {
                ClientLog.Left(log, client.Id, client.Address, path, client.Outbox.Close?.Words ?? "gone");
            }
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}
