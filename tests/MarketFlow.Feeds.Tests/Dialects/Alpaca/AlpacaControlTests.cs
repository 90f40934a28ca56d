using System.Buffers;
using System.Text;

namespace MarketFlow.Feeds.Tests;

public sealed class AlpacaControlTests
{
    [Theory]
    [InlineData("""{"action":"auth","key":"K","secret":"S"}""")]
    [InlineData("""{"secret":"S","key":"K","more":{"a":[1]},"action":"auth"}""")]
    public void Reads_who_a_client_is(string text) =>
        Assert.All(InBothEncodings(text), request => Assert.Equal(new AlpacaRequest.Authenticate("K", "S"), request));

    [Fact]
    public void Shows_no_secret_in_a_log() => Assert.Equal("Authenticate K", new AlpacaRequest.Authenticate("K", "S").ToString());

    [Fact]
    public void Reads_what_a_client_subscribes_to()
    {
        const string Text =
            """{"action":"subscribe","trades":["AAPL"],"quotes":["AMD","BRK.A"],"bars":["*"],"updatedBars":[],"dailyBars":["VOO"],"statuses":["*"],"lulds":null}""";

        Assert.All(InBothEncodings(Text), request => Assert.Equal(
            new AlpacaRequest.Subscribe(new() { Trades = ["AAPL"], Quotes = ["AMD", "BRK.A"], Bars = ["*"], DailyBars = ["VOO"], Statuses = ["*"] }),
            request));
    }

    [Fact]
    public void Reads_what_a_client_unsubscribes_from() =>
        Assert.All(
            InBothEncodings("""{"action":"unsubscribe","bars":["*"],"corrections":["A"],"cancelErrors":["A"],"other":7}"""),
            request => Assert.Equal(new AlpacaRequest.Unsubscribe(new() { Bars = ["*"] }), request));

    [Theory]
    [InlineData("""{"action":"subscribe"}""")]
    [InlineData("""{"action":"subscribe","news":[]}""")]
    public void Lets_a_client_ask_for_nothing(string text) =>
        Assert.All(InBothEncodings(text), request => Assert.Equal(new AlpacaRequest.Subscribe(AlpacaTopics.None), request));

    [Fact]
    public void Reads_every_list_that_an_endpoint_has_and_names_those_that_none_has() =>
        Assert.All(
            InBothEncodings("""{"action":"subscribe","trades":["A"],"orderbooks":["B/USD"],"news":["*"],"imbalances":["C"],"depth":["D"],"none":[],"limit":7}"""),
            request =>
            {
                var subscribe = Assert.IsType<AlpacaRequest.Subscribe>(request);
                Assert.Equal(new() { Trades = ["A"], Orderbooks = ["B/USD"], News = ["*"], Imbalances = ["C"] }, subscribe.Topics);
                Assert.Equal(["depth"], subscribe.UnknownLists);
            });

