namespace MarketFlow.Feeds.Tests;

public sealed class HitBtcDecoderTests
{
    private const string TradeRow = """{"id":1317950670,"price":"0.000020295","quantity":"2.950","side":"buy","timestamp":"2021-07-13T11:07:53.658Z"}""";
    private const string CandleRow =
        """{"timestamp":"2021-07-14T18:37:00.000Z","open":"2","close":"3.50","min":"1.0","max":"4","volume":"12","volumeQuote":"0.45"}""";

    private readonly IFrameDecoder _decoder = new HitBtcDialect().CreateDecoder();

    [Theory]
    [InlineData("snapshotTrades", true)]
    [InlineData("updateTrades", false)]
    public void Reads_a_trade(string method, bool isBackfill)
    {
        var trade = _decoder.Read(Rows(method, TradeRow), connection: 3).OnlyEvent<Trade>();

        Assert.Equal("GRTBTC", trade.Symbol);
        Assert.Equal("2021-07-13T11:07:53.658Z", trade.Time.ToString());
        Assert.Equal("0.000020295", trade.Price.ToString());
        Assert.Equal("2.950", trade.Size.ToString());
        Assert.Equal("hitbtc", trade.Exchange);
        Assert.Equal("1317950670", trade.Id.ToString());
        Assert.Equal(1317950670, trade.Source.Sequence);
        Assert.Equal(isBackfill, trade.IsBackfill);
        Assert.Equal(TradeRow, trade.Source.Original.Text());
        Assert.Equal(("feed", 3, Decoding.ReceivedAt), (trade.Source.Feed, trade.Source.Connection, trade.Source.ReceivedAt));
        Assert.Empty(trade.Conditions);
    }

    [Theory]
    [InlineData("snapshotCandles", true)]
    [InlineData("updateCandles", false)]
    public void Reads_a_candle(string method, bool isBackfill)
    {
        var bar = _decoder.Read(Rows(method, CandleRow, period: "\"M1\"")).OnlyEvent<Bar>();

        Assert.Equal("GRTBTC", bar.Symbol);
        Assert.Equal("2021-07-14T18:37:00.000Z", bar.Time.ToString());
        Assert.Equal(TimeSpan.FromMinutes(1), bar.Interval);
        Assert.Equal("2 4 1.0 3.50 12", $"{bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume}");
        Assert.False(bar.HasVendorRevision);
        Assert.Equal(isBackfill, bar.IsBackfill);
        Assert.Equal(CandleRow, bar.Source.Original.Text());
        Assert.Null(bar.Source.Sequence);
        Assert.Null(bar.Vwap);
    }

    [Theory]
    [InlineData("M3", 3)]
    [InlineData("M30", 30)]
    [InlineData("H4", 240)]
    [InlineData("D1", 1_440)]
    [InlineData("D7", 10_080)]
    public void Takes_the_interval_from_the_message(string period, int minutes) =>
        Assert.Equal(
            TimeSpan.FromMinutes(minutes),
            _decoder.Read(Rows("updateCandles", CandleRow, $"\"{period}\"")).OnlyEvent<Bar>().Interval);

    [Theory]
    [InlineData("\"1M\"")]
    [InlineData("\"M\"")]
    [InlineData("\"M0\"")]
    [InlineData("\"M1x\"")]
    [InlineData("\"X1\"")]
    [InlineData("\"M1000\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[\"M1\"]")]
    public void Refuses_a_period_that_has_no_length(string period) =>
        Assert.StartsWith("updateCandles GRTBTC: period is ", _decoder.Read(Rows("updateCandles", CandleRow, period)).OnlyFault().Reason);

    [Fact]
    public void Refuses_candles_without_a_period() =>
        Assert.StartsWith("updateCandles GRTBTC: period is missing", _decoder.Read(Rows("updateCandles", CandleRow)).OnlyFault().Reason);

    [Fact]
    public void Reads_a_ticker_and_marks_the_first_of_a_symbol_on_a_connection_as_told_again()
    {
        var text = Ticker();
        var quote = _decoder.Read(text).OnlyEvent<Quote>();

        Assert.Equal("GVTETH", quote.Symbol);
        Assert.Equal("2021-07-15T03:06:37.000Z", quote.Time.ToString());
        Assert.Equal("0.0007809 0.00113930", $"{quote.BidPrice} {quote.AskPrice}");
        Assert.Null(quote.BidSize);
        Assert.Null(quote.AskSize);
        Assert.Null(quote.Source.Sequence);
        Assert.Equal(text, quote.Source.Original.Text());
        Assert.True(quote.IsBackfill);
        Assert.False(_decoder.Read(text).OnlyEvent<Quote>().IsBackfill);
        Assert.True(_decoder.Read(text, connection: 2).OnlyEvent<Quote>().IsBackfill);
    }

