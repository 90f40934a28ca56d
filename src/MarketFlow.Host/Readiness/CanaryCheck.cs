using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Text;
using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Does an event go all the way: from a vendor's socket through each channel to a client's socket?</summary>
/// <remarks>
/// In a host of its own on a free port of this machine, with everything as configured but its addresses, its certificate and its feeds:
/// the one feed is a <see cref="CanaryVendor"/>. A host that runs already is not touched.
/// </remarks>
internal static class CanaryCheck
{
    private static readonly (string Channel, string Type)[] _channels = [("tick", "trade"), ("bars", "bar"), ("fmv", "fmv")];

    public static async Task<IReadOnlyList<ReadinessCheck>> CheckAsync(HostSettings settings, ReadinessOptions options, IScheduler clock)
    {
        Dictionary<string, TimeSpan> seen = [];
        string? problem = null;
        using CancellationTokenSource patience = new();
        using var deadline = clock.Schedule(options.CanaryTimeout, patience.Cancel);
        try
        {
            await FlyAsync(settings, options.CanaryFrame, seen, clock, patience.Token);
        }
        catch (OperationCanceledException)
        {
            problem = $"no canary came to a client within {options.CanaryTimeout}";
        }
        catch (Exception error) when (error is WebSocketException or IOException or JsonException or HttpRequestException || Mistake.Is(error))
        {
            problem = $"no canary came to a client: {error.Message}";
        }

        return [.. _channels.Select(channel => seen.TryGetValue(channel.Type, out var took)
            ? ReadinessCheck.Ok($"channel {channel.Channel}", FormattableString.Invariant($"a {channel.Type} came from a vendor's socket to a client's in {took.TotalMilliseconds:0} ms"))
            : ReadinessCheck.Failed($"channel {channel.Channel}", $"{problem ?? "no canary came to a client"}; must pass a {channel.Type}."))];
    }

    private static async Task FlyAsync(HostSettings settings, string frame, Dictionary<string, TimeSpan> seen, IScheduler clock, CancellationToken patience)
    {
        await using CanaryVendor vendor = new();
        await vendor.StartAsync();
        HostSettings own = settings with
        {
            Urls = "http://127.0.0.1:0",
            Tls = null,
            Feeds = [vendor.Feed],
            Simulated = false,
            Recording = null,
            Faults = null,
            ShutdownTimeout = TimeSpan.Zero,
        };
        await using var host = HostApplication.Create(own, isQuiet: true);
        await host.StartAsync(patience);
        Uri address = new(host.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/ws");
        using var client = await SocketFactory.Default.ConnectAsync(address, TimeSpan.Zero, Timeout.InfiniteTimeSpan, patience);
        var topics = string.Join(',', _channels.Select(channel => $"\"{channel.Type}.{CanaryVendor.Symbol}\""));
        await client.SendAsync(Encoding.UTF8.GetBytes($$"""{"op":"subscribe","topics":[{{topics}}]}"""), WebSocketMessageType.Text, endOfMessage: true, patience);
        await vendor.IsAsked.WaitAsync(patience);
        DateTimeOffset? sent = null;
        while (seen.Count < _channels.Length)
        {
            using var messages = await ReadAsync(client, patience);
            var now = clock.Now;
            foreach (var type in messages.RootElement.EnumerateArray().Select(message => message.GetProperty("type").GetString()!))
            {
                if (type == "subscribed")
                {
                    sent = clock.Now;
                    await vendor.SendAsync(frame, sent.Value, patience);
                }
                else if (sent is { } at && _channels.Any(channel => channel.Type == type))
                {
                    seen.TryAdd(type, now - at);
                }
            }
        }
    }

    private static async Task<JsonDocument> ReadAsync(WebSocket client, CancellationToken patience)
    {
        using MemoryStream message = new();
        var part = new byte[16 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await client.ReceiveAsync(new ArraySegment<byte>(part), patience);
            message.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);

        return received.MessageType == WebSocketMessageType.Close
            ? throw new IOException($"the host closed the client's socket: {client.CloseStatusDescription}")
            : JsonDocument.Parse(message.ToArray());
    }
}
