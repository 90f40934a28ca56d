using System.Buffers;
using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>Sends what waits in an outbox: all that gathered while a send was under way leaves as one frame.</summary>
/// <remarks>
/// No timer: an idle client gets an event at once, a busy one gets many per frame. Memory: one frame while a send is under way.
/// </remarks>
/// <param name="socket">The client's socket; nobody else sends on it.</param>
/// <param name="client">Whose messages are sent.</param>
/// <param name="clock">Supplies the time of notices to the client. No work is scheduled on it.</param>
internal sealed class ClientSender(WebSocket socket, Client client, IScheduler clock)
{
    private readonly ClientOutbox _outbox = client.Outbox;
    private readonly ClientFrame _frame = client.Protocol.CreateFrame();
    private readonly List<SharedMessage> _batch = [];

    /// <summary>Sends until the outbox has ended and is empty, then closes. Completes when that is done, or the socket has broken.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _outbox.WaitAsync();
            while (_outbox.TryTake(_batch, out var news))
            {
                client.Pace?.Begin(_batch);
                _batch.InsertRange(0, news == default ? [] : client.Protocol.Tell(news, clock.Now));
                await SendAsync();
                client.Pace?.End();
                await _outbox.WaitAsync();
            }

            var close = _outbox.Close ?? ClientClose.Gone;
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(close.Status, close.Words, CancellationToken.None);
            }
        }
        catch (Exception error) when (error.IsOfBrokenSocket())
        {
            // it is over; the end below accounts for what still waits
        }
        finally
        {
            _outbox.End(ClientClose.Gone);
        }
    }

    // What is encoded only now may be longer than it was taken for; then it is more than one frame.
    private async Task SendAsync()
    {
        for (var sent = 0; sent < _batch.Count;)
        {
            var (buffer, length, count) = WriteFrame(sent);
            sent += count;
            try
            {
                await socket.SendAsync(buffer.AsMemory(0, length), _frame.Type, endOfMessage: true, CancellationToken.None);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        _batch.Clear();
    }

    private (byte[] Buffer, int Length, int Count) WriteFrame(int from)
    {
        var messages = CollectionsMarshal.AsSpan(_batch)[from..];
        var count = _frame.Fitting(messages, out var maxLength);
        var buffer = ArrayPool<byte>.Shared.Rent(maxLength);
        return (buffer, _frame.Write(messages[..count], buffer), count);
    }
}
