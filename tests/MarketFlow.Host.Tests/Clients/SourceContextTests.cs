using System.Reactive.Subjects;
using System.Text;
using System.Text.Json;
using MarketFlow.Feeds;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>What a vendor said is followed from its frame through decoder and pipeline to a client on a socket, for every kind of message at every endpoint.</summary>
public sealed class SourceContextTests
{
    private const string ReceivedAt = "2026-03-09T14:00:00.125000001Z";
    private const int Connection = 2;

    // The last trade is the one that is a new high, a trend and a surge; the last bar opens far from the first, and the last value lies far from the last trade.
    private static readonly string[] _massive =
    [
        """{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,41],"t":1773064800100,"q":3681328}""",
        """{"ev":"T","sym":"MSFT","x":4,"i":"12346","z":3,"p":114.125,"s":100,"t":1773064806100,"q":3681329}""",
        """{"ev":"T","sym":"MSFT","x":4,"i":"12347","z":3,"p":119.25,"s":500,"t":1773064812100,"q":3681330}""",
        """{"ev":"Q","sym":"MSFT","bx":4,"bp":114.12,"bs":100,"ax":7,"ap":114.13,"as":160,"c":0,"t":1773064800100,"q":50385480,"z":3}""",
        """{"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"a":0.4352,"z":685,"s":1773064740000,"e":1773064800000}""",
        """{"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.6488,"c":0.6486,"h":0.6489,"l":0.6486,"a":0.4352,"z":685,"s":1773064800000,"e":1773064860000}""",
        """{"ev":"FMV","fmv":189.22,"sym":"AAPL","t":1773064800100130123}""",
        """{"ev":"FMV","fmv":129.22,"sym":"MSFT","t":1773064812100130123}""",
        """{"ev":"LULD","T":"MSFT","h":118.94,"l":98.08,"i":[17],"z":3,"t":1773064800100000000,"q":4106630}""",
    ];

    private static readonly string[] _alpaca =
    [
        """{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2026-03-09T14:00:00.1Z","c":["@","I"],"z":"C"}""",
        """{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2026-03-09T14:00:00.335689322Z","c":["R"],"z":"C"}""",
        """{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2026-03-09T13:59:00Z"}""",
        """{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Halted","t":"2026-03-09T14:00:00.1Z","z":"C"}""",
    ];

    private static readonly string[] _topics =
        ["trade.*", "quote.*", "bar.*", "fmv.*", "status.*", .. DetectionKinds.All.Select(kind => $"detection.{kind}.*")];

    [Fact]
    public async Task Every_kind_of_message_of_ws_tells_feed_connection_sequence_receive_time_and_id_as_they_came()
    {
        var events = Through("massive", "from massive", _massive);
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync(JsonSerializer.Serialize(new { op = "subscribe", topics = _topics }));
        await server.PublishAsync([.. events]);

        var told = await client.ReadAsync(events.Count);

        Assert.Equal(_massive.Length + 5, told.Count);
        Assert.All(told, message => Assert.Equal(
            ("from massive", Connection, ReceivedAt),
            (Source(message).GetProperty("feed").GetString(), Source(message).GetProperty("connection").GetInt32(), Source(message).GetProperty("receivedAt").GetString())));
        Assert.Equal(
            ["bar - -", "bar - -", "detection - -", "detection - -", "detection 3681330 -", "detection 3681330 -", "detection 3681330 -", "fmv - -", "fmv - -", "quote 50385480 -", "status 4106630 -", "trade 3681328 12345", "trade 3681329 12346", "trade 3681330 12347"],
            told.Select(message => $"{Text(message, "type")} {Text(Source(message), "sequence")} {Text(message, "id")}").Order(StringComparer.Ordinal));
        Assert.Equal(["bar", "fmv", "highlow", "surge", "trend"], told.Where(message => Text(message, "type") == "detection").Select(message => Text(message, "kind")).Order());
    }

    [Fact]
    public async Task Every_kind_of_message_of_Massives_protocol_has_its_vendors_own_bytes()
    {
        var events = Through("massive", "from massive", _massive);
        await using var server = await ClientServer.StartAsync();
        using var client = await MassiveClients.AuthenticatedAsync(server);
        await client.AskAsync(MassiveClients.Subscribe("T.*,Q.*,AM.*,FMV.*,LULD.*"));
        await server.PublishAsync([.. events]);

        Assert.Equal(_massive.Order(), (await client.ReadEventsAsync(_massive.Length)).Order());
    }

