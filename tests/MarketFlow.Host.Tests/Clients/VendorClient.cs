using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A client of a vendor's protocol, which checks of every frame that it is no longer than allowed.</summary>
internal sealed class VendorClient(WebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[512 * 1024];
    private readonly Queue<string> _events = new();

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public string? CloseStatusDescription => socket.CloseStatusDescription;

    public static async Task<VendorClient> ConnectAsync(Uri address, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await socket.ConnectAsync(address, TestClient.Patience());
        return new(socket);
    }

    /// <summary>A client that names the type of what it sends in its handshake, which <see cref="ClientWebSocket"/> leaves out.</summary>
    /// <param name="address">Where it connects.</param>
    /// <param name="contentType">The type; null for none.</param>
    /// <param name="receiveBuffer">How many bytes the machine takes in for it while it does not read; null for as many as the machine likes.</param>
    public static async Task<VendorClient> ConnectAsync(Uri address, string? contentType, int? receiveBuffer = null)
    {
        TcpClient connection = new();
        connection.ReceiveBufferSize = receiveBuffer ?? connection.ReceiveBufferSize;
        await connection.ConnectAsync(address.Host, address.Port, TestClient.Patience());
        var stream = connection.GetStream();
        var handshake = $"GET {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + (contentType is null ? string.Empty : $"Content-Type: {contentType}\r\n")
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(handshake), TestClient.Patience());
        var answer = new StringBuilder();
        var next = new byte[1]; // byte by byte: what follows the answer is the socket's
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next, TestClient.Patience());
            answer.Append((char)next[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", answer.ToString(), StringComparison.Ordinal);
        return new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions()));
    }

    /// <summary>What the last frame was on the wire.</summary>
    public WebSocketMessageType LastType { get; private set; }

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) => SendAsync(Encoding.UTF8.GetBytes(text), type);

    public Task SendAsync(byte[] message, WebSocketMessageType type) => socket.SendAsync(message, type, endOfMessage: true, TestClient.Patience());

    /// <summary>Sends one message in so many frames.</summary>
    public async Task SendInPartsAsync(string text, int partLength)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var start = 0; start < bytes.Length; start += partLength)
        {
            var length = Math.Min(partLength, bytes.Length - start);
            await socket.SendAsync(bytes.AsMemory(start, length), WebSocketMessageType.Text, start + length == bytes.Length, TestClient.Patience());
        }
    }

    /// <summary>The next frame.</summary>
    /// <exception cref="EndOfStreamException">The host closed instead.</exception>
    public async Task<byte[]> ReadBytesAsync()
    {
        var length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(_buffer.AsMemory(length), TestClient.Patience());
            length += received.Count;
        }
        while (!received.EndOfMessage);

        if (received.MessageType == WebSocketMessageType.Close)
        {
            throw new EndOfStreamException();
        }

        Assert.True(length <= 256 * 1024, $"A frame is {length} bytes long.");
        LastType = received.MessageType;
        return _buffer[..length];
    }

    /// <summary>The next frame as text.</summary>
    public async Task<string> ReadAsync() => Encoding.UTF8.GetString(await ReadBytesAsync());

    /// <summary>Sends a request and waits for the next frame.</summary>
    public async Task<string> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadAsync();
    }

    /// <summary>The next element of the arrays that come, as it stands there.</summary>
    public async Task<string> ReadEventAsync()
    {
        while (_events.Count == 0)
        {
            using var frame = JsonDocument.Parse(await ReadBytesAsync());
            foreach (var element in frame.RootElement.EnumerateArray())
            {
                _events.Enqueue(element.GetRawText());
            }
        }

        return _events.Dequeue();
    }

    public async Task<List<string>> ReadEventsAsync(int count)
    {
        List<string> events = [];
        while (events.Count < count)
        {
            events.Add(await ReadEventAsync());
        }

        return events;
    }

    /// <summary>All frames that still come, up to the host's close, which is answered.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> frames = [];
        try
        {
            while (true)
            {
                frames.Add(await ReadAsync());
            }
        }
        catch (EndOfStreamException)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestClient.Patience());
            return frames;
        }
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestClient.Patience());

    public void Dispose() => socket.Dispose();
}
