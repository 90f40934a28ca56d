using System.Reactive.Concurrency;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MarketFlow.Host.Tests;

/// <summary>Sessions without sockets, in virtual time: a test says what a client sends, and takes what waits for it.</summary>
internal sealed class VirtualSocketIo
{
    public VirtualSocketIo(SocketIoOptions? options = null, ClientOptions? clients = null, params ClientKey[] keys)
    {
        clients ??= new();
        Hub = new(clients, Clock, action => action(), _ => [], (messages, _) => messages, held: new(topic => Wanted.Add(topic.ToString()), topic => Wanted.Remove(topic.ToString())));
        Registry = new(
            new(Hub, new(options ?? new(), clients, Clock), new(keys), () => Watch.Activity, () => new JsonObject { ["timestamp"] = ((Timestamp)Clock.Now).ToString() }),
            new(Watch.FlagsOf));
    }

    public HistoricalScheduler Clock { get; } = new(DateTimeOffset.Parse("2026-03-09T13:30:00Z", null));

    public FlowWatch Watch { get; } = new(MarketCalendar.UsStocks);

    public ClientHub Hub { get; }

    public SessionRegistry Registry { get; }

    /// <summary>What is asked of the feeds.</summary>
    public SortedSet<string> Wanted { get; } = new(StringComparer.Ordinal);

    public EngineSession Open(bool isAllowed = true)
    {
        var session = Registry.TryOpen("test", isOnWebSocket: false, isAllowed, out var problem);
        Assert.True(session is not null, problem);
        Assert.StartsWith("0{", Assert.Single(Taken(session)), StringComparison.Ordinal);
        return session;
    }

    /// <summary>A session that is connected to the namespace and has taken the host's first words.</summary>
    public async Task<EngineSession> ConnectAsync(params string[] tickers)
    {
        var session = Open();
        Assert.Null(await SayAsync(session, "40"));
        if (tickers.Length > 0)
        {
            Assert.Null(await SayAsync(session, Subscribe(tickers)));
        }

        Taken(session);
        return session;
    }

    public static string Subscribe(params string[] tickers) => $"42[\"subscribe_tickers\",{{\"tickers\":{JsonSerializer.Serialize(tickers)}}}]";

    public static string Unsubscribe(params string[] tickers) => $"42[\"unsubscribe_tickers\",{{\"tickers\":{JsonSerializer.Serialize(tickers)}}}]";

    /// <summary>The client sends a packet.</summary>
    /// <returns>What is wrong with it.</returns>
    public static Task<string?> SayAsync(EngineSession session, string packet)
    {
        Assert.True(EnginePacket.TryRead(Encoding.UTF8.GetBytes(packet), out var read, out var problem), problem);
        return session.HandleAsync(read);
    }

    public void Publish(params MarketEvent[] events)
    {
        foreach (var value in events)
        {
            Watch.OnNext(value);
            Hub.OnNext(value);
        }
    }

    /// <summary>Takes what waits for a session, as its next poll would.</summary>
    public static List<string> Taken(EngineSession session)
    {
        List<EnginePacket> packets = [];
        session.Outgoing.TryTake(packets);
        return [.. packets.Select(packet => Encoding.UTF8.GetString(packet.Text.Span))];
    }

    /// <summary>The events of a name that wait for a session, what each carries read as JSON; the others are lost.</summary>
    public static List<JsonElement> Taken(EngineSession session, string name) => EventsOf(Taken(session), name);

    public static List<JsonElement> EventsOf(IEnumerable<string> packets, string name) =>
        [.. packets.Where(packet => packet.StartsWith($"42[\"{name}\",", StringComparison.Ordinal)).Select(Payload)];

    /// <summary>Which detections a <c>stock_data</c> has, list by list.</summary>
    public static string Lists(JsonElement stockData)
    {
        return string.Join(' ', One("highs"), One("lows"), Two("trending"), Two("surging"));

        string One(string name) => $"{name}:{Tickers(stockData.GetProperty(name))}";
        string Two(string name) => $"{name}:{Tickers(stockData.GetProperty(name).GetProperty("up"))}/{Tickers(stockData.GetProperty(name).GetProperty("down"))}";
        string Tickers(JsonElement list) => string.Join(',', list.EnumerateArray().Select(item => $"{item.GetProperty("ticker").GetString()}"));
    }

    private static JsonElement Payload(string packet) => JsonDocument.Parse(JsonDocument.Parse(packet[2..]).RootElement[1].GetString()!).RootElement;
}
