using System.Net.WebSockets;
using System.Reactive.Concurrency;
using MarketFlow.Feeds;
using Microsoft.AspNetCore.Http.Features;

namespace MarketFlow.Host;

/// <summary>Puts a fault script between this host, standing in for a vendor, and its clients: every socket of a vendor's protocol does wrong by it.</summary>
internal static class FaultySockets
{
    /// <summary>Wraps the sockets of the vendors' protocols; those of <c>/ws</c> do no wrong. The application must use the WebSocket middleware before it.</summary>
    public static void Use(WebApplication app, FaultScript script, IScheduler clock, int seed)
    {
        FaultInjector massive = new(script, FaultyVendor.Massive, clock, seed);
        FaultInjector alpaca = new(script, FaultyVendor.Alpaca, clock, seed);
        app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets && !context.Request.Path.StartsWithSegments("/ws", StringComparison.OrdinalIgnoreCase))
            {
                context.Features.Set<IHttpWebSocketFeature>(new FaultyFeature(sockets, VendorPaths.IsAlpaca(context.Request.Path) ? alpaca : massive));
            }

            return next(context);
        });
    }

    private sealed class FaultyFeature(IHttpWebSocketFeature inner, FaultInjector injector) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => injector.Wrap(await inner.AcceptAsync(context));
    }
}
