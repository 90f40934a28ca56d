using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

/// <summary>A socket in memory. The test plays the other end; everything runs on the test's own thread.</summary>
internal sealed class FakeWebSocket(IScheduler clock) : WebSocket
{
    private readonly Queue<(byte[] Bytes, WebSocketMessageType Type, bool IsEnd)> _incoming = new();
    private TaskCompletionSource? _waiting;
    private Exception? _lost;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeDescription;
    private WebSocketState _state = WebSocketState.Open;

    public List<(byte[] Bytes, bool IsBinary, DateTimeOffset At)> Sent { get; } = [];

    public bool AnswersClose { get; init; } = true;

    /// <summary>With which status a close is answered; the same one where not set.</summary>
    public WebSocketCloseStatus? AnswersCloseWith { get; set; }

    public Exception? SendFails { get; init; }

    /// <summary>Where set, sending waits for it: a client that does not read.</summary>
    public Task? SendWaits { get; init; }

    /// <summary>What the other end answers to each message at once; nothing where not set.</summary>
    public Func<string, IEnumerable<string>>? Answers { get; init; }

    public bool IsDisposed { get; private set; }

    public bool IsAborted { get; private set; }

    public WebSocketCloseStatus? ClosedWith { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => _closeDescription;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public void Receives(params byte[][] messages)
    {
        foreach (var message in messages)
        {
            Receives(message, WebSocketMessageType.Text, isEnd: true);
        }
    }

    public void Receives(byte[] part, WebSocketMessageType type, bool isEnd)
    {
        _incoming.Enqueue((part, type, isEnd));
        Wake();
    }

    public void ReceivesClose(WebSocketCloseStatus status, string? description = null)
    {
        (_closeStatus, _closeDescription) = (status, description);
        Receives([], WebSocketMessageType.Close, isEnd: true);
    }

    public void IsLost(Exception? why = null)
    {
        _lost ??= why ?? new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        Wake();
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_incoming.Count == 0)
        {
            if (_lost is not null)
            {
                throw _lost;
            }

            _waiting = new();
            await _waiting.Task.ConfigureAwait(false);
        }

        var (bytes, type, isEnd) = _incoming.Peek();
        var count = Math.Min(bytes.Length, buffer.Length);
        bytes.AsMemory(0, count).CopyTo(buffer);
        _incoming.Dequeue();
        if (count < bytes.Length)
        {
            var rest = _incoming.ToArray();
            _incoming.Clear();
            _incoming.Enqueue((bytes[count..], type, isEnd));
            foreach (var next in rest)
            {
                _incoming.Enqueue(next);
            }
        }

        if (type == WebSocketMessageType.Close)
        {
            _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
        }

        return new(count, type, isEnd && count == bytes.Length);
    }

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (SendWaits is not null)
        {
            await SendWaits.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((SendFails ?? _lost) is { } error)
        {
            throw error;
        }

        Sent.Add((buffer.ToArray(), messageType == WebSocketMessageType.Binary, clock.Now));
        foreach (var answer in Answers?.Invoke(buffer.Text()) ?? [])
        {
            Receives(System.Text.Encoding.UTF8.GetBytes(answer));
        }
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        ClosedWith = closeStatus;
        var isAnswer = _state == WebSocketState.CloseReceived;
        _state = isAnswer ? WebSocketState.Closed : WebSocketState.CloseSent;
        if (!isAnswer && AnswersClose)
        {
            ReceivesClose(AnswersCloseWith ?? closeStatus);
        }

        return Task.CompletedTask;
    }

    public override void Abort()
    {
        IsAborted = true;
        _state = WebSocketState.Aborted;
        IsLost();
    }

    public override void Dispose() => IsDisposed = true;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Wake() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
}
