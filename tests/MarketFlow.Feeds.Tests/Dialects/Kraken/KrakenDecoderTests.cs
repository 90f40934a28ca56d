using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class KrakenDecoderTests
{
    private const string Row = """["5541.20000","0.15850568","1534614057.321597","s","l",""]""";
    private const string Candle = """[42,["1542057314.748456","1542057360.435743","3586.70000","3586.80000","3586.60000","3586.65000","3586.68894","0.03373000",2],"ohlc-5","XBT/USD"]""";
    private const string Ticker = """[0,{"a":["5525.40000",1,"1.000"],"b":["5525.10000",0,"0.21000000"],"c":["5525.10000","0.00398963"]},"ticker","XBT/USD"]""";
    private const string Spread = """[0,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XBT/USD"]""";

    private readonly IFrameDecoder _decoder = new KrakenDialect().CreateDecoder();

    [Fact]
    public void Reads_trades_without_an_id()
    {
        const string Other = """["6060.00000","0.02455000","1534614057.324998000","b","l",""]""";
        var found = _decoder.Read($"[0,[{Row}, {Other}],\"trade\",\"XBT/USD\"]");

        Assert.Empty(found.Faults);
        var trades = found.Events.Cast<Trade>().ToList();
        Assert.Equal(["5541.20000", "6060.00000"], trades.Select(trade => trade.Price.ToString()));
        Assert.Equal(["0.15850568", "0.02455000"], trades.Select(trade => trade.Size.ToString()));
        Assert.Equal(["2018-08-18T17:40:57.321597Z", "2018-08-18T17:40:57.324998000Z"], trades.Select(trade => trade.Time.ToString()));
        Assert.Equal([Row, Other], trades.Select(trade => trade.Source.Original.Text()));
        Assert.All(trades, trade => Assert.Equal(("XBT/USD", "kraken", true, null, false), (trade.Symbol, trade.Exchange, trade.Id.IsNone, trade.Identity, trade.IsBackfill)));
    }

    [Fact]
    public void Reads_a_candle_whose_start_is_its_end_less_its_interval()
    {
        var bar = _decoder.Read(Candle.Replace("1542057360.435743", "1542057600.000000")).OnlyEvent<Bar>();

        Assert.Equal(("XBT/USD", TimeSpan.FromMinutes(5), "2018-11-12T21:15:00.000000Z"), (bar.Symbol, bar.Interval, bar.Time.ToString()));
        Assert.Equal(("3586.70000", "3586.80000", "3586.60000", "3586.65000"), (bar.Open.ToString(), bar.High.ToString(), bar.Low.ToString(), bar.Close.ToString()));
        Assert.Equal(("0.03373000", "3586.68894", 2L), (bar.Volume.ToString(), bar.Vwap.ToString(), bar.Trades));
        Assert.Equal((false, null), (bar.HasVendorRevision, bar.Identity));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1_440)]
    [InlineData(21_600)]
    public void Takes_the_interval_from_the_name_of_the_channel(int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), _decoder.Read(Candle.Replace("ohlc-5", $"ohlc-{minutes}")).OnlyEvent<Bar>().Interval);

    [Fact]
    public void Takes_no_average_price_from_a_candle_without_trades() =>
        Assert.Null(_decoder.Read(Candle.Replace("3586.68894", "0.00000").Replace("0.03373000\",2", "0.00000000\",0")).OnlyEvent<Bar>().Vwap);

    [Fact]
    public void Reads_a_ticker_as_a_quote_at_the_time_of_receipt()
    {
        var quote = _decoder.Read(Ticker).OnlyEvent<Quote>();

        Assert.Equal(("XBT/USD", "5525.10000", "0.21000000"), (quote.Symbol, quote.BidPrice.ToString(), quote.BidSize.ToString()));
        Assert.Equal(("5525.40000", "1.000", Decoding.ReceivedAt), (quote.AskPrice.ToString(), quote.AskSize.ToString(), quote.Time));
        Assert.Equal(Ticker, quote.Source.Original.Text());
    }

    [Fact]
    public void Reads_a_spread_as_a_quote()
    {
        var quote = _decoder.Read(Spread).OnlyEvent<Quote>();

        Assert.Equal(("XBT/USD", "5698.40000", "1.01234567"), (quote.Symbol, quote.BidPrice.ToString(), quote.BidSize.ToString()));
        Assert.Equal(("5700.00000", "0.98765432", "2018-11-12T21:14:59.545897Z"), (quote.AskPrice.ToString(), quote.AskSize.ToString(), quote.Time.ToString()));
    }

    [Theory]
    [InlineData(Candle)]
    [InlineData(Ticker)]
    [InlineData(Spread)]
    public void Marks_only_what_is_told_on_subscribe_as_told_again(string text)
    {
        Assert.True(Assert.Single(_decoder.Read(text).Events).IsBackfill);
        Assert.False(Assert.Single(_decoder.Read(text).Events).IsBackfill);
        Assert.True(Assert.Single(_decoder.Read(text, connection: 2).Events).IsBackfill);
        Assert.True(Assert.Single(_decoder.Read(text.Replace("XBT", "ETH")).Events).IsBackfill);
    }

    [Fact]
    public void Keeps_the_first_tellings_of_its_channels_apart()
    {
        foreach (var text in new[] { Candle, Candle.Replace("ohlc-5", "ohlc-1"), Ticker, Spread })
        {
            Assert.True(Assert.Single(_decoder.Read(text).Events).IsBackfill);
        }
    }

    [Theory]
    [InlineData("""{"event":"heartbeat"}""")]
    [InlineData("""{"connectionID":17843232920108168701,"event":"systemStatus","status":"online","version":"1.8.3"}""")]
    [InlineData("""{"channelID":993,"channelName":"trade","event":"subscriptionStatus","pair":"XMR/USD","status":"subscribed","subscription":{"name":"trade"}}""")]
    [InlineData("""{"event":"pong","reqid":42}""")]
    [InlineData("""[1360,{"as":[["0.000022900","13355.87450757","1618678123.481570"]],"bs":[]},"book-1000","GRT/ETH"]""")]
    [InlineData("""[1920,{"a":[["0.042990","364630.28272081","1618678145.920470"]]},{"b":[["0.042990","0.0","1618678145.920708"]],"c":"4105471083"},"book-1000","SC/EUR"]""")]
    [InlineData("""[0,[],"trade","XBT/USD"]""")]
    public void Ignores_what_carries_no_event(string text)
    {
        var found = _decoder.Read(text);

        Assert.Equal((0, 0, 1), (found.Events.Count, found.Faults.Count, found.Ignored));
    }

    [Theory]
    [InlineData("""{"errorMessage":"Currency pair not supported XYZ","event":"subscriptionStatus","pair":"XYZ","status":"error","subscription":{"name":"trade"}}""", "The venue answered with the \"subscriptionStatus\" XYZ: Currency pair not supported XYZ")]
    [InlineData("""{"event":"error","errorMessage":"Malformed request","status":"error"}""", "The venue answered with the \"error\" : Malformed request")]
    [InlineData("""{"event":"rumour"}""", "Event \"rumour\" is not known.")]
    [InlineData("""{"status":"online"}""", "event is missing; must name the message.")]
    [InlineData("""[0,[],"gossip","XBT/USD"]""", "Channel \"gossip\" is not known.")]
    [InlineData("""[0,"trade","XBT/USD"]""", "The array has 3 elements, the last but one is \"trade\"; must be a channel's id, its data, its name and a pair.")]
    [InlineData("""[0,[],7,"XBT/USD"]""", "The array has 4 elements, the last but one is 7; must be a channel's id, its data, its name and a pair.")]
    [InlineData("""[0,[],"trade",""]""", "The pair is \"\"; must be a name of 1 to 64 bytes.")]
    [InlineData("""[0,{},"trade","A"]""", "trade A: the data is an object; must be an array of rows.")]
    [InlineData("""[0,{},"spread","A"]""", "spread A: the data is an object; must be an array.")]
    [InlineData("""[0,[],"ticker","A"]""", "ticker A: the data is an array; must be an object.")]
    [InlineData("""[0,[],"ohlc-7","A"]""", "ohlc A: the interval is \"7\"; must be one of 1, 5, 15, 30, 60, 240, 1440, 10080, 21600 minutes.")]
    public void Tells_what_a_person_must_see_as_a_fault(string text, string reason)
    {
        var fault = _decoder.Read(text).OnlyFault();

        Assert.Equal((reason, text), (fault.Reason, fault.Bytes.Text()));
    }

    [Theory]
    [InlineData("""[0,["1","2"],"spread","A"]""", "spread", "timestamp is missing; must be seconds since 1970 with at most 9 decimal places, up to the year 2261.")]
    [InlineData("""[0,{"c":["1",1,"2"]},"ticker","A"]""", "ticker", "a is missing; must be an array of price, whole lots and lots.")]
    [InlineData("""[0,{"a":["1",1,{}],"b":["1",1,"1"]},"ticker","A"]""", "ticker", "a is an object; must be a number that a decimal holds exactly.")]
    [InlineData("""[0,["1"],"ohlc-5","A"]""", "ohlc-5", "etime is missing; must be seconds since 1970 with at most 9 decimal places, up to the year 2261.")]
    [InlineData("""[0,["1","300","1","1","1","1","1","1",1.5],"ohlc-5","A"]""", "ohlc-5", "count is 1.5; must be a whole number of 64 bits.")]
    public void Says_which_field_is_unusual(string text, string channel, string reason)
    {
        var message = _decoder.Read(text).OnlyUnusual();

        Assert.Equal((channel, "A", reason, text), (message.Channel, message.Symbol, message.Unusual, message.Source.Original.Text()));
    }

    [Fact]
    public void Takes_a_ticker_with_one_side() =>
        Assert.Equal(1, _decoder.Read("""[0,{"a":["1",1,"2"]},"ticker","A"]""").OnlyEvent<Quote>() is { BidPrice: 0 } quote ? quote.AskPrice : -1);

    [Fact]
    public void Loses_a_row_that_is_no_array_and_none_of_its_neighbours()
    {
        var found = _decoder.Read($"[0,[{Row},7,{Row}],\"trade\",\"A\"]");

        Assert.Equal(2, found.Events.Count);
        var fault = Assert.Single(found.Faults);
        Assert.Equal(("trade A, row 2: it is 7; must be an array.", "7"), (fault.Reason, fault.Bytes.Text()));
    }

    [Theory]
    [InlineData("[]", "price is missing; must be a number that a decimal holds exactly.")]
    [InlineData("[[],\"1\",\"1\"]", "price is an array; must be a number that a decimal holds exactly.")]
    [InlineData("[\"1\",\"1\",\"-1\"]", "time is \"-1\"; must be seconds since 1970 with at most 9 decimal places, up to the year 2261.")]
    [InlineData("[\"1\",\"1\",\"1.0000000001\"]", "time is \"1.0000000001\"; must be seconds since 1970 with at most 9 decimal places, up to the year 2261.")]
    [InlineData("[\"1\",\"1\",\"9214646400\"]", "time is \"9214646400\"; must be seconds since 1970 with at most 9 decimal places, up to the year 2261.")]
    [InlineData("[\"0\",\"1\",\"1\"]", "Price is 0; must be above 0.")]
    public void Lets_a_bad_row_cost_its_neighbours_nothing(string bad, string reason)
    {
        var found = _decoder.Read($"[0,[{Row},{bad},{Row}],\"trade\",\"A\"]");

        Assert.Empty(found.Faults);
        Assert.Equal([EventType.Trade, EventType.Other, EventType.Trade], found.Events.Select(told => told.Type));
        var message = Assert.IsType<VendorMessage>(found.Events[1]);
        Assert.Equal((reason, bad), (message.Unusual, message.Source.Original.Text()));
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(1_001, 1)]
    public void Rejects_a_frame_of_more_than_a_thousand_bad_rows_as_a_whole(int bad, int faults) =>
        Assert.Equal(faults, _decoder.Read($"[0,[{string.Join(',', Enumerable.Repeat("1", bad))}],\"trade\",\"A\"]").Faults.Count);

    [Fact]
    public void Takes_the_last_instant_it_can_tell() =>
        Assert.Equal(
            "2261-12-31T23:59:59.999999999Z",
            Assert.Single(_decoder.Read("""[0,[["1","1","9214646399.999999999"]],"trade","A"]""").Events).Time.ToString());

    [Fact]
    public void Asks_for_trades_candles_and_spreads()
    {
        var dialect = new KrakenDialect();

        Assert.Equal(
            [
                """{"event":"subscribe","pair":["XBT/USD","ETH/CHF"],"subscription":{"name":"trade"}}""",
                """{"event":"subscribe","pair":["XBT/USD","ETH/CHF"],"subscription":{"name":"ohlc","interval":1}}""",
                """{"event":"subscribe","pair":["XBT/USD","ETH/CHF"],"subscription":{"name":"spread"}}""",
            ],
            dialect.SubscribeMessages(["XBT/USD", "ETH/CHF"]).Select(message => message.Text()));
        Assert.Equal(("kraken", 1, "wss://ws.kraken.com"), (dialect.Name, dialect.ReplayDepth, dialect.Endpoint.OriginalString));
    }

    [Fact]
    public void Allocates_nothing_for_a_message_that_carries_no_event()
    {
        var frame = new Frame("feed", connection: 1, Decoding.ReceivedAt, Encoding.UTF8.GetBytes("""[1,{"a":[["0.04","3","1618678145.920470"]]},"book-10","SC/EUR"]"""));
        var heartbeat = new Frame("feed", connection: 1, Decoding.ReceivedAt, Encoding.UTF8.GetBytes("""{"event":"heartbeat"}"""));
        var found = new DecodedFrame();

        Assert.Equal(0, Allocation.Least(() =>
        {
            found.Clear();
            _decoder.Decode(frame, found);
            _decoder.Decode(heartbeat, found);
        }));
        Assert.Equal(2, found.Ignored);
    }
}
