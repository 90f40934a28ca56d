using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>A vendor of Alpaca's protocol on a real socket that refuses whole requests, and numbers the trades that it sends.</summary>
/// <param name="limit">The most trades and quotes that it serves.</param>
internal sealed class RefusingVendor(int limit = 30) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private HashSet<string> _held = [];
    private WebSocket? _socket;
    private WebApplication? _application;
    private int _sent;

    /// <summary>Topics that it refuses with 409, and every request that has one.</summary>
    public ICollection<string> Refused => _refused.Keys;

    /// <summary>Requests heard, in order.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Trades sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    public Uri Address => new(_application!.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/v2/iex");

    public void Refuse(string topic) => _refused[topic] = true;

    public void Grant(string topic) => _refused.TryRemove(topic, out _);

    public async Task<RefusingVendor> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(ServeAsync);
        await _application.StartAsync();
        return this;
    }

    /// <summary>Sends a trade of a symbol if it is subscribed to.</summary>
    /// <returns>False where it is not.</returns>
    public async Task<bool> TradeAsync(string symbol)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (!_held.Contains($"trades.{symbol}") || _socket is not { State: WebSocketState.Open } socket)
            {
                return false;
            }

            var id = Interlocked.Increment(ref _sent);
            await SendAsync(socket, string.Create(
                CultureInfo.InvariantCulture, $$"""[{"T":"t","i":{{id}},"S":"{{symbol}}","x":"D","p":100,"s":1,"t":"2026-03-09T14:31:00.{{id:000}}Z","c":["@"],"z":"C"}]"""));
            return true;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Ends the connection without a close.</summary>
    public void Kill() => _socket?.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _oneAtATime.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Connections++;
        _held = [];
        _socket = socket;
        try
        {
            await SendAsync(socket, """[{"T":"success","msg":"connected"}]""");
            await ReadAsync(socket);
            await SendAsync(socket, """[{"T":"success","msg":"authenticated"}]""");
            while (await ReadAsync(socket) is { Length: > 0 } request)
            {
                Heard.Enqueue(request);
                await _oneAtATime.WaitAsync();
                try
                {
                    await SendAsync(socket, Answer(request));
                }
                finally
                {
                    _oneAtATime.Release();
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ConnectionAbortedException)
        {
            // killed
        }
    }

    private string Answer(string request)
    {
        using var json = JsonDocument.Parse(request);
        List<string> topics = [.. json.RootElement.EnumerateObject().Where(list => list.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(list => list.Value.EnumerateArray().Select(symbol => $"{list.Name}.{symbol.GetString()}"))];
        if (json.RootElement.GetProperty("action").GetString() == "unsubscribe")
        {
            _held = [.. _held.Except(topics)];
        }
        else if (topics.Exists(_refused.ContainsKey))
        {
            return """[{"T":"error","code":409,"msg":"insufficient subscription"}]""";
        }
        else if (_held.Union(topics).Count() > limit)
        {
            return """[{"T":"error","code":405,"msg":"symbol limit exceeded"}]""";
        }
        else
        {
            _held = [.. _held, .. topics];
        }

        var lists = new[] { "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds" };
        return $$"""[{"T":"subscription",{{string.Join(',', lists.Select(name => $"\"{name}\":[{string.Join(',', _held.Where(topic => topic.StartsWith($"{name}.", StringComparison.Ordinal)).Select(topic => $"\"{topic[(name.Length + 1)..]}\""))}]"))}}}]""";
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestClient.Patience());

    private static async Task<string> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, TestClient.Patience());
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
