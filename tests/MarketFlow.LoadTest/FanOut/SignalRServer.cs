using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketFlow.LoadTest;

/// <summary>What one would write with ASP.NET's SignalR to do the host's job: a hub that keeps a group per symbol.</summary>
internal static class SignalRServer
{
    /// <summary>Where the hub is.</summary>
    public const string Path = "/hub";

    /// <summary>Serves until the feed ends.</summary>
    public static async Task RunAsync(Uri vendor, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR(hub =>
        {
            hub.ClientTimeoutInterval = TimeSpan.FromHours(1); // the clients here do not ping
            hub.MaximumReceiveMessageSize = 1024 * 1024; // or a long list of symbols is refused
        });
        await using var app = builder.Build();
        app.MapHub<SubscriptionHub>(Path);
        await app.StartAsync(cancellation);
        Console.WriteLine($"{FanOutServer.Ready}{app.Urls.First()}/");
        await RelayAsync(vendor, app.Services.GetRequiredService<IHubContext<SubscriptionHub>>(), cancellation);
    }

    private static async Task RelayAsync(Uri vendor, IHubContext<SubscriptionHub> hub, CancellationToken cancellation)
    {
        using ClientWebSocket feed = new();
        feed.Options.Proxy = null; // the vendor is on this machine, whatever HTTP_PROXY says
        await feed.ConnectAsync(vendor, cancellation);
        await feed.SendAsync("""{"action":"auth","params":"load"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        var buffer = new byte[64 * 1024];
        for (var length = 0; ;)
        {
            var read = await feed.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += read.Count;
            if (read.EndOfMessage)
            {
                await SendAsync(buffer.AsMemory(0, length), hub, cancellation);
                length = 0;
            }
            else if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }
    }

    private static async Task SendAsync(ReadOnlyMemory<byte> frame, IHubContext<SubscriptionHub> hub, CancellationToken cancellation)
    {
        using var events = JsonDocument.Parse(frame);
        foreach (var one in events.RootElement.EnumerateArray())
        {
            if (!one.TryGetProperty("sym"u8, out var symbol))
            {
                continue; // a status
            }

            var text = one.GetRawText();
            await hub.Clients.Group(symbol.GetString()!).SendAsync("m", text, cancellation);
            await hub.Clients.Group(SubscriptionHub.Everything).SendAsync("m", text, cancellation);
        }
    }
}

/// <summary>The hub; an event goes to the group of its symbol and to that of <see cref="Everything"/>.</summary>
internal sealed class SubscriptionHub : Hub
{
    public const string Everything = "*";

    public async Task Subscribe(string[] symbols)
    {
        foreach (var symbol in symbols)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, symbol);
        }
    }
}
