using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>A server's socket on which a fault script does its work. Faults concern what the server sends; what it hears is untouched.</summary>
internal sealed class FaultySocket : WebSocket
{
    private readonly WebSocket _inner;
    private readonly Fault[] _faults;
    private readonly MessageFaults _messages;
    private readonly FaultInjector _injector;
    private readonly IScheduler _clock;
    private readonly DateTimeOffset _openedAt;
    private readonly CompositeDisposable _timers = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly OutgoingLine<(ReadOnlyMemory<byte> Message, WebSocketMessageType Type)> _line;
    private readonly SerialDisposable _held = new();
    private readonly Lock _deciding = new();
    private readonly MemoryStream _message = new();
    private bool _hasHeardSubscribe;

    public FaultySocket(WebSocket inner, Fault[] faults, Random random, FaultInjector injector, IScheduler clock)
    {
        (_inner, _faults, _injector, _clock) = (inner, faults, injector, clock);
        _messages = new(faults, random);
        _line = new(late => TrySendAsync(late.Message, late.Type), clock);
        _openedAt = clock.Now;
    }

    /// <summary>True where it is one connection too many, which the vendor notices only after it has acknowledged a subscribe.</summary>
    public bool DiesOnceSubscribed { get; set; }

    public override WebSocketCloseStatus? CloseStatus => _inner.CloseStatus;

    public override string? CloseStatusDescription => _inner.CloseStatusDescription;

    public override WebSocketState State => _inner.State;

    public override string? SubProtocol => _inner.SubProtocol;

    /// <summary>Starts what happens at a time of its own.</summary>
    public void Begin()
    {
        foreach (var fault in _faults)
        {
            if (fault.Kind == FaultKind.Drop)
            {
                _timers.Add(_clock.Schedule(fault.At, Abort));
            }
            else if (fault.Kind == FaultKind.Close)
            {
                _timers.Add(_clock.Schedule(fault.At, () => _ = CloseWithAsync(words: default)));
            }
            else if (fault.Kind == FaultKind.Refuse)
            {
                _timers.Add(_clock.Schedule(fault.At, RunAway));
            }
        }
    }

    /// <summary>Says that there are too many connections, and closes with 1008.</summary>
    public void RunAway() => _ = CloseWithAsync(_injector.TooManyConnections);

    public override void Abort()
    {
        Leave();
        _inner.Abort();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Leave();
        return _inner.CloseAsync(closeStatus, statusDescription, cancellationToken);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Leave();
        return _inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);
    }

    public override void Dispose()
    {
        Leave();
        _inner.Dispose();
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return new(received.Count, received.MessageType, received.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await _inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hasHeardSubscribe |= buffer.Span[..received.Count].IndexOf("subscribe"u8) >= 0; // without quotes, which MessagePack has none of
        return received;
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        // Faults concern whole messages, so parts are gathered first.
        _message.Write(buffer.Span);
        if (!endOfMessage)
        {
            return;
        }

        var message = _message.ToArray();
        _message.SetLength(0);
        foreach (var outgoing in Decide(message, messageType))
        {
            if (!_line.TryEnqueue((outgoing.Message, messageType), outgoing.Delay))
            {
                await SendNowAsync(outgoing.Message, messageType, cancellationToken).ConfigureAwait(false);
            }
        }

        if (DiesOnceSubscribed && _hasHeardSubscribe)
        {
            DiesOnceSubscribed = false;
            RunAway();
        }
    }

    private IReadOnlyList<MessageFaults.Outgoing> Decide(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        lock (_deciding)
        {
            var holds = _messages.Holds;
            var outgoing = _messages.Apply(message, _clock.Now - _openedAt);
            if (_messages.Holds > holds)
            {
                // what nothing follows comes all the same: a client may be waiting for it before it says a word
                _held.Disposable = _clock.Schedule(_messages.LongestHold, () => Release(holds + 1, type));
            }

            return outgoing;
        }
    }

    private void Release(int hold, WebSocketMessageType type)
    {
        ReadOnlyMemory<byte>? released;
        lock (_deciding)
        {
            released = _messages.Release(hold);
        }

        if (released is { } message && !_line.TryEnqueue((message, type), TimeSpan.Zero))
        {
            _ = TrySendAsync(message, type);
        }
    }

    private async Task SendNowAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _inner.SendAsync(message, type, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    // The vendor's own doing: whether the client is still there to see it is not the script's concern.
    private async Task TrySendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        try
        {
            await SendNowAsync(message, type, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            Leave();
        }
    }

    private async Task CloseWithAsync(ReadOnlyMemory<byte> words)
    {
        if (!words.IsEmpty)
        {
            await TrySendAsync(words, WebSocketMessageType.Text).ConfigureAwait(false);
        }

        Leave();
        try
        {
            await _inner.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "too many connections", CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            _inner.Abort();
        }
    }

    private void Leave()
    {
        _timers.Dispose();
        _held.Dispose();
        _line.Dispose();
        _injector.Forget(this);
    }
}
