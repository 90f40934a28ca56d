using System.Net.WebSockets;
using System.Text;

namespace MarketFlow.Host;

/// <summary>A vendor on a free port of this machine that lets everybody in and, when told, sends one event of each channel.</summary>
internal sealed class CanaryVendor : IAsyncDisposable
{
    /// <summary>The symbol of the canary, which no market has.</summary>
    public const string Symbol = "ZZCANARY";

    /// <summary>One trade, one bar and one value, in Massive's words; <c>NOW</c> is the time in milliseconds.</summary>
    public const string Frame =
        """[{"ev":"T","sym":"ZZCANARY","x":4,"i":"1","p":100,"s":1,"t":NOW},{"ev":"AM","sym":"ZZCANARY","v":1,"o":100,"h":100,"l":100,"c":100,"s":NOW,"e":NOW},{"ev":"FMV","sym":"ZZCANARY","fmv":100,"t":NOW}]""";

    private readonly TaskCompletionSource<WebSocket> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _application;

    public CanaryVendor()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(ServeAsync);
    }

    /// <summary>The feed that takes it in.</summary>
    public FeedSettings Feed => new()
    {
        Name = "canary",
        Dialect = "massive",
        Url = _application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/stocks",
        Symbols = [Symbol],
        Hours = FeedSettings.Always,
        Key = "canary",
    };

    /// <summary>Completes when it was asked for its symbol.</summary>
    public Task IsAsked => _asked.Task;

    public Task StartAsync() => _application.StartAsync();

    public async Task SendAsync(string frame, DateTimeOffset now, CancellationToken cancellation)
    {
        var text = frame.Replace("NOW", $"{now.ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
        await (await _asked.Task).SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        try
        {
            await SayAsync("connected", "Connected Successfully");
            await HearAsync();
            await SayAsync("auth_success", "authenticated");
            await HearAsync();
            await SayAsync("success", "subscribed");
            _asked.TrySetResult(socket);
            while ((await HearAsync()).MessageType != WebSocketMessageType.Close)
            {
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, context.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // the host under test is gone
        }

        Task SayAsync(string status, string message) => socket.SendAsync(
            Encoding.UTF8.GetBytes($$"""[{"ev":"status","status":"{{status}}","message":"{{message}}"}]"""), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);

        Task<WebSocketReceiveResult> HearAsync() => socket.ReceiveAsync(new ArraySegment<byte>(buffer), context.RequestAborted);
    }
}
