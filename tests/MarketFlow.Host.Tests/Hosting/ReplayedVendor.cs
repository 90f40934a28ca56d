using System.Net.WebSockets;
using System.Reactive.Concurrency;
using MarketFlow.Feeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

/// <summary>A recorded session served over real sockets, which begins when the test says so and loses a connection when told.</summary>
internal sealed class ReplayedVendor : IAsyncDisposable
{
    private readonly TaskCompletionSource _begin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ServedSocket> _sockets = [];
    private readonly Dictionary<int, TaskCompletionSource<ServedSocket>> _arrivals = [];
    private readonly Lock _gate = new();
    private readonly EventLoopScheduler _clock = new();
    private readonly SessionReplayer _replayer;
    private readonly int[] _framesOf;
    private readonly int? _killedHalfWay;
    private readonly bool _takesReconnects;
    private readonly WebApplication _application;

    /// <param name="frames">The session.</param>
    /// <param name="speed">How many times faster than recorded; null for as fast as it can.</param>
    /// <param name="killedHalfWay">The socket, from 1, that is cut when half of its frames are sent; null for none.</param>
    /// <param name="takesReconnects">Whether a socket may come back.</param>
    public ReplayedVendor(IReadOnlyList<RecordedFrame> frames, double? speed, int? killedHalfWay = null, bool takesReconnects = false)
    {
        _replayer = new(frames, new() { Speed = speed }, _clock);
        _framesOf = [.. Enumerable.Range(1, _replayer.Connections).Select(connection => frames.Count(frame => frame.Connection == connection))];
        (_killedHalfWay, _takesReconnects) = (killedHalfWay, takesReconnects);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(ServeAsync);
    }

    public Uri Address => new(_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/");

    /// <summary>How many sockets connected so far.</summary>
    public int Connected
    {
        get
        {
            lock (_gate)
            {
                return _sockets.Count;
            }
        }
    }

    public async Task<ReplayedVendor> StartAsync()
    {
        await _application.StartAsync();
        return this;
    }

    /// <summary>Lets the session begin.</summary>
    public void Begin() => _begin.SetResult();

    /// <summary>Completes when every socket that lives has been sent all of its frames, the one that came back included.</summary>
    public async Task PlayedAsync()
    {
        foreach (var socket in Enumerable.Range(1, _replayer.Connections + (_takesReconnects ? 1 : 0)).Where(socket => socket != _killedHalfWay))
        {
            await (await SocketAsync(socket)).Played.WaitAsync(TestClient.Patience());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _clock.Dispose();
    }

    private Task<ServedSocket> SocketAsync(int number)
    {
        lock (_gate)
        {
            return ArrivalOf(number).Task.WaitAsync(TestClient.Patience());
        }
    }

    private TaskCompletionSource<ServedSocket> ArrivalOf(int number) =>
        _arrivals.TryGetValue(number, out var known)
            ? known
            : _arrivals[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync(HttpContext context)
    {
        ServedSocket served;
        Task before;
        lock (_gate)
        {
            if (_sockets.Count >= _replayer.Connections + (_takesReconnects ? 1 : 0))
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            var number = _sockets.Count + 1;
            var plays = number <= _framesOf.Length ? number : _killedHalfWay!.Value;
            served = new(_framesOf[plays - 1], dies: number == _killedHalfWay);
            before = _sockets.Count == 0 ? Task.CompletedTask : _sockets[^1].Begun;
            _sockets.Add(served);
            ArrivalOf(number).SetResult(served);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        served.Inner = socket;
        await _begin.Task;

        // In the order in which they connected, or which recorded connection a socket plays would be chance, and so what dies with it.
        await before.WaitAsync(TestClient.Patience());
        try
        {
            var serving = _replayer.ServeAsync(served, context.RequestAborted);
            served.HasBegun();
            await serving;
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the socket that was killed
        }
    }

    /// <summary>Counts the frames that are sent, and dies in the middle where it is to.</summary>
    private sealed class ServedSocket(int frames, bool dies) : WebSocket
    {
        private readonly TaskCompletionSource _played = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _sent;

        public WebSocket Inner { get; set; } = null!;

        public Task Played => _played.Task;

        public Task Begun => _begun.Task;

        public override WebSocketCloseStatus? CloseStatus => Inner.CloseStatus;

        public override string? CloseStatusDescription => Inner.CloseStatusDescription;

        public override WebSocketState State => Inner.State;

        public override string? SubProtocol => Inner.SubProtocol;

        public void HasBegun() => _begun.SetResult();

        public override void Abort() => Inner.Abort();

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            Inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            Inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override void Dispose() => Inner.Dispose();

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            Inner.ReceiveAsync(buffer, cancellationToken);

        public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            Inner.ReceiveAsync(buffer, cancellationToken);

        public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            await SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken);

        public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            await Inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
            if (endOfMessage && ++_sent == (dies ? frames / 2 : frames))
            {
                _played.TrySetResult();
                if (dies)
                {
                    Inner.Abort();
                }
            }
        }
    }
}
