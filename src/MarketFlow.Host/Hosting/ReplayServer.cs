using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The sockets of <c>marketflow replay</c>: any path is the recorded vendor.</summary>
internal static class ReplayServer
{
    public static WebApplication Create(SessionReplayer replayer, string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var address) || address.Scheme is not ("ws" or "http"))
        {
            throw new ArgumentException($"--listen is \"{listen}\"; must be a ws:// address.", nameof(listen));
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.LeaveFailuresToTheCaller();
        builder.WebHost.UseUrls(new UriBuilder(address) { Scheme = "http", Path = "/" }.Uri.ToString());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                await context.Response.WriteAsync("This is a replayed market data session; connect to it with a WebSocket.\n", context.RequestAborted);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, app.Lifetime.ApplicationStopping);
            await replayer.ServeAsync(socket, ending.Token);
        });
        return app;
    }
}