    [Fact]
    public void Counts_a_ticker_that_cannot_be_read_as_the_first()
    {
        _decoder.Read(Ticker(bid: "[1]")).OnlyUnusual();

        Assert.False(_decoder.Read(Ticker()).OnlyEvent<Quote>().IsBackfill);
    }

    [Fact]
    public void Takes_a_missing_or_null_side_of_a_ticker_as_empty()
    {
        Assert.Equal(0, _decoder.Read(Ticker(bid: "null")).OnlyEvent<Quote>().BidPrice);
        var bare = """{"method":"ticker","params":{"timestamp":"2021-07-15T03:06:37Z","symbol":"A"}}""";
        var quote = _decoder.Read(bare).OnlyEvent<Quote>();
        Assert.Equal((0m, 0m), (quote.BidPrice, quote.AskPrice));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","result":true,"id":"HITBTC.ws.4"}""")]
    [InlineData("""{"jsonrpc":"2.0","result":true,"error":null,"id":1}""")]
    [InlineData("""{"method":"snapshotOrderbook","params":{"ask":[],"bid":[],"sequence":1,"symbol":"A"}}""")]
    [InlineData("""{"method":"updateOrderbook","params":null}""")]
    [InlineData("""{"method":"updateTrades","params":{"data":[],"symbol":"A"}}""")]
    public void Ignores_what_carries_no_event(string text)
    {
        var found = _decoder.Read(text);

        Assert.Equal((0, 0, 1), (found.Events.Count, found.Faults.Count, found.Ignored));
    }

    [Theory]
    [InlineData("""{"method":"snapshotAuctions","params":{}}""", "Method \"snapshotAuctions\" is not known.")]
    [InlineData("""{"method":7}""", "Method 7 is not known.")]
    [InlineData("""{"jsonrpc":"2.0"}""", "The message has neither method, result nor error; must have one of them.")]
    [InlineData("""{"method":"ticker"}""", "ticker: params is missing; must be an object.")]
    [InlineData("""{"method":"ticker","params":[]}""", "ticker: params is an array; must be an object.")]
    [InlineData("""{"method":"ticker","params":{"timestamp":"2021-07-15T03:06:37Z"}}""", "ticker : symbol is missing; must be a name of 1 to 64 bytes.")]
    [InlineData("""{"method":"updateTrades","params":{"data":{},"symbol":"A"}}""", "updateTrades A: data is an object; must be an array of rows.")]
    [InlineData("""{"method":"updateTrades","params":{"symbol":"A"}}""", "updateTrades A: data is missing; must be an array of rows.")]
    [InlineData("""{"method":"updateTrades","params":{"data":[]}}""", "updateTrades : symbol is missing; must be a name of 1 to 64 bytes.")]
    [InlineData("""{"method":"updateTrades","params":{"data":[],"symbol":""}}""", "updateTrades : symbol is \"\"; must be a name of 1 to 64 bytes.")]
    [InlineData("[]", "The message is an array; must be an object.")]
    [InlineData("\"text\"", "The message is \"text\"; must be an object.")]
    public void Refuses_a_message_that_the_protocol_does_not_allow(string text, string reason)
    {
        var fault = _decoder.Read(text).OnlyFault();

        Assert.Equal(reason, fault.Reason);
        Assert.Equal(text, fault.Bytes.Text());
    }

    [Theory]
    [InlineData(
        """{"jsonrpc":"2.0","error":{"code":2001,"message":"Symbol not found","description":"Try get /api/2/public/symbol"},"id":"subscribeTrades X"}""",
        "The venue answered \"subscribeTrades X\" with error 2001: Symbol not found. Try get /api/2/public/symbol")]
    [InlineData("""{"error":"no","result":true}""", "The venue answered missing with the error \"no\".")]
    public void Tells_a_refusal_as_a_fault_with_the_venues_words(string text, string reason) =>
        Assert.Equal(reason, _decoder.Read(text).OnlyFault().Reason);

    [Fact]
    public void Loses_one_row_to_a_bad_row_and_none_of_its_neighbours()
    {
        var found = _decoder.Read(Rows("updateTrades", $"{TradeRow},{TradeRow.Replace("\"2.950\"", "[\"2.950\"]")},null,{TradeRow}"));

        Assert.Equal([TradeRow, TradeRow], found.Events.OfType<Trade>().Select(trade => trade.Source.Original.Text()));
        Assert.Equal("quantity is an array; must be a number that a decimal holds exactly.", found.Events.OfType<VendorMessage>().Single().Unusual);
        var fault = Assert.Single(found.Faults);
        Assert.Equal(("updateTrades GRTBTC, row 3: it is null; must be an object.", "null"), (fault.Reason, fault.Bytes.Text()));
    }

    [Theory]
    [InlineData("1317950670", "1.5", "id is 1.5; must be a whole number, or a text of at most 64 bytes.")]
    [InlineData("\"id\"", "\"no\"", "id is missing; must be a whole number, or a text of at most 64 bytes.")]
    [InlineData("\"price\"", "\"no\"", "price is missing; must be a number that a decimal holds exactly.")]
    [InlineData("\"quantity\"", "\"no\"", "quantity is missing; must be a number that a decimal holds exactly.")]
    [InlineData("\"timestamp\"", "\"no\"", "timestamp is missing; must be an RFC 3339 time such as 2026-03-09T13:30:00.123Z.")]
    [InlineData("\"0.000020295\"", "true", "price is true; must be a number that a decimal holds exactly.")]
    [InlineData("\"0.000020295\"", "1e40", "price is 1e40; must be a number that a decimal holds exactly.")]
    [InlineData("\"0.000020295\"", "\"\\ud800\"", "price is \"\\ud800\"; must be a number that a decimal holds exactly.")]
    [InlineData("\"2021-07-13T11:07:53.658Z\"", "1626318404", "timestamp is 1626318404; must be an RFC 3339 time such as 2026-03-09T13:30:00.123Z.")]
    public void Says_what_is_wrong_with_a_trade(string part, string replacement, string reason) =>
        Assert.Equal(reason, _decoder.Read(Rows("updateTrades", TradeRow.Replace(part, replacement))).OnlyUnusual().Unusual);

    [Theory]
    [InlineData("\"abc\"", "abc")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    public void Takes_any_whole_number_and_any_text_for_an_id(string written, string id)
    {
        var trade = _decoder.Read(Rows("updateTrades", TradeRow.Replace("1317950670", written))).OnlyEvent<Trade>();

        Assert.Equal((id, null), (trade.Id.ToString(), trade.Source.Sequence));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("open")]
    [InlineData("close")]
    [InlineData("min")]
    [InlineData("max")]
    [InlineData("volume")]
    public void Says_which_field_of_a_candle_is_missing(string field) =>
        Assert.StartsWith(
            $"{field} is missing",
            _decoder.Read(Rows("updateCandles", CandleRow.Replace($"\"{field}\"", "\"no\""), "\"M1\"")).OnlyUnusual().Unusual);

    [Fact]
    public void Refuses_a_trade_that_breaks_the_rules_of_its_kind() =>
        Assert.Equal(
            "Price is 0; must be above 0.",
            _decoder.Read(Rows("updateTrades", TradeRow.Replace("0.000020295", "0"))).OnlyUnusual().Unusual);

    [Fact]
    public void Takes_numbers_written_as_numbers_too() =>
        Assert.Equal("1.250", _decoder.Read(Rows("updateTrades", TradeRow.Replace("\"0.000020295\"", "1.250"))).OnlyEvent<Trade>().Price.ToString());

    [Fact]
    public void Reads_escapes_in_names_and_values()
    {
        var trade = _decoder.Read(
            Rows("updateTrades", TradeRow.Replace("\"price\"", "\"pr\\u0069ce\"").Replace("2.950", "2\\u002e5")).Replace("GRTBTC", "GRT\\u0042TC"))
            .OnlyEvent<Trade>();

        Assert.Equal(("GRTBTC", 2.5m), (trade.Symbol, trade.Size));
    }

    [Fact]
    public void Reads_fields_in_any_order() =>
        Assert.Equal("A", _decoder.Read($$$"""{"params":{"symbol":"A","data":[{{{TradeRow}}}]},"method":"updateTrades"}""").OnlyEvent<Trade>().Symbol);

    [Fact]
    public void Gives_up_a_frame_with_more_than_a_thousand_bad_rows()
    {
        var good = string.Join(',', Enumerable.Repeat(TradeRow, 3));

        var atTheBound = _decoder.Read(Rows("updateTrades", $"{good},{string.Join(',', Enumerable.Repeat("0", 1_000))}"));
        Assert.Equal((3, 1_000), (atTheBound.Events.Count, atTheBound.Faults.Count));
        Assert.StartsWith(
            "updateTrades GRTBTC: more than 1000 rows are bad",
            _decoder.Read(Rows("updateTrades", $"{good},{string.Join(',', Enumerable.Repeat("0", 1_001))}")).OnlyFault().Reason);
    }

    private static string Rows(string method, string rows, string? period = null) =>
        $$$"""{"jsonrpc":"2.0","method":"{{{method}}}","params":{"data":[{{{rows}}}],{{{(period is null ? "" : $"\"period\":{period},")}}}"symbol":"GRTBTC"}}""";

    private static string Ticker(string bid = "\"0.0007809\"") =>
        $$$"""{"jsonrpc":"2.0","method":"ticker","params":{"ask":"0.00113930","bid":{{{bid}}},"last":"0.0007809","timestamp":"2021-07-15T03:06:37.000Z","symbol":"GVTETH"}}""";
}