    [Fact]
    public void Names_few_of_many_unknown_lists() => Assert.Equal(
        ["list0", "list1", "list2", "list3", "list4", "list5", "list6", "list7"],
        Assert.IsType<AlpacaRequest.Unsubscribe>(AlpacaControl.Read(Encoding.UTF8.GetBytes(
            $"{{\"action\":\"unsubscribe\",{string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"list{i}\":[\"A\"]"))}}}"))).UnknownLists);

    [Theory]
    [InlineData("/v2/iex", """[{"T":"subscription","trades":["A"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"statuses":[],"lulds":[],"imbalances":["I"],"corrections":["A"],"cancelErrors":["A"]}]""")]
    [InlineData("/v1beta3/crypto/us", """[{"T":"subscription","trades":["A"],"quotes":[],"bars":[],"updatedBars":[],"dailyBars":[],"orderbooks":["B"]}]""")]
    [InlineData("/v1beta1/opra", """[{"T":"subscription","trades":["A"],"quotes":[]}]""")]
    [InlineData("/v1beta1/news", """[{"T":"subscription","news":["N"]}]""")]
    public void Writes_the_lists_of_the_endpoint(string path, string expected) => Assert.Equal(
        expected,
        Answer((encoding, destination) => AlpacaControl.WriteSubscription(
            new() { Trades = ["A"], Orderbooks = ["B"], News = ["N"], Imbalances = ["I"] }, encoding, destination, EndpointProfiles.Find("alpaca", path))));

    [Theory]
    [InlineData("""{"action":"listen"}""", 400)]
    [InlineData("""{"key":"K","secret":"S"}""", 400)]
    [InlineData("""{"action":7}""", 400)]
    [InlineData("""{"action":"auth","key":"K"}""", 400)]
    [InlineData("""{"action":"auth","key":{},"secret":"S"}""", 400)]
    [InlineData("""{"action":"subscribe","trades":"AAPL"}""", 400)]
    [InlineData("""{"action":"subscribe","trades":[7]}""", 400)]
    [InlineData("""{"action":"subscribe","trades":["A",""]}""", 400)]
    [InlineData("""{"action":"subscribe","trades":["A23456789012345678901234567890123456789012345678901234567890123456"]}""", 400)]
    [InlineData("""{"action":"subscribe","news":["*"],"trades":[7]}""", 400)]
    public void Refuses_in_the_vendor_s_words(string text, int code) =>
        Assert.All(InBothEncodings(text), request => Assert.Equal(code, Assert.IsType<AlpacaRequest.Refused>(request).Error.Code));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("auth K S")]
    [InlineData("{\"action\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1,\"action\":\"auth\"}")]
    public void Refuses_what_is_no_message(string text) => AssertInvalid(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("90")]
    [InlineData("81A161")]
    [InlineData("80C0")]
    [InlineData("7BFF7D")]
    public void Refuses_bytes_that_are_no_message(string hex) => AssertInvalid(Convert.FromHexString(hex));

    [Fact]
    public void Reads_a_subscription_of_thousands_of_symbols()
    {
        var symbols = Enumerable.Range(0, 20_000).Select(i => $"S{i}").ToArray();
        var request = AlpacaControl.Read(Encoding.UTF8.GetBytes($"{{\"action\":\"subscribe\",\"trades\":[{string.Join(',', symbols.Select(symbol => $"\"{symbol}\""))}]}}"));

        Assert.Equal(symbols, Assert.IsType<AlpacaRequest.Subscribe>(request).Topics.Trades);
    }

    [Fact]
    public void Writes_its_answers()
    {
        Assert.Equal("""[{"T":"success","msg":"connected"}]""", Answer(AlpacaControl.WriteConnected));
        Assert.Equal("""[{"T":"success","msg":"connected","simulated":true}]""", Answer((encoding, to) => AlpacaControl.WriteConnected(encoding, to, isSimulated: true)));
        Assert.Equal("""[{"T":"success","msg":"authenticated"}]""", Answer(AlpacaControl.WriteAuthenticated));
        Assert.Equal(
            """[{"T":"subscription","trades":["AAPL"],"quotes":["AMD"],"bars":["*"],"updatedBars":[],"dailyBars":["VOO"],"statuses":["*"],"lulds":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]""",
            Answer((encoding, destination) => AlpacaControl.WriteSubscription(
                new() { Trades = ["AAPL"], Quotes = ["AMD"], Bars = ["*"], DailyBars = ["VOO"], Statuses = ["*"] }, encoding, destination)));
    }

    [Theory]
    [InlineData(400, "invalid syntax")]
    [InlineData(401, "not authenticated")]
    [InlineData(402, "auth failed")]
    [InlineData(403, "already authenticated")]
    [InlineData(404, "auth timeout")]
    [InlineData(405, "symbol limit exceeded")]
    [InlineData(406, "connection limit exceeded")]
    [InlineData(407, "slow client")]
    [InlineData(409, "insufficient subscription")]
    [InlineData(410, "invalid subscribe action for this feed")]
    [InlineData(413, "star subscription is not allowed for option quotes")]
    [InlineData(500, "internal error")]
    public void Writes_every_error(int code, string message)
    {
        var error = AlpacaError.All.Single(error => error.Code == code);

        Assert.Equal($$"""[{"T":"error","code":{{code}},"msg":"{{message}}"}]""", Answer((encoding, destination) => AlpacaControl.WriteError(error, encoding, destination)));
        Assert.Equal(12, AlpacaError.All.Count);
    }

    [Fact]
    public void Refuses_missing_arguments()
    {
        Assert.Throws<ArgumentNullException>(() => AlpacaControl.WriteConnected(AlpacaEncoding.Json, null!));
        Assert.Throws<ArgumentNullException>(() => AlpacaControl.WriteError(null!, AlpacaEncoding.Json, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentNullException>(() => AlpacaControl.WriteSubscription(null!, AlpacaEncoding.Json, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentNullException>(() => AlpacaTopics.None.With(null!));
        Assert.Throws<ArgumentNullException>(() => AlpacaTopics.None.Without(null!));
    }

    [Fact]
    public void Adds_and_takes_topics_each_once_in_order()
    {
        var topics = AlpacaTopics.None.With(new() { Trades = ["B", "A", "B"], Bars = ["*"] }).With(new() { Trades = ["A", "C"], Lulds = ["L"] });
        Assert.Equal(new() { Trades = ["B", "A", "C"], Bars = ["*"], Lulds = ["L"] }, topics);
        Assert.Equal(5, topics.Count);
        Assert.Equal(topics, topics.With(topics));

        Assert.Equal(new() { Trades = ["B", "C"], Bars = ["*"] }, topics.Without(new() { Trades = ["A", "*"], Lulds = ["L", "M"] }));
        Assert.Equal(AlpacaTopics.None, topics.Without(topics));
        Assert.NotEqual(topics, topics.Without(new() { Bars = ["*"] }));
    }

    private static void AssertInvalid(byte[] message) =>
        Assert.Equal(AlpacaError.InvalidSyntax, Assert.IsType<AlpacaRequest.Refused>(AlpacaControl.Read(message)).Error);

    private static AlpacaRequest[] InBothEncodings(string text) =>
        [AlpacaControl.Read(Encoding.UTF8.GetBytes(text)), AlpacaControl.Read(AlpacaSamples.Packed(text))];

    /// <summary>The answer in JSON; that the one in MessagePack says the same, T first, is asserted on the way.</summary>
    private static string Answer(Action<AlpacaEncoding, IBufferWriter<byte>> write)
    {
        var (json, packed, back) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        write(AlpacaEncoding.Json, json);
        write(AlpacaEncoding.MessagePack, packed);
        Assert.Equal(0x91, packed.WrittenSpan[0]);
        Assert.True(AlpacaTranscoder.TryToJson(packed.WrittenSpan[1..], back));
        var text = Encoding.UTF8.GetString(json.WrittenSpan);
        Assert.Equal(text, $"[{Encoding.UTF8.GetString(back.WrittenSpan)}]");
        return text;
    }
}
