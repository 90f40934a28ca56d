namespace MarketFlow.Feeds.Tests;

public sealed class CoinbaseDecoderTests
{
    private const string Match =
        """{"type":"match","trade_id":881613,"maker_order_id":"27fff20b","taker_order_id":"1da6ce16","side":"sell","size":"0.040","price":"14.7775","product_id":"BAND-GBP","sequence":333938798,"time":"2021-04-17T16:43:30.244075Z"}""";

    private const string Ticker =
        """{"type":"ticker","sequence":333938798,"product_id":"BAND-GBP","price":"14.7775","open_24h":"14.6647","best_bid":"14.7550","best_ask":"14.8060","side":"buy","time":"2021-04-17T16:43:30.244075Z","trade_id":881613,"last_size":"0.040"}""";

    private readonly IFrameDecoder _decoder = new CoinbaseDialect().CreateDecoder();

    [Theory]
    [InlineData("match", false)]
    [InlineData("last_match", true)]
    public void Reads_a_match(string type, bool isBackfill)
    {
        var text = Match.Replace("\"match\"", $"\"{type}\"");
        var trade = _decoder.Read(text).OnlyEvent<Trade>();

        AssertTrade(trade, text, isBackfill);
    }

    [Fact]
    public void Reads_a_ticker_as_a_trade_and_a_quote()
    {
        var found = _decoder.Read(Ticker);

        Assert.Empty(found.Faults);
        Assert.Equal(2, found.Events.Count);
        AssertTrade(Assert.IsType<Trade>(found.Events[0]), Ticker, isBackfill: true);
        var quote = Assert.IsType<Quote>(found.Events[1]);
        Assert.Equal(("BAND-GBP", "14.7550", "14.8060"), (quote.Symbol, quote.BidPrice.ToString(), quote.AskPrice.ToString()));
        Assert.Equal(((decimal?)null, (decimal?)null, (long?)333938798), (quote.BidSize, quote.AskSize, quote.Source.Sequence));
        Assert.Equal("2021-04-17T16:43:30.244075Z", quote.Time.ToString());
        Assert.Equal(Ticker, quote.Source.Original.Text());
        Assert.True(quote.IsBackfill);
    }

    [Fact]
    public void Gives_a_match_and_its_ticker_the_same_identity()
    {
        var identity = _decoder.Read(Match).OnlyEvent<Trade>().Identity;

        Assert.NotNull(identity);
        Assert.Equal(identity, _decoder.Read(Ticker).Events[0].Identity);
    }

    [Fact]
    public void Marks_only_the_first_ticker_of_a_product_on_a_connection_as_told_again()
    {
        Assert.All(_decoder.Read(Ticker).Events, told => Assert.True(told.IsBackfill));
        Assert.All(_decoder.Read(Ticker).Events, told => Assert.False(told.IsBackfill));
        Assert.All(_decoder.Read(Ticker, connection: 2).Events, told => Assert.True(told.IsBackfill));
        Assert.All(_decoder.Read(Ticker.Replace("BAND", "SKL")).Events, told => Assert.True(told.IsBackfill));
    }

    [Fact]
    public void Counts_a_ticker_that_cannot_be_read_as_the_first()
    {
        Assert.Equal(1, _decoder.Read(Ticker.Replace("\"14.7550\"", "{}")).Unusual);

        Assert.All(_decoder.Read(Ticker).Events, told => Assert.False(told.IsBackfill));
    }

    [Fact]
    public void Takes_the_sizes_at_the_best_prices_where_they_are_told()
    {
        var quote = (Quote)_decoder.Read(Ticker.Replace("\"side\"", "\"best_bid_size\":\"1.50\",\"best_ask_size\":\"2\",\"side\"")).Events[1];

        Assert.Equal(("1.50", "2"), (quote.BidSize.ToString(), quote.AskSize.ToString()));
    }

    [Fact]
    public void Takes_a_missing_or_null_side_of_a_ticker_as_empty()
    {
        var quote = (Quote)_decoder.Read(Ticker.Replace("\"14.7550\"", "null").Replace("\"best_ask\"", "\"no\"")).Events[1];

        Assert.Equal((0m, 0m), (quote.BidPrice, quote.AskPrice));
    }

