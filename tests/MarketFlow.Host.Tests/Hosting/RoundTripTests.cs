using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MarketFlow.Feeds;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>A vendor's event comes out at a client of the same dialect byte for byte, whatever the vendor adds to it, over real sockets all the way.</summary>
public sealed class RoundTripTests
{
    private const string MassiveAsks = """{"action":"subscribe","params":"T.*,Q.*,AM.*,FMV.*"}""";
    private const string AllLists = "\"trades\":[\"*\"],\"quotes\":[\"*\"],\"bars\":[\"*\"],\"updatedBars\":[\"*\"],\"dailyBars\":[\"*\"],\"statuses\":[\"*\"],\"lulds\":[\"*\"]";

    // What is odd: spaces, order of fields, ways to write a number or a text, and fields that nobody knows, some of them looking like the end.
    private static readonly string[] _massive =
    [
        """{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.1250,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}""",
        """{"ev":"T","sym":"AMZN","i":"799","x":4,"p":161.87,"s":100,"t":1651684192717,"q":4009434,"z":3}""",
        "{ \"sym\" :\t\"BRK.A\" ,\r\n  \"p\" : 1.0e2 , \"s\":0, \"ds\":\"0.01250\",\"i\":\"a\\\"\\u0062\\\\]},{\", \"x\":11,\"t\":1536036818785,\"q\":7,\"trfi\":202,\"trft\":1536036818780, \"ev\":\"T\" }",
        """{"new":{"a\/b":[1, 2.50, -0.0E-2,null,true,"\u00e9 é \ud83d\ude00 ]},"],"":{}},"ev":"T","sym":"A","x":1,"i":"1","p":10E+1,"s":1.0,"t":1536036818786,"\u0065v2":"Q"}""",
        """{"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.1280,"as":160,"c":0,"i":[604],"t":1536036818784,"q":50385480,"z":3,"future":[[[]]]}""",
        """{"ev":"A","sym":"SPCE","v":200,"av":8642007,"op":25.66,"vw":25.3981,"o":25.39,"c":25.39,"h":25.40,"l":25.39,"a":25.3714,"z":50,"s":1610144868000,"e":1610144869000,"x y":1e0}""",
        """{"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"a":0.4352,"z":685,"s":1610144640000,"e":1610144700000,"otc":true,"dv":"4110.25","dav":"9470157.50"}""",
        """{"ev":"FMV","fmv":189.220,"sym":"AAPL","t":1678220098130}""",
        """{"ev":"FMV","fmv":1892.2e-1,"sym":"AAPL","t":1678220098130123456,"model":"m\u00e9"}""",
        """{"ev":"LULD","T":"MSFT","h":218.94,"l":198.080,"i":[17],"z":3,"t":1601316539918000000,"q":4106630,"tier":2}""",
        """{"ev":"NOI","T":"NTEST.Q","t":1601318039223,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.030}""",
        """{"ev":"LV","val":189.22,"sym":"AAPL","t":1678220098130}""",
        """{ "ev":"ZZ", "sym":"AAPL", "what":"is this?", "n":-1.50E-7 }""",
    ];

    private static readonly string[] _alpaca =
    [
        """{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.550,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}""",
        "{ \"S\":\"BRK.A\",\t\"p\" : 1.0e2,\r\n\"s\":1.0,\"i\":52983525029461,\"x\":\"\\u0044\",\"t\":\"2021-02-22T15:51:44.208000000Z\",\"c\":[ ],\"new\":{\"a\":[1,2.50,\"]},{\\ud83d\\ude00 é\"]},\"T\":\"t\" }",
        """{"T":"q","S":"AMD","bx":"U","bp":87.660,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C","depth":[[1e2]]}""",
        """{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}""",
        """{"T":"u","S":"SPY","o":388.985,"h":389.130,"l":388.975,"c":389.12,"v":49400,"n":462,"vw":389.062639,"t":"2021-02-22T19:15:00Z","late":true}""",
        """{"T":"d","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":4.9378e4,"n":461,"vw":389.062639,"t":"2021-02-22T05:00:00Z"}""",
        """{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":["Z"],"ci":52983525034326,"cp":39.1583,"cs":440001,"cc":["7"],"z":"B","t":"2023-04-06T13:15:42.83540958Z"}""",
        """{"T":"x","S":"GOOGL","i":465,"x":"D","p":2923.80,"s":12,"a":"C","z":"C","t":"2021-05-04T13:30:40.532Z"}""",
        """{"T":"l","S":"IONM","u":3.240,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z","z":"C"}""",
        """{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Trading Halted; For information requested by NASDAQ","t":"2021-02-22T19:15:00.1Z","z":"C","\u0078":[]}""",
    ];

