using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Polly;

namespace MarketFlow.Feeds;

/// <summary>One subscription to one connection of a feed: connects, reads, comes back, until it is disposed or stopped.</summary>
internal sealed class ConnectionRun : IDisposable
{
    private readonly WebSocketFeedOptions _options;
    private readonly ConnectionMonitor _monitor;
    private readonly IObserver<Frame> _downstream;
    private readonly Func<Uri, CancellationToken, Task<WebSocket>> _connect;
    private readonly Func<int> _takeNumber;
    private readonly Action<FeedFault> _report;
    private readonly IScheduler _clock;
    private readonly SchedulerTimeProvider _time;
    private readonly ResiliencePipeline<ConnectionEnd> _reconnect;
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _isDisposed;
    private bool _isDelivering;

    public ConnectionRun(
        WebSocketFeedOptions options, int slot, IObserver<Frame> downstream, Func<Uri, CancellationToken, Task<WebSocket>> connect,
        Func<int> takeNumber, Action<FeedFault> report, IScheduler clock)
    {
        (_options, _downstream, _connect, _takeNumber, _report, _clock) = (options, downstream, connect, takeNumber, report, clock);
        _monitor = new(slot);
        _time = new(clock);
        _reconnect = ReconnectPolicy.Create(options, slot, _time, lost => _monitor.Waiting(lost.Reason));
    }

    public ConnectionStatus Status => _monitor.Read();

    /// <summary>True once it delivers nothing any more, though its socket may still be closing.</summary>
    public bool HasEnded => _isDisposed;

    /// <summary>Nothing is delivered any more; the socket is closed, and cut where it does not close in time.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _ending.Cancel();
    }

    /// <summary>Closes the socket, delivers what still arrives until it is closed, and completes.</summary>
    public void Stop() => _ending.Cancel();

    /// <summary>Never throws: how it ends is told to the observer.</summary>
    public async Task RunAsync()
    {
        try
        {
            await StayConnectedAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // told to end while it was waiting to try again
        }
        catch (Exception error)
        {
            End(error);
            return;
        }

        End(error: null);
    }

    private void End(Exception? error)
    {
        var wasDisposed = _isDisposed;
        _isDisposed = true;
        _monitor.Ended(error is null ? null : Words(error));
        if (error is null && !wasDisposed)
        {
            _downstream.OnCompleted();
        }
        else if (error is not null)
        {
            _report(new(_options.Name, _monitor.Connection, _clock.Now, $"The connection is given up, because code of the caller threw: {Words(error)}"));
            _downstream.OnError(error);
        }
    }

    private async Task StayConnectedAsync()
    {
        ConnectionEnd? proven = null; // lost after data had flowed: the first failure of a new row
        while (!_ending.IsCancellationRequested)
        {
            proven = await _reconnect.ExecuteAsync(
                async _ =>
                {
                    if (proven is not { } lost)
                    {
                        return await ConnectAndReadAsync().ConfigureAwait(false);
                    }

                    proven = null;
                    return lost with { WasProven = false };
                },
                _ending.Token).ConfigureAwait(false);
        }
    }

    private async ValueTask<ConnectionEnd> ConnectAndReadAsync()
    {
        var messages = _options.SendOnConnect();
        _monitor.Connecting();
        var (socket, failure) = await OpenAsync(messages).ConfigureAwait(false);
        using (socket)
        {
            return socket is null ? new(failure) : await ReadAsync(socket).ConfigureAwait(false);
        }
    }

    private async ValueTask<(WebSocket? Socket, string Failure)> OpenAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _ending.Token);
        WebSocket? socket = null;
        try
        {
            socket = await _connect(_options.Url, connecting.Token).ConfigureAwait(false);
            foreach (var message in messages)
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, connecting.Token).ConfigureAwait(false);
            }

            return (socket, string.Empty);
        }
        catch (Exception error)
        {
            socket?.Dispose();
            return (null, timeout.IsCancellationRequested
                ? $"No connection within {_options.ConnectTimeout} (ConnectTimeout)."
                : $"No connection: {Words(error)}");
        }
    }

    private async ValueTask<ConnectionEnd> ReadAsync(WebSocket socket)
    {
        using var message = new MessageBuffer(_options.MaxFrameBytes);
        using var cut = new SerialDisposable();
        await using var closing = _ending.Token.Register(() => _ = CloseAsync(socket, cut)).ConfigureAwait(false);
        var number = _takeNumber();
        var flow = new DataFlow(_options.ProvenAfter);
        _monitor.Opened(number);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(message.Free(), CancellationToken.None).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await CloseAsync(socket, cut).ConfigureAwait(false);
                    return ClosedByServer(socket, flow);
                }

                message.Add(part.Count);
                if (part.EndOfMessage)
                {
                    _isDelivering = true; // what is thrown in there is the consumer's, not the socket's
                    Deliver(message, number, part.MessageType == WebSocketMessageType.Binary, ref flow);
                    _isDelivering = false;
                }
            }
        }
        catch (Exception error) when (!_isDelivering)
        {
            return new($"Connection {number} lost: {Words(error)}", flow.IsProven);
        }
    }

    private void Deliver(MessageBuffer message, int number, bool isBinary, ref DataFlow flow)
    {
        var now = _clock.Now;
        _monitor.Received(now.UtcTicks, message.Length);
        if (flow.Proves(now))
        {
            _monitor.Proven();
        }

        if (message.IsTooLong)
        {
            var length = message.Length;
            message.Clear();
            _report(new(_options.Name, number, now, $"Frame of {length} bytes skipped; at most {_options.MaxFrameBytes} are taken (MaxFrameBytes)."));
            return;
        }

        var bytes = message.Take();
        if (!_isDisposed)
        {
            _downstream.OnNext(new(_options.Name, number, now, bytes, isBinary));
        }
    }

    private static ConnectionEnd ClosedByServer(WebSocket socket, DataFlow flow)
    {
        var said = string.IsNullOrEmpty(socket.CloseStatusDescription) ? string.Empty : $" ({socket.CloseStatusDescription})";
        return new(
            $"The server closed with {(int?)socket.CloseStatus}{said}.", flow.IsProven, socket.CloseStatus == WebSocketCloseStatus.PolicyViolation);
    }

    // The reading goes on meanwhile: a reading that is cancelled cuts the socket instead of closing it.
    private async Task CloseAsync(WebSocket socket, SerialDisposable cut)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                cut.Disposable = _clock.Schedule(_options.CloseTimeout, socket.Abort);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            socket.Abort(); // already gone, or closing from both ends at once: there is nothing left to be polite about
        }
    }

    private static string Words(Exception error) =>
        error.InnerException is { } inner && !error.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{error.Message} {Words(inner)}"
            : error.Message;
}