    [Theory]
    [InlineData("subscriptions")]
    [InlineData("heartbeat")]
    [InlineData("snapshot")]
    [InlineData("l2update")]
    [InlineData("status")]
    [InlineData("received")]
    [InlineData("open")]
    [InlineData("done")]
    [InlineData("change")]
    [InlineData("activate")]
    public void Ignores_what_carries_no_event(string type)
    {
        var found = _decoder.Read($$"""{"type":"{{type}}","product_id":"BAND-GBP","changes":[["sell","1","2"]]}""");

        Assert.Equal((0, 0, 1), (found.Events.Count, found.Faults.Count, found.Ignored));
    }

    [Theory]
    [InlineData("""{"type":"error","message":"Failed to subscribe","reason":"NOPE-USD is not a valid product"}""", "The venue answered with an error: Failed to subscribe. NOPE-USD is not a valid product")]
    [InlineData("""{"type":"error","message":"Bad"}""", "The venue answered with an error: Bad.")]
    [InlineData("""{"type":"rumour"}""", "Type \"rumour\" is not known.")]
    [InlineData("""{"price":"1"}""", "type is missing; must name the message.")]
    [InlineData("""{"type":null}""", "type is null; must name the message.")]
    [InlineData("[1]", "The message is an array; must be an object.")]
    public void Tells_what_a_person_must_see_as_a_fault(string text, string reason)
    {
        var fault = _decoder.Read(text).OnlyFault();

        Assert.Equal(reason, fault.Reason);
        Assert.Equal(text, fault.Bytes.Text());
    }

    [Theory]
    [InlineData("trade_id")]
    [InlineData("size")]
    [InlineData("price")]
    [InlineData("sequence")]
    [InlineData("time")]
    public void Says_which_field_of_a_match_is_missing(string field)
    {
        var message = _decoder.Read(Match.Replace($"\"{field}\"", "\"no\"")).OnlyUnusual();

        Assert.StartsWith($"{field} is missing", message.Unusual);
        Assert.Equal(("matches", "BAND-GBP", EventType.Trade), (message.Channel, message.Symbol, message.StandsFor));
    }

    [Fact]
    public void Cannot_read_a_match_or_a_ticker_without_a_product() => Assert.All(
        [Match, Ticker], text => Assert.Contains(" : product_id is missing", _decoder.Read(text.Replace("\"product_id\"", "\"no\"")).OnlyFault().Reason));

    [Theory]
    [InlineData("last_size")]
    [InlineData("trade_id")]
    [InlineData("time")]
    public void Gives_the_quote_of_a_ticker_without_a_trade_and_says_which_field_is_missing(string field)
    {
        var found = _decoder.Read(Ticker.Replace($"\"{field}\"", "\"no\""));

        Assert.Empty(found.Faults);
        var message = Assert.IsType<VendorMessage>(found.Events[0]);
        Assert.StartsWith($"{field} is missing", message.Unusual);
        var quote = Assert.IsType<Quote>(found.Events[1]);
        Assert.Equal(("BAND-GBP", 14.7550m), (quote.Symbol, quote.BidPrice));
        Assert.Equal(field == "time" ? Decoding.ReceivedAt : Timestamp.Parse("2021-04-17T16:43:30.244075Z"), quote.Time);
    }

    [Fact]
    public void Gives_the_trade_of_a_ticker_whose_bid_cannot_be_read()
    {
        var found = _decoder.Read(Ticker.Replace("\"14.7550\"", "{}"));

        Assert.Equal(2, found.Events.Count);
        Assert.IsType<Trade>(found.Events[0]);
        Assert.StartsWith("best_bid is an object", Assert.IsType<VendorMessage>(found.Events[1]).Unusual);
    }

    [Fact]
    public void Delivers_the_quote_of_a_ticker_whose_trade_breaks_the_rules()
    {
        var found = _decoder.Read(Ticker.Replace("\"price\":\"14.7775\"", "\"price\":\"0\""));

        Assert.Equal("Price is 0; must be above 0.", Assert.IsType<VendorMessage>(found.Events[0]).Unusual);
        Assert.IsType<Quote>(found.Events[1]);
    }

    private static void AssertTrade(Trade trade, string text, bool isBackfill)
    {
        Assert.Equal("BAND-GBP", trade.Symbol);
        Assert.Equal("2021-04-17T16:43:30.244075Z", trade.Time.ToString());
        Assert.Equal(("14.7775", "0.040"), (trade.Price.ToString(), trade.Size.ToString()));
        Assert.Equal(("coinbase", "881613"), (trade.Exchange, trade.Id.ToString()));
        Assert.Empty(trade.Conditions);
        Assert.Equal(333938798, trade.Source.Sequence);
        Assert.Equal(text, trade.Source.Original.Text());
        Assert.Equal(isBackfill, trade.IsBackfill);
    }
}
