using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>A vendor on a real socket that greets, hears the key and what is asked for, answers both, and then sends what the test gives it: to who came last.</summary>
internal sealed class SpeakingVendor : IAsyncDisposable
{
    private volatile TaskCompletionSource<WebSocket> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string[] _says;
    private readonly WebApplication _application;

    /// <param name="says">The greeting, the answer to the key, the answer to the question: frames in JSON.</param>
    public SpeakingVendor(params string[] says)
    {
        _says = says;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(ServeAsync);
    }

    /// <summary>What was heard, in order. Whole once the host has ended.</summary>
    public List<string> Heard { get; } = [];

    public Uri Address => new(_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/");

    public async Task<SpeakingVendor> StartAsync()
    {
        await _application.StartAsync();
        return this;
    }

    /// <summary>Sends a frame, once the question was answered.</summary>
    public async Task SendAsync(byte[] frame, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        var socket = await _asked.Task.WaitAsync(TestClient.Patience());
        await socket.SendAsync(frame, type, endOfMessage: true, TestClient.Patience());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        foreach (var (index, words) in _says.Index())
        {
            if (index > 0)
            {
                Heard.Add(await ReadAsync(socket));
            }

            await socket.SendAsync(Encoding.UTF8.GetBytes(words), WebSocketMessageType.Text, endOfMessage: true, TestClient.Patience());
        }

        if (!_asked.TrySetResult(socket))
        {
            TaskCompletionSource<WebSocket> again = new();
            again.SetResult(socket);
            _asked = again;
        }

        try
        {
            while (await ReadAsync(socket) is { Length: > 0 } more)
            {
                Heard.Add(more);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestClient.Patience());
        }
        catch (WebSocketException)
        {
            // the host was not stopped but thrown away
        }
    }

    private static async Task<string> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer, TestClient.Patience());
        Assert.True(received.EndOfMessage, "What is asked here fits into the buffer.");
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
