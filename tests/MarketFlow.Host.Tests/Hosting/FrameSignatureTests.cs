using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>Frames of another venue or version are named as what they look like.</summary>
public sealed class FrameSignatureTests
{
    private static readonly (string Name, string Frame)[] _frames =
    [
        ("Massive", """[{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}]"""),
        ("Alpaca", """[{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}]"""),
        ("Coinbase Exchange", """{"type":"match","trade_id":10,"sequence":50,"maker_order_id":"a","taker_order_id":"b","time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"5.23512","price":"400.23","side":"sell"}"""),
        ("HitBTC v2", """{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[{"id":54469813,"price":"0.054670","quantity":"0.183","side":"buy","timestamp":"2017-10-19T16:34:25.041Z"}],"symbol":"ETHBTC"}}"""),
        ("Kraken v1", """[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""]],"trade","XBT/USD"]"""),
        ("Kraken v1", """{"event":"heartbeat"}"""),
        ("Kraken v2", """{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":4136.4,"qty":0.23374249,"ord_type":"limit","trade_id":4665847,"timestamp":"2023-09-25T07:48:36.925533Z"}]}"""),
        ("Kraken v2", """{"channel":"heartbeat"}"""),
        ("Kraken v2", """{"method":"subscribe","result":{"channel":"trade","snapshot":true,"symbol":"BTC/USD"},"success":true,"time_in":"2023-09-25T09:21:10.428340Z"}"""),
        ("HitBTC v3", """{"ch":"trades","update":{"BTCUSDT":[{"t":1626861123552,"i":1555634969,"p":"30881.96","q":"12.66828","s":"buy"}]}}"""),
        ("Coinbase Advanced Trade", """{"channel":"market_trades","client_id":"","timestamp":"2023-02-09T20:19:35.39625135Z","sequence_num":0,"events":[{"type":"snapshot","trades":[]}]}"""),
        ("Binance", """{"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true}"""),
        ("Binance", """{"stream":"bnbbtc@trade","data":{"e":"trade","E":1672515782136,"s":"BNBBTC"}}"""),
        ("MarketFlow's own protocol (/ws)", """[{"seq":1,"type":"trade","symbol":"MSFT","time":"2026-03-09T13:30:00.123Z","price":114.125,"size":100}]"""),
    ];

    [Fact]
    public void Each_venue_and_version_is_told_from_the_others() =>
        Assert.All(_frames, each => Assert.Equal(each.Name, FrameSignature.Of(Encoding.UTF8.GetBytes(each.Frame))));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[[")]
    [InlineData("[1,2,3]")]
    [InlineData("Dear diary,")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":")]
    public void Anything_else_is_not_guessed(string frame) => Assert.Null(FrameSignature.Of(Encoding.UTF8.GetBytes(frame)));

    [Fact]
    public void A_cut_frame_and_noise_are_no_error()
    {
        foreach (var (_, frame) in _frames)
        {
            var bytes = Encoding.UTF8.GetBytes(frame);
            Assert.All(Enumerable.Range(0, bytes.Length), length => FrameSignature.Of(bytes.AsSpan(0, length)));
        }

        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            FrameSignature.Of(noise);
        }
    }

    [Fact]
    public void Alpaca_in_MessagePack_is_known() =>
        Assert.Equal("Alpaca in MessagePack", FrameSignature.Of([0x91, 0x82, 0xa1, (byte)'T', 0xa1, (byte)'t', 0xa1, (byte)'S', 0xa1, (byte)'A']));

    /// <summary>Every dialect, offered the frames of every other one: no event, and the ledger's account says what it is.</summary>
    [Fact]
    public void Pipe_says_what_the_frames_of_another_dialect_look_like()
    {
        string[] own = ["Massive", "Alpaca", "Coinbase Exchange", "HitBTC v2", "Kraken v1"];
        foreach (var (dialect, native) in new[] { ("massive", own[0]), ("alpaca", own[1]), ("coinbase", own[2]), ("hitbtc", own[3]), ("kraken", own[4]) })
        {
            foreach (var (name, frame) in _frames)
            {
                var (_, events, account) = Session.Pipe(dialect, [Received(frame)]);

                if (name == native)
                {
                    Assert.False(account.TryGetProperty("looksLike", out _), $"{dialect}: {frame}");
                    continue;
                }

                Assert.Empty(events);
                Assert.True(account.TryGetProperty("looksLike", out var looks) && looks.GetProperty(name).GetInt64() == 1, $"{dialect}: {frame}");
                var faults = account.GetProperty("faults");
                Assert.True(
                    faults.GetProperty("total").GetInt64() == 0
                        || faults.GetProperty("latest")[0].GetProperty("reason").GetString()!.EndsWith($" The frame looks like {name}; the dialect is {dialect}.", StringComparison.Ordinal),
                    $"{dialect}: {faults}");
                Assert.Equal(0, account.GetProperty("imbalance").GetInt64());
            }
        }
    }

    [Fact]
    public async Task A_running_host_says_it_in_its_faults()
    {
        await using var vendor = await new SpeakingVendor("""{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","price":4136.4}]}""").StartAsync();
        await using var host = await RunningHost.OnFeedAsync("kraken", vendor.Address, 1);
        string faults;
        do
        {
            faults = (await host.TextAsync("/api/faults")).Text;
        }
        while (!faults.Contains("\"reason\"", StringComparison.Ordinal));

        Assert.Contains("The frame looks like Kraken v2; the dialect is kraken.", faults, StringComparison.Ordinal);
    }

    private static RecordedLine Received(string frame) => new()
    {
        Kind = RecordedLineKind.Receive,
        Number = 1,
        Connection = 1,
        ConnectionName = "a",
        At = Timestamp.FromUnixNanoseconds(1_626_318_404_000_000_000),
        Data = Encoding.UTF8.GetBytes(frame),
    };
}