    [Fact]
    public async Task Massives_events_come_out_as_they_came_in()
    {
        await using var vendor = await new SpeakingVendor(
            MassiveClients.Connected, MassiveClients.Authenticated, MassiveClients.Acknowledged("T.*", "Q.*", "AM.*", "FMV.*")).StartAsync();
        await using var host = await RunningHost.OnFeedAsync("massive", vendor.Address, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "*"));
        using var client = await MassiveClientAsync(host, "T.*,Q.*,A.*,AM.*,FMV.*,LULD.*,NOI.*,LV.*,ZZ.*", "T.*", "Q.*", "A.*", "AM.*", "FMV.*", "LULD.*", "NOI.*", "LV.*");

        await vendor.SendAsync(Encoding.UTF8.GetBytes($" [ {string.Join(" , ", _massive[..5])} ]\n"));
        await vendor.SendAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', _massive[5..12])}]"));
        await vendor.SendAsync(Encoding.UTF8.GetBytes($"[{_massive[12]}]"));

        Assert.Equal(Ordered(_massive), Ordered(await client.ReadEventsAsync(_massive.Length)));
        await EndAsync(host, client);
        Assert.Equal(["""{"action":"auth","params":"KEY"}""", MassiveAsks], vendor.Heard.Take(2));
        Assert.Equal(["A.*", "LULD.*", "LV.*", "NOI.*", "ZZ.*"], vendor.Heard.Skip(2).SelectMany(TopicsOf).Order());
    }

    // What only the client asks for comes in one message or in several, as it happens.
    private static string[] TopicsOf(string subscribe)
    {
        using var request = JsonDocument.Parse(subscribe);
        Assert.Equal("subscribe", request.RootElement.GetProperty("action").GetString());
        return request.RootElement.GetProperty("params").GetString()!.Split(',');
    }

    [Fact]
    public async Task Alpacas_events_come_out_as_they_came_in()
    {
        await using var vendor = await AlpacaVendor().StartAsync();
        await using var host = await OnAlpacaAsync(vendor);
        using var client = await AlpacaClientAsync(host);

        await vendor.SendAsync(Encoding.UTF8.GetBytes($" [ {string.Join(" ,\n", _alpaca[..6])} ]"));
        await vendor.SendAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', _alpaca[6..])}]"), WebSocketMessageType.Binary);

        Assert.Equal(Ordered(_alpaca), Ordered(await client.ReadEventsAsync(_alpaca.Length)));
        await EndAsync(host, client);
        Assert.Equal(["""{"action":"auth","key":"KEY","secret":"SECRET"}""", $$"""{"action":"subscribe",{{AllLists}}}"""], vendor.Heard);
    }

    /// <summary>The vendor talks in JSON, which is what it was asked in, and sends its data in MessagePack.</summary>
    [Fact]
    public async Task Alpacas_events_in_MessagePack_come_out_as_they_came_in()
    {
        byte[][] events = [.. _alpaca.Select(Packed), .. OddlyPacked.Trades];
        await using var vendor = await AlpacaVendor().StartAsync();
        await using var host = await OnAlpacaAsync(vendor);
        using var client = await AlpacaClientAsync(host, "application/msgpack");

        await vendor.SendAsync([0xdc, 0, 4, .. events[..4].SelectMany(bytes => bytes)], WebSocketMessageType.Binary);
        await vendor.SendAsync([(byte)(0x90 | (events.Length - 4)), .. events[4..].SelectMany(bytes => bytes)], WebSocketMessageType.Binary);

        Assert.Equal(Ordered(events.Select(Convert.ToHexString)), Ordered((await ReadPackedAsync(client, events)).Select(Convert.ToHexString)));
        Assert.Equal(WebSocketMessageType.Binary, client.LastType);
        await EndAsync(host, client);
    }

    /// <summary>The program <c>simulate</c>, without faults but with the sockets that could do them, and another host that takes it for the vendor.</summary>
    [Fact]
    public async Task The_simulators_events_come_out_as_the_market_made_them()
    {
        SimulatedMarketOptions options = new() { Seed = 7, Symbols = 20, EventsPerSecond = 500, StartTime = new(2026, 3, 9, 15, 0, 0, TimeSpan.Zero) };
        var noFaults = Path.GetTempFileName();
        await File.WriteAllTextAsync(noFaults, """{"faults":[]}""");
        await using var simulator = await RunningHost.StartAsync(
            ("Faults", noFaults), ("Simulation:Seed", "7"), ("Simulation:Symbols", "20"), ("Simulation:EventsPerSecond", "500"), ("Simulation:StartTime", "2026-03-09T15:00:00Z"));
        File.Delete(noFaults);
        await using var host = await RunningHost.OnFeedAsync(
            "massive", new UriBuilder(simulator.Address) { Scheme = "ws", Path = "/stocks" }.Uri, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Symbols:0", "*"));
        using var client = await MassiveClientAsync(host, "T.*,Q.*,FMV.*", "T.*", "Q.*", "FMV.*");

        var received = new List<string>();
        while (received.Count < 400 || received.Count(IsFmv) < 20)
        {
            received.Add(await client.ReadEventAsync());
        }

        await EndAsync(host, client);
        await simulator.StopAsync();

        // In its lane each kind keeps its order, which it would not while the market opens and some symbols are raised to another lane.
        // The client came in the middle, and misses nothing from there on.
        var made = Made(options, TimeSpan.FromMinutes(2));
        foreach (var isFmv in new[] { false, true })
        {
            var got = received.FindAll(value => IsFmv(value) == isFmv);
            var all = made.FindAll(value => IsFmv(value) == isFmv);
            var first = all.IndexOf(got[0]);
            Assert.True(first >= 0, $"The market never made {got[0]}");
            Assert.Equal(all.GetRange(first, got.Count), got);
        }
    }

    private static bool IsFmv(string value) => value.Contains("\"FMV\"", StringComparison.Ordinal);

    private static async Task EndAsync(RunningHost host, VendorClient client)
    {
        var stopping = host.StopAsync();
        await client.ReadToEndAsync();
        await stopping;
    }

    private static List<string> Made(SimulatedMarketOptions options, TimeSpan length)
    {
        var clock = new VirtualMarketClock();
        List<string> made = [];
        using (System.Reactive.Linq.Observable.Where(SimulatedMarket.Events(options, clock), value => value is Trade or Quote or FairMarketValue)
            .Subscribe(value => made.Add(Encoding.UTF8.GetString(value.Source.Original.Span))))
        {
            clock.AdvanceBy(length);
        }

        return made;
    }

    private static async Task<VendorClient> MassiveClientAsync(RunningHost host, string topics, params string[] acknowledged)
    {
        var client = await host.ConnectAsync("/stocks");
        Assert.Equal(MassiveClients.Connected, await client.ReadAsync());
        Assert.Equal(MassiveClients.Authenticated, await client.AskAsync(MassiveClients.Auth()));
        Assert.Equal(MassiveClients.Acknowledged(acknowledged), await client.AskAsync(MassiveClients.Subscribe(topics)));
        return client;
    }

    private static SpeakingVendor AlpacaVendor() => new(
        AlpacaClients.Connected, AlpacaClients.Authenticated, $$"""[{"T":"subscription",{{AllLists}},"corrections":["*"],"cancelErrors":["*"]}]""");

    private static Task<RunningHost> OnAlpacaAsync(SpeakingVendor vendor) => RunningHost.OnFeedAsync(
        "alpaca", vendor.Address, 1, ("Feeds:0:Key", "KEY"), ("Feeds:0:Secret", "SECRET"), ("Feeds:0:Symbols:0", "*"));

    // Asked in JSON in any case: a request's encoding is its own.
    private static async Task<VendorClient> AlpacaClientAsync(RunningHost host, string? contentType = null)
    {
        var client = await host.ConnectAsync("/v2/sip", contentType);
        await client.ReadBytesAsync();
        await client.AskAsync(AlpacaClients.Auth());
        await client.AskAsync($$"""{"action":"subscribe",{{AllLists}}}""");
        return client;
    }

    private static byte[] Packed(string json)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.True(AlpacaTranscoder.TryToMessagePack(Encoding.UTF8.GetBytes(json), buffer));
        return buffer.WrittenSpan.ToArray();
    }

    // Parted by what is expected, not by a reader of MessagePack: behind the head of the array there is one expected event after another, or there is not.
    private static async Task<List<byte[]>> ReadPackedAsync(VendorClient client, byte[][] expected)
    {
        List<byte[]> found = [];
        while (found.Count < expected.Length)
        {
            var frame = await client.ReadBytesAsync();
            for (var at = frame[0] == 0xdc ? 3 : 1; at < frame.Length;)
            {
                var next = expected.FirstOrDefault(bytes => frame.AsSpan(at).StartsWith(bytes));
                Assert.True(next is not null, $"At {at} of {Convert.ToHexString(frame)} is no event as it was sent.");
                found.Add(next);
                at += next.Length;
            }
        }

        return found;
    }

    private static List<string> Ordered(IEnumerable<string> events) => [.. events.Order(StringComparer.Ordinal)];
}
