namespace MarketFlow.Feeds.Tests;

public sealed class MassiveDecoderTests
{
    private readonly IFrameDecoder _decoder = new MassiveDialect().CreateDecoder();

    [Fact]
    public void Reads_a_trade()
    {
        var trade = _decoder.Read($"[{MassiveSamples.Trade}]").OnlyEvent<Trade>();

        Assert.Equal(("MSFT", "2018-09-04T04:53:38.784Z"), (trade.Symbol, trade.Time.ToString()));
        Assert.Equal(("114.125", "100", "4", "12345"), (trade.Price.ToString(), trade.Size.ToString(), trade.Exchange, trade.Id.ToString()));
        Assert.Equal(["0", "12"], trade.Conditions);
        Assert.Equal((3681328L, false), (trade.Source.Sequence, trade.IsBackfill));
        Assert.Equal(EventKey.OfTrade("MSFT", "4", 12345), trade.Identity);
        Assert.Equal(MassiveSamples.Trade, trade.Source.Original.Text());
    }

    [Fact]
    public void Reads_a_trade_without_conditions()
    {
        var trade = _decoder.Read($"[{MassiveSamples.TradeWithoutConditions}]").OnlyEvent<Trade>();

        Assert.Empty(trade.Conditions);
        Assert.Equal(("AMZN", 161.87m, "799", 4009434L), (trade.Symbol, trade.Price, trade.Id.ToString(), trade.Source.Sequence));
    }

    [Fact]
    public void Takes_the_decimal_size_where_there_is_one() =>
        Assert.Equal("0.0125", _decoder.Read($"[{MassiveSamples.FractionalTrade}]").OnlyEvent<Trade>().Size.ToString());

    [Fact]
    public void Reads_a_quote()
    {
        var quote = _decoder.Read($"[{MassiveSamples.Quote}]").OnlyEvent<Quote>();

        Assert.Equal(("MSFT", "2018-09-04T04:53:38.784Z", 50385480L), (quote.Symbol, quote.Time.ToString(), quote.Source.Sequence));
        Assert.Equal((114.125m, (decimal?)100, "4"), (quote.BidPrice, quote.BidSize, quote.BidExchange));
        Assert.Equal((114.128m, (decimal?)160, "7"), (quote.AskPrice, quote.AskSize, quote.AskExchange));
        Assert.Equal(["0", "604"], quote.Conditions);
    }

    [Theory]
    [InlineData("\"bp\":114.125,", "", 0, 114.128)]
    [InlineData("\"ap\":114.128,", "", 114.125, 0)]
    [InlineData("\"ap\":114.128,", "\"ap\":null,", 114.125, 0)]
    public void Takes_a_side_that_is_left_out_for_empty(string part, string instead, double bid, double ask)
    {
        var quote = _decoder.Read(MassiveSamples.Quote.Replace(part, instead)).OnlyEvent<Quote>();

        Assert.Equal(((decimal)bid, (decimal)ask), (quote.BidPrice, quote.AskPrice));
    }

    [Fact]
    public void Refuses_a_quote_without_sides() =>
        Assert.Equal(
            "bp is missing; must be a number that a decimal holds exactly.",
            _decoder.Read(MassiveSamples.Quote.Replace("\"bp\"", "\"no\"").Replace("\"ap\"", "\"no\"")).OnlyUnusual().Unusual);

    [Fact]
    public void Reads_a_bar_of_a_second()
    {
        var bar = _decoder.Read($"[{MassiveSamples.SecondBar}]").OnlyEvent<Bar>();

        Assert.Equal(("SPCE", TimeSpan.FromSeconds(1), "2021-01-08T22:27:48.000Z"), (bar.Symbol, bar.Interval, bar.Time.ToString()));
        Assert.Equal((25.39m, 25.40m, 25.39m, 25.39m), (bar.Open, bar.High, bar.Low, bar.Close));
        Assert.Equal((200m, (decimal?)25.3981m, (long?)null), (bar.Volume, bar.Vwap, bar.Trades));
    }

    [Fact]
    public void Reads_a_bar_of_a_minute_with_its_decimal_volume()
    {
        var bar = _decoder.Read($"[{MassiveSamples.MinuteBar}]").OnlyEvent<Bar>();

        Assert.Equal((TimeSpan.FromMinutes(1), "4110.25"), (bar.Interval, bar.Volume.ToString()));
        Assert.Equal((0, false, (EventKey?)null), (bar.Revision, bar.HasVendorRevision, bar.Identity));
    }

    [Theory]
    [InlineData(MassiveSamples.FairValue, "2023-03-07T20:14:58.130Z")]
    [InlineData(MassiveSamples.FairValueInNanoseconds, "2023-03-07T20:14:58.130123456Z")]
    public void Reads_a_fair_market_value_in_milliseconds_and_in_nanoseconds(string text, string time)
    {
        var value = _decoder.Read($"[{text}]").OnlyEvent<FairMarketValue>();

        Assert.Equal(("AAPL", 189.22m, time), (value.Symbol, value.Price, value.Time.ToString()));
    }

    [Theory]
    [InlineData("1601316539918", "2020-09-28T18:08:59.918Z")]
    [InlineData("1601316539918123456", "2020-09-28T18:08:59.918123456Z")]
    public void Reads_limit_bands(string written, string time)
    {
        var status = _decoder.Read(MassiveSamples.LimitBand.Replace("1601316539918", written)).OnlyEvent<Status>();

        Assert.Equal(("luld", "MSFT", time, 4106630L), (status.Kind, status.Symbol, status.Time.ToString(), status.Source.Sequence));
        Assert.Equal((218.94m, 198.08m), (status.LimitUp, status.LimitDown));
        Assert.Equal(["17"], status.Conditions);
    }

