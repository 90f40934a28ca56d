using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A client as a user would write it, which checks what the protocol promises of every message: arrays of objects, numbered without a hole.</summary>
internal sealed class TestClient(ClientWebSocket socket) : IDisposable
{
    private readonly Queue<JsonElement> _waiting = new();
    private readonly byte[] _buffer = new byte[300 * 1024];
    private long _seq;

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    /// <summary>Ends a test that would wait for ever; nothing is measured by it.</summary>
    public static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, Patience());

    public Task SendPartAsync(string text, bool isLast) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isLast, Patience());

    /// <summary>Sends a request and waits for its answer.</summary>
    public async Task<JsonElement> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadAsync();
    }

    /// <summary>The next message.</summary>
    /// <exception cref="EndOfStreamException">The host closed instead.</exception>
    public async Task<JsonElement> ReadAsync()
    {
        while (_waiting.Count == 0)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(_buffer.AsMemory(length), Patience());
                length += received.Count;
            }
            while (!received.EndOfMessage);

            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new EndOfStreamException();
            }

            Assert.True(length <= 256 * 1024, $"A frame is {length} bytes long.");
            using var frame = JsonDocument.Parse(_buffer.AsMemory(0, length));
            foreach (var message in frame.RootElement.EnumerateArray())
            {
                Assert.Equal(++_seq, message.GetProperty("seq").GetInt64());
                _waiting.Enqueue(message.Clone());
            }
        }

        return _waiting.Dequeue();
    }

    public async Task<List<JsonElement>> ReadAsync(int count)
    {
        List<JsonElement> messages = [];
        while (messages.Count < count)
        {
            messages.Add(await ReadAsync());
        }

        return messages;
    }

    /// <summary>All that still comes, up to the host's close, which is answered.</summary>
    public async Task<List<JsonElement>> ReadToEndAsync()
    {
        List<JsonElement> messages = [];
        try
        {
            while (true)
            {
                messages.Add(await ReadAsync());
            }
        }
        catch (EndOfStreamException)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Patience());
            return messages;
        }
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Patience());

    public void Cut() => socket.Abort();

    public void Dispose() => socket.Dispose();
}
