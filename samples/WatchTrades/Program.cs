// A client of /ws: subscribes to topics, prints the messages, and checks that no seq is missing.
// usage: WatchTrades [URL] [TOPIC] [COUNT]
using System.Net.WebSockets;
using System.Text.Json;

var url = new Uri(args.ElementAtOrDefault(0) ?? "ws://127.0.0.1:8765/ws");
var topic = args.ElementAtOrDefault(1) ?? "trade.*";
var count = args.Length > 2 ? long.Parse(args[2], null) : long.MaxValue;

using ClientWebSocket socket = new();
await socket.ConnectAsync(url, CancellationToken.None);
await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { op = "subscribe", topics = new[] { topic } }), WebSocketMessageType.Text, true, CancellationToken.None);

long expected = 1;
long events = 0;
using MemoryStream frame = new();
var buffer = new byte[64 * 1024];
while (events < count)
{
    var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
    if (received.MessageType == WebSocketMessageType.Close)
    {
        Console.Error.WriteLine($"closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
        return 1;
    }

    frame.Write(buffer, 0, received.Count);
    if (!received.EndOfMessage)
    {
        continue;
    }

    using var messages = JsonDocument.Parse(frame.ToArray());
    frame.SetLength(0);
    foreach (var message in messages.RootElement.EnumerateArray())
    {
        Console.WriteLine(message.GetRawText());
        if (message.GetProperty("seq").GetInt64() != expected++)
        {
            Console.Error.WriteLine($"a message is missing before this one: seq {expected - 1} was expected");
            return 1;
        }

        events += message.TryGetProperty("symbol", out _) ? 1 : 0;
    }
}

await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
return 0;