    [Fact]
    public void Passes_on_what_it_has_no_kind_for()
    {
        var message = _decoder.Read($"[{MassiveSamples.Imbalance}]").OnlyEvent<VendorMessage>();

        Assert.Equal(("NOI", "NTEST.Q", "2020-09-28T18:33:59.223Z"), (message.Channel, message.Symbol, message.Time.ToString()));
        Assert.Equal(MassiveSamples.Imbalance, message.Source.Original.Text());
    }

    [Theory]
    [InlineData("""{"ev":"ZZ","sym":7,"t":"soon","q":"x"}""", "")]
    [InlineData("""{"ev":"ZZ","pair":"BTC-USD"}""", "BTC-USD")]
    [InlineData("""{"ev":"ZZ","sym":"A","T":"B","t":[]}""", "A")]
    public void Finds_nothing_wrong_with_what_it_does_not_know(string text, string symbol)
    {
        var message = _decoder.Read(text).OnlyEvent<VendorMessage>();

        Assert.Equal(("ZZ", symbol, Decoding.ReceivedAt), (message.Channel, message.Symbol, message.Time));
    }

    [Theory]
    [InlineData("[" + MassiveSamples.Connected + "]")]
    [InlineData("""{"ev":"status"}""")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    public void Ignores_what_is_about_the_connection(string text)
    {
        var found = _decoder.Read(text);

        Assert.Equal((0, 0, 1), (found.Events.Count, found.Faults.Count, found.Ignored));
    }

    [Fact]
    public void Lets_a_bad_element_cost_its_neighbours_nothing()
    {
        var found = _decoder.Read($"[{MassiveSamples.Trade},{{\"ev\":\"T\",\"sym\":\"X\"}},7,[{MassiveSamples.Quote}],{MassiveSamples.Quote}]");

        Assert.Equal([EventType.Trade, EventType.Other, EventType.Quote], found.Events.Select(value => value.Type));
        Assert.Equal("p is missing; must be a number that a decimal holds exactly.", found.Events.OfType<VendorMessage>().Single().Unusual);
        Assert.Equal(
            [
                "The element is of kind Number; must be an object.",
                "The element is of kind Array; must be an object.",
            ],
            found.Faults.Select(fault => fault.Reason));
        Assert.Equal(["7", $"[{MassiveSamples.Quote}]"], found.Faults.Select(fault => fault.Bytes.Text()));
    }

    [Theory]
    [InlineData("\"ev\":\"T\",", "", "ev is missing; must be a name of 1 to 64 bytes.")]
    [InlineData("\"T\"", "7", "ev is 7; must be a name of 1 to 64 bytes.")]
    [InlineData("\"MSFT\"", "\"\"", "Trade : sym is \"\"; must be a name of 1 to 64 bytes.")]
    [InlineData("\"MSFT\"", "\"\\ud800\"", "Trade : sym is \"\\ud800\"; must be a name of 1 to 64 bytes.")]
    [InlineData("\"MSFT\"", "null", "Trade : sym is missing; must be a name of 1 to 64 bytes.")]
    public void Cannot_read_an_element_without_kind_or_symbol(string part, string instead, string reason)
    {
        var text = MassiveSamples.Trade.Replace(part, instead);
        var fault = _decoder.Read($"[{text}]").OnlyFault();

        Assert.Equal(reason, fault.Reason);
        Assert.Equal(text, fault.Bytes.Text());
    }

    [Theory]
    [InlineData("114.125", "{}", "p is an object; must be a number that a decimal holds exactly.")]
    [InlineData("114.125", "1e99", "p is 1e99; must be a number that a decimal holds exactly.")]
    [InlineData(":100,", ":-1,", "Size is -1; must be 0 or more.")]
    [InlineData(":100,", ":true,", "s is true; must be a number that a decimal holds exactly.")]
    [InlineData("[0,12]", "[0,{}]", "c is an array; must be a list of numbers or texts.")]
    [InlineData("[0,12]", "[[0]]", "c is an array; must be a list of numbers or texts.")]
    [InlineData("[0,12]", "false", "c is false; must be a list of numbers or texts.")]
    [InlineData("\"t\":1536036818784", "\"t\":1.5", "t is 1.5; must be a whole number of 64 bits.")]
    [InlineData("\"t\":1536036818784", "\"u\":1", "t is missing; must be a whole number of 64 bits.")]
    [InlineData("3681328", "[]", "q is an array; must be a whole number of 64 bits.")]
    [InlineData(":4,", ":{},", "x is an object; must be a code of at most 64 bytes.")]
    public void Says_which_field_is_wrong(string part, string instead, string reason)
    {
        var text = MassiveSamples.Trade.Replace(part, instead);
        var message = _decoder.Read($"[{text}]").OnlyUnusual();

        Assert.Equal(("T", "MSFT", EventType.Trade, reason), (message.Channel, message.Symbol, message.StandsFor, message.Unusual));
        Assert.Equal(text, message.Source.Original.Text());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Takes_a_symbol_of_up_to_64_bytes(int length, bool isTaken)
    {
        var found = _decoder.Read(MassiveSamples.Trade.Replace("MSFT", new string('A', length)));

        Assert.Equal(isTaken ? (1, 0) : (0, 1), (found.Events.Count, found.Faults.Count));
    }
}
