using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds.Tests;

/// <summary>Two sockets in memory, each the other's far end, with a way between them that takes virtual time.</summary>
/// <remarks>What is said arrives on the clock, never within the call: nobody's answer runs inside somebody's sending.</remarks>
internal static class SocketPair
{
    /// <summary>How long a message is on its way.</summary>
    public static TimeSpan Way { get; } = TimeSpan.FromMilliseconds(1);

    public static (WebSocket Client, WebSocket Server) Open(IScheduler clock)
    {
        End client = new(clock);
        End server = new(clock);
        (client.Peer, server.Peer) = (server, client);
        return (client, server);
    }

    private sealed class End(IScheduler clock) : WebSocket
    {
        private readonly Queue<(byte[] Bytes, WebSocketMessageType Type)> _incoming = new();
        private TaskCompletionSource? _waiting;
        private bool _isLost;
        private WebSocketCloseStatus? _closeStatus;
        private string? _closeDescription;
        private WebSocketState _state = WebSocketState.Open;

        public End Peer { get; set; } = null!;

        public override WebSocketCloseStatus? CloseStatus => _closeStatus;

        public override string? CloseStatusDescription => _closeDescription;

        public override WebSocketState State => _state;

        public override string? SubProtocol => null;

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            while (_incoming.Count == 0 || _state == WebSocketState.Aborted)
            {
                if (_isLost)
                {
                    throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
                }

                _waiting = new();
                await _waiting.Task.ConfigureAwait(false);
            }

            var (bytes, type) = _incoming.Dequeue();
            bytes.CopyTo(buffer); // messages of these tests are short
            if (type == WebSocketMessageType.Close)
            {
                _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
            }

            return new(bytes.Length, type, endOfMessage: true);
        }

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            if (_isLost || _state is not (WebSocketState.Open or WebSocketState.CloseReceived))
            {
                throw new WebSocketException(WebSocketError.InvalidState);
            }

            Assert.True(endOfMessage);
            var message = buffer.ToArray();
            clock.Schedule(Way, () => Peer.Arrives(message, messageType));
            return ValueTask.CompletedTask;
        }

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            if (_isLost || _state is not (WebSocketState.Open or WebSocketState.CloseReceived))
            {
                throw new WebSocketException(WebSocketError.InvalidState);
            }

            _state = _state == WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
            clock.Schedule(Way, () =>
            {
                (Peer._closeStatus, Peer._closeDescription) = (closeStatus, statusDescription);
                Peer.Arrives([], WebSocketMessageType.Close);
            });
            return Task.CompletedTask;
        }

        public override void Abort()
        {
            _state = WebSocketState.Aborted;
            IsLost();
            clock.Schedule(Way, Peer.IsLost);
        }

        public override void Dispose()
        {
            if (_state is not (WebSocketState.Closed or WebSocketState.Aborted))
            {
                Abort();
            }
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private void Arrives(byte[] message, WebSocketMessageType type)
        {
            _incoming.Enqueue((message, type));
            Wake();
        }

        private void IsLost()
        {
            _isLost = true;
            Wake();
        }

        private void Wake() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }
}
