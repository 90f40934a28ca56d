using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Feeds.Tests;

/// <summary>Kestrel on a free port of the loopback address, with one handler for all its sockets.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _sockets;
    private int _open;

    private SocketServer(WebApplication app) => _app = app;

    public Uri Url => new UriBuilder(_app.Urls.First()) { Scheme = "ws", Path = "/ws" }.Uri;

    /// <summary>Sockets being served now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <param name="serve">Given each socket, its number from 1, and its request.</param>
    public static async Task<SocketServer> StartAsync(Func<WebSocket, int, HttpContext, Task> serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new SocketServer(app);
        app.UseWebSockets();
        app.Run(context => server.ServeAsync(context, serve));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(impatience.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context, Func<WebSocket, int, HttpContext, Task> serve)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref _open);
        try
        {
            await serve(socket, Interlocked.Increment(ref _sockets), context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
