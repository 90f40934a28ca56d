using System.Net.WebSockets;
using System.Text.Json;
using MarketFlow.Feeds;
using static MarketFlow.Host.Tests.AlpacaClients;

namespace MarketFlow.Host.Tests;

/// <summary>What a client of Alpaca's asks for, and what it gets, through a real socket.</summary>
public sealed class AlpacaTopicTests
{
    private static readonly AlpacaDialect _alpaca = new();

    [Fact]
    public async Task Answers_with_all_that_it_holds_every_time()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server);
        const string Request = """{"action":"subscribe","trades":["AAPL"],"quotes":["AMD"],"bars":["*"],"dailyBars":["VOO"],"statuses":["*"]}""";
        var state = State(("trades", ["AAPL"]), ("quotes", ["AMD"]), ("bars", ["*"]), ("dailyBars", ["VOO"]), ("statuses", ["*"]));

        Assert.Equal(state, await client.AskAsync(Request));
        Assert.Equal(state, await client.AskAsync(Request));
        Assert.Equal(
            State(("trades", ["AAPL"]), ("quotes", ["AMD"]), ("dailyBars", ["VOO"]), ("statuses", ["*"])),
            await client.AskAsync("""{"action":"unsubscribe","bars":["*"],"trades":["NEVER"]}"""));
        await server.PublishAsync(Some.Bar("A"), Some.Trade("AAPL"), Some.Quote("AMD"));
        Assert.Equal(["t AAPL", "q AMD"], (await client.ReadEventsAsync(2)).Select(Name));
    }

    [Fact]
    public async Task Tells_minutes_their_updates_and_days_apart()
    {
        await using var server = await ClientServer.StartAsync();
        using var bars = await AuthenticatedAsync(server);
        using var updates = await AuthenticatedAsync(server);
        using var days = await AuthenticatedAsync(server);
        await bars.AskAsync("""{"action":"subscribe","bars":["*"]}""");
        await updates.AskAsync("""{"action":"subscribe","updatedBars":["A"]}""");
        await days.AskAsync("""{"action":"subscribe","dailyBars":["A"]}""");
        var minute = (Bar)Some.Bar("A");
        await server.PublishAsync(minute with { Revision = 1 }, minute with { Interval = TimeSpan.FromDays(1) }, minute);

        Assert.Equal("b A", Name(await bars.ReadEventAsync()));
        Assert.Equal("u A", Name(await updates.ReadEventAsync()));
        Assert.Equal("d A", Name(await days.ReadEventAsync()));
    }

    [Fact]
    public async Task Hands_on_the_vendors_own_bytes_with_corrections_and_cancellations_after_trades()
    {
        string[] elements =
        [
            """{"T":"t", "i":96921,"S":"AAPL","x":"D","p":126.550,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C","new":1}""",
            """{"T":"c","S":"AAPL","x":"M","oi":96921,"op":126.55,"os":1,"oc":[],"ci":96922,"cp":126.5,"cs":1,"cc":[],"t":"2021-02-22T15:51:45.208Z","z":"C"}""",
            """{"T":"x","S":"AAPL","i":96922,"x":"M","p":126.5,"s":1,"a":"C","t":"2021-02-22T15:51:46.208Z","z":"C"}""",
            """{"T":"l","S":"AAPL","u":3.24,"d":2.65,"i":"B","t":"2021-02-22T15:51:47.208Z","z":"C"}""",
        ];
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server);
        await client.AskAsync("""{"action":"subscribe","trades":["AAPL"],"lulds":["*"]}""");
        await server.PublishAsync([.. elements.Select(element => Told.By(_alpaca, element))]);

        Assert.Equal(elements, await client.ReadEventsAsync(elements.Length));
    }

    [Fact]
    public async Task Is_fed_from_Massive_and_feeds_Massive()
    {
        await using var server = await ClientServer.StartAsync();
        using var alpaca = await AuthenticatedAsync(server);
        using var massive = await MassiveClients.SubscribedAsync(server, "T.*");
        await alpaca.AskAsync("""{"action":"subscribe","trades":["*"]}""");
        const string OfMassive = """{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}""";
        const string OfAlpaca = """{"T":"t","S":"AAPL","i":7,"x":"D","p":126.55,"s":1,"c":["@"],"t":"2021-02-22T15:51:44.208Z"}""";
        await server.PublishAsync(Told.By(new MassiveDialect(), OfMassive), Told.By(_alpaca, OfAlpaca));

        var (first, second) = (await alpaca.ReadEventAsync(), await alpaca.ReadEventAsync());
        var translated = Assert.IsType<Trade>(Told.By(_alpaca, first));
        Assert.Equal(("MSFT", 114.125m, 100m), (translated.Symbol, translated.Price, translated.Size));
        Assert.Equal(OfAlpaca, second);
        Assert.Equal(OfMassive, await massive.ReadEventAsync());
        var back = Assert.IsType<Trade>(Told.By(new MassiveDialect(), await massive.ReadEventAsync()));
        Assert.Equal(("AAPL", 126.55m, 1m), (back.Symbol, back.Price, back.Size));
    }

    [Fact]
    public async Task Speaks_MessagePack_in_binary_frames_to_whoever_asks_for_it_in_the_handshake()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync("/v2/sip", "application/msgpack");
        Assert.Equal("\u0091\u0082\u00A1T\u00A7success\u00A3msg\u00A9connected", Latin1(await client.ReadBytesAsync()));
        Assert.Equal(WebSocketMessageType.Binary, client.LastType);
        await client.SendAsync(Auth());
        Assert.Contains("authenticated", Latin1(await client.ReadBytesAsync()), StringComparison.Ordinal);
        await client.SendAsync(Bytes("\u0082\u00A6action\u00A9subscribe\u00A6trades\u0091\u00A1*"), WebSocketMessageType.Binary);
        Assert.Contains("subscription", Latin1(await client.ReadBytesAsync()), StringComparison.Ordinal);
        await server.PublishAsync(Some.Trade("A", 1));
        Assert.StartsWith("\u0091\u0086\u00A1T\u00A1t", Latin1(await client.ReadBytesAsync()), StringComparison.Ordinal);

        await server.PublishAsync([.. Enumerable.Range(1, 30_000).Select(number => Some.Trade("A", number))]);
        for (var read = 0; read < 30_000;)
        {
            var frame = await client.ReadBytesAsync();
            var count = frame[0] == 0xdc ? (frame[1] << 8) | frame[2] : frame[0] & 0xf;
            Assert.Equal((decimal)(read + count), Assert.IsType<Trade>(Told.By(_alpaca, frame, count)).Price);
            read += count;
        }
    }

    [Fact]
    public async Task Understands_JSON_in_a_binary_frame_and_a_long_request_in_parts()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 20_000 });
        using var client = await AuthenticatedAsync(server);
        await client.SendAsync("""{"action":"subscribe","bars":["A"]}"""u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Equal(State(("bars", ["A"])), await client.ReadAsync());

        string[] symbols = [.. Enumerable.Range(0, 15_000).Select(number => $"S{number}")];
        var request = JsonSerializer.Serialize(new { action = "subscribe", quotes = symbols });
        Assert.True(request.Length > 100_000);
        await client.SendInPartsAsync(request, partLength: 32 * 1024);
        Assert.Equal(State(("bars", ["A"]), ("quotes", symbols)), await client.ReadAsync());
    }

    [Fact]
    public async Task May_hold_as_many_symbols_as_allowed_and_as_fit_into_an_answer()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 30_000 });
        using var client = await AuthenticatedAsync(server);
        string[] symbols = [.. Enumerable.Range(0, 15_000).Select(number => $"S{number}")];

        Assert.Equal(Error(405, "symbol limit exceeded"), await client.AskAsync(JsonSerializer.Serialize(new { action = "subscribe", trades = symbols })));
        Assert.Equal(Error(405, "symbol limit exceeded"), await client.AskAsync(JsonSerializer.Serialize(new { action = "subscribe", bars = symbols, quotes = symbols, lulds = symbols })));
        Assert.Equal(State(("trades", ["A"])), await client.AskAsync("""{"action":"subscribe","trades":["A"]}"""));
    }

    [Theory]
    [InlineData("nonsense", 400, "invalid syntax")]
    [InlineData("[]", 400, "invalid syntax")]
    [InlineData("""{"action":"dance"}""", 400, "invalid syntax")]
    [InlineData("""{"action":"subscribe","trades":"A"}""", 400, "invalid syntax")]
    [InlineData("""{"action":"subscribe","news":["A"]}""", 410, "invalid subscribe action for this feed")]
    public async Task Is_told_what_is_wrong_and_goes_on(string request, int code, string message)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxRequestBytes = 1024 });
        using var client = await AuthenticatedAsync(server);

        Assert.Equal(Error(code, message), await client.AskAsync(request));
        Assert.Equal(Error(400, "invalid syntax"), await client.AskAsync(new string(' ', 1025)));
        Assert.Equal(State(("trades", ["A"])), await client.AskAsync("""{"action":"subscribe","trades":["A"]}"""));
    }

    [Fact]
    public async Task Gets_what_the_endpoint_has_and_an_error_for_the_rest()
    {
        await using var server = await ClientServer.StartAsync();
        using var stocks = await AuthenticatedAsync(server);
        const string State = """[{"T":"subscription","trades":["AAPL"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],"imbalances":["AAPL"],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]""";
        Assert.Equal(State, await stocks.AskAsync("""{"action":"subscribe","trades":["AAPL"],"imbalances":["AAPL"],"orderbooks":["BTC/USD"],"depth":["A"],"news":[]}"""));
        Assert.Equal(Error(410, "invalid subscribe action for this feed: orderbooks, depth"), await stocks.ReadAsync());
        await server.PublishAsync(Some.Trade("AAPL"));
        Assert.Equal("t AAPL", Name(await stocks.ReadEventAsync()));
        Assert.Equal(State.Replace("\"imbalances\":[\"AAPL\"]", "\"imbalances\":[]", StringComparison.Ordinal), await stocks.AskAsync("""{"action":"unsubscribe","imbalances":["AAPL"],"news":["A"]}"""));
        Assert.Equal(Error(410, "invalid subscribe action for this feed: news"), await stocks.ReadAsync());
    }

    [Theory]
    [InlineData("/v1beta3/crypto/us", """{"action":"subscribe","trades":["BTC/USD"],"orderbooks":["*"],"statuses":["*"]}""", """[{"T":"subscription","trades":["BTC/USD"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"orderbooks":["*"]}]""", 410)]
    [InlineData("/v1beta1/opra", """{"action":"subscribe","trades":["*"],"quotes":["*","SPY261218C00600000"]}""", """[{"T":"subscription","trades":["*"],"quotes":["SPY261218C00600000"]}]""", 413)]
    [InlineData("/v1beta1/news", """{"action":"subscribe","news":["*"],"trades":["AAPL"]}""", """[{"T":"subscription","news":["*"]}]""", 410)]
    public async Task Is_answered_with_the_lists_of_its_endpoint(string path, string request, string state, int error)
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server, path);

        Assert.Equal(state, await client.AskAsync(request));
        Assert.Contains($"\"code\":{error},", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gets_messages_without_a_type_of_their_own_in_either_encoding()
    {
        const string Book = """{"T":"o","S":"BTC/USD","t":"2024-03-12T10:38:50.790613221Z","b":[{"p":71859.53,"s":0.27994}],"a":[{"p":71939.7,"s":0.83953}],"r":true}""";
        await using var server = await ClientServer.StartAsync();
        using var json = await AuthenticatedAsync(server, "/v1beta3/crypto/us");
        using var packed = await server.ConnectAsync("/v1beta3/crypto/us", "application/msgpack");
        await packed.ReadBytesAsync();
        await packed.SendAsync(Auth());
        await packed.ReadBytesAsync();
        foreach (var client in new[] { json, packed })
        {
            await client.SendAsync("""{"action":"subscribe","orderbooks":["BTC/USD"]}""");
            await client.ReadBytesAsync();
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(Book);
        await server.PublishAsync(new VendorMessage { Symbol = "BTC/USD", Time = default, Channel = "orderbooks", Source = new(new("from alpaca of Crypto", 1, default, bytes), 0, bytes.Length) });

        Assert.Equal(Book, await json.ReadEventAsync());
        var frame = await packed.ReadBytesAsync();
        Assert.Equal(0x91, frame[0]);
        System.Buffers.ArrayBufferWriter<byte> back = new();
        Assert.True(AlpacaTranscoder.TryToJson(frame.AsSpan(1), back));
        Assert.Equal(Book, System.Text.Encoding.UTF8.GetString(back.WrittenSpan));
    }

    [Fact]
    public async Task Is_told_that_it_is_slow_and_closed()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024, CloseTimeout = TimeSpan.FromMinutes(1) });
        using var stalled = await AuthenticatedAsync(server);
        await stalled.AskAsync("""{"action":"subscribe","trades":["*"]}""");
        var outbox = server.Hub.Clients.Single().Outbox;
        while (!outbox.WasSlow)
        {
            await server.PublishAsync([.. Enumerable.Range(1, 1_000).Select(i => Some.Trade("A", i))]);
        }

        Assert.Equal(Error(407, "slow client"), (await stalled.ReadToEndAsync())[^1]);
        Assert.Equal(0, outbox.Account.Imbalance);
    }

    [Fact]
    public async Task Is_told_when_the_stream_fails()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server);
        await server.OnDeliveryThreadAsync(() => server.Hub.OnError(new InvalidOperationException()));

        Assert.Equal([Error(500, "internal error")], await client.ReadToEndAsync());
    }

    private static string Latin1(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    private static byte[] Bytes(string latin1) => System.Text.Encoding.Latin1.GetBytes(latin1);

    /// <summary>The kind and symbol of a message.</summary>
    private static string Name(string element)
    {
        using var json = JsonDocument.Parse(element);
        return $"{json.RootElement.GetProperty("T").GetString()} {json.RootElement.GetProperty("S").GetString()}";
    }
}