    [Fact]
    public async Task Every_kind_of_message_of_Alpacas_protocol_has_its_vendors_own_bytes()
    {
        var events = Through("alpaca", "from alpaca", _alpaca);
        await using var server = await ClientServer.StartAsync();
        using var client = await AlpacaClients.AuthenticatedAsync(server);
        await client.AskAsync("""{"action":"subscribe","trades":["*"],"quotes":["*"],"bars":["*"],"statuses":["*"]}""");
        await server.PublishAsync([.. events]);

        Assert.Equal(_alpaca.Order(), (await client.ReadEventsAsync(_alpaca.Length)).Order());
    }

    [Fact]
    public async Task A_trade_told_in_another_vendors_words_keeps_id_price_size_and_time()
    {
        await using var server = await ClientServer.StartAsync();
        using var alpaca = await AlpacaClients.AuthenticatedAsync(server);
        using var massive = await MassiveClients.AuthenticatedAsync(server);
        await alpaca.AskAsync("""{"action":"subscribe","trades":["MSFT"]}""");
        await massive.AskAsync(MassiveClients.Subscribe("T.AAPL"));
        await server.PublishAsync([.. Through("massive", "from massive", _massive[..1]), .. Through("alpaca", "from alpaca", _alpaca[..1])]);

        using var ofMassive = JsonDocument.Parse(await alpaca.ReadEventAsync());
        using var ofAlpaca = JsonDocument.Parse(await massive.ReadEventAsync());

        Assert.Equal(["12345", "114.125", "100", "2026-03-09T14:00:00.100Z"], Fields(ofMassive, "i", "p", "s", "t"));
        Assert.Equal(["96921", "126.55", "1", "1773064800100"], Fields(ofAlpaca, "i", "p", "s", "t"));
    }

    /// <summary>The whole host: the vendor's socket, the host's own.</summary>
    [Fact]
    public async Task A_trade_from_a_vendors_socket_comes_out_of_ws_with_where_it_came_from()
    {
        await using var vendor = await new SpeakingVendor(MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.*", "Q.*", "AM.*", "FMV.*")).StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, 1, ("Feeds:0:Name", "my vendor"), ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "*"));
        using var client = await host.SubscribeAsync("trade.MSFT");
        var before = DateTimeOffset.UtcNow;
        await vendor.SendAsync(Encoding.UTF8.GetBytes($"[{_massive[0]}]"));

        var told = await client.ReadAsync();

        Assert.Equal(
            ("my vendor", "1", "3681328", "12345", "2026-03-09T14:00:00.100Z"),
            (Text(Source(told), "feed"), Text(Source(told), "connection"), Text(Source(told), "sequence"), Text(told, "id"), Text(told, "time")));
        Assert.InRange(Source(told).GetProperty("receivedAt").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
    }

    private static JsonElement Source(JsonElement message) => message.GetProperty("source");

    private static string Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var field) ? field.ToString() : "-";

    private static List<string> Fields(JsonDocument message, params string[] names) => [.. names.Select(name => message.RootElement.GetProperty(name).ToString())];

    /// <summary>One frame through the vendor's decoder and the whole pipeline, with detectors that find something in little.</summary>
    private static List<MarketEvent> Through(string dialect, string feed, string[] messages)
    {
        VirtualMarketClock clock = new(Timestamp.Parse(ReceivedAt).ToDateTimeOffset());
        MarketPipelineOptions options = new()
        {
            Detectors =
            [
                new()
                {
                    Trend = new() { MinPoints = 3, WarmUp = default },
                    Surge = new() { MinPoints = 2 },
                },
            ],
        };
        using Subject<Frame> frames = new();
        Ledger ledger = new();
        FaultLog<DecodeFault> faults = new();
        RecordingObserver<MarketEvent> seen = new(clock);
        using var subscription = new MarketPipeline(frames.Decode(Dialects.Named(dialect).CreateDecoder(), faults), options, clock, ledger).Subscribe(seen);
        frames.OnNext(new(feed, Connection, Timestamp.Parse(ReceivedAt), Encoding.UTF8.GetBytes($"[{string.Join(',', messages)}]")));
        clock.AdvanceBy(TimeSpan.FromSeconds(2));
        Assert.Equal(0, faults.Total);
        Laws.NothingLeft(ledger);
        return [.. seen.Values];
    }
}
