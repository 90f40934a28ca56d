using System.Text;

namespace MarketFlow.Feeds.Tests;

public sealed class AlpacaDecoderTests
{
    private readonly IFrameDecoder _decoder = new AlpacaDialect().CreateDecoder();

    public static IEnumerable<object[]> Samples => AlpacaSamples.Data;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_a_trade(bool isPacked)
    {
        var trade = Read<Trade>(AlpacaSamples.Trade, isPacked);

        Assert.Equal(("AAPL", "126.55", "1"), (trade.Symbol, trade.Price.ToString(), trade.Size.ToString()));
        Assert.Equal(("D", "96921"), (trade.Exchange, trade.Id.ToString()));
        Assert.Equal("2021-02-22T15:51:44.208Z", trade.Time.ToString());
        Assert.Equal(["@", "I"], trade.Conditions);
        Assert.Equal((null, false), (trade.Source.Sequence, trade.IsBackfill));
        Assert.Equal(EventKey.OfTrade("AAPL", "D", 96921), trade.Identity);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_a_quote(bool isPacked)
    {
        var quote = Read<Quote>(AlpacaSamples.Quote, isPacked);

        Assert.Equal(("AMD", "87.66", "1", "U"), (quote.Symbol, quote.BidPrice.ToString(), quote.BidSize.ToString(), quote.BidExchange));
        Assert.Equal(("87.68", "4", "Q"), (quote.AskPrice.ToString(), quote.AskSize.ToString(), quote.AskExchange));
        Assert.Equal("2021-02-22T15:51:45.335689322Z", quote.Time.ToString());
        Assert.Equal(["R"], quote.Conditions);
    }

    [Theory]
    [InlineData(AlpacaSamples.Bar, 1, 0, true, 49_378, 461, false)]
    [InlineData(AlpacaSamples.Bar, 1, 0, true, 49_378, 461, true)]
    [InlineData(AlpacaSamples.UpdatedBar, 1, 1, false, 49_400, 462, false)]
    [InlineData(AlpacaSamples.UpdatedBar, 1, 1, false, 49_400, 462, true)]
    [InlineData(AlpacaSamples.DailyBar, 1_440, 0, false, 49_378, 461, false)]
    [InlineData(AlpacaSamples.DailyBar, 1_440, 0, false, 49_378, 461, true)]
    public void Reads_a_bar(string text, int minutes, int revision, bool isNumbered, int volume, int trades, bool isPacked)
    {
        var bar = Read<Bar>(text, isPacked);

        Assert.Equal(("SPY", TimeSpan.FromMinutes(minutes)), (bar.Symbol, bar.Interval));
        Assert.Equal(("388.985", "389.13", "388.975", "389.12"), (bar.Open.ToString(), bar.High.ToString(), bar.Low.ToString(), bar.Close.ToString()));
        Assert.Equal((volume, trades, "389.062639"), (bar.Volume, bar.Trades, bar.Vwap.ToString()));
        Assert.Equal((revision, isNumbered, isNumbered), (bar.Revision, bar.HasVendorRevision, bar.Identity is not null));
        Assert.Equal(minutes == 1 ? "2021-02-22T19:15:00Z" : "2021-02-22T05:00:00Z", bar.Time.ToString());
    }

    [Fact]
    public void Gives_a_minute_an_identity_and_its_updates_none_for_there_may_be_several()
    {
        Assert.NotNull(Read<Bar>(AlpacaSamples.Bar, isPacked: false).Identity);
        Assert.Null(Read<Bar>(AlpacaSamples.UpdatedBar, isPacked: false).Identity);
    }

    [Theory]
    [InlineData(AlpacaSamples.Correction, "correction", "EEM", "2023-04-06T13:15:42.83540958Z", "Trade 52983525033527 on M, 440000 at 39.1582, is now trade 52983525034326, 440001 at 39.1583.")]
    [InlineData(AlpacaSamples.Cancel, "cancel", "GOOGL", "2021-05-04T13:30:40.532Z", "Trade 465 on D, 12 at 2923.8, is cancelled (C).")]
    [InlineData(AlpacaSamples.Limits, "luld", "IONM", "2023-04-06T13:34:45.565004401Z", "Limit up 3.24, limit down 2.65, indicator B.")]
    [InlineData(AlpacaSamples.Halt, "halt", "AAPL", "2021-02-22T19:15:00.1Z", "H Trading Halt: T12 Trading Halted; For information requested by NASDAQ")]
    public void Reads_news_of_the_market_as_a_status_in_words(string text, string kind, string symbol, string time, string message)
    {
        foreach (var isPacked in new[] { false, true })
        {
            var status = Read<Status>(text, isPacked);

            Assert.Equal((kind, symbol, time, message), (status.Kind, status.Symbol, status.Time.ToString(), status.Message));
        }
    }

    [Fact]
    public void Says_which_trade_is_cancelled_and_what_takes_the_place_of_a_corrected_one()
    {
        foreach (var isPacked in new[] { false, true })
        {
            var cancel = Read<Status>(AlpacaSamples.Cancel, isPacked).Change;
            Assert.Equal((EventKey.OfTrade("GOOGL", "D", 465), "D", TradeId.Of(465), 2923.8m, null), (cancel!.Trade, cancel.Exchange, cancel.Id, cancel.Price, cancel.Corrected));

            var correction = Read<Status>(AlpacaSamples.Correction, isPacked).Change;
            Assert.Equal((EventKey.OfTrade("EEM", "M", 52983525033527), 39.1582m), (correction!.Trade, correction.Price));
            var corrected = correction.Corrected!;
            Assert.Equal((39.1583m, 440001m, EventKey.OfTrade("EEM", "M", 52983525034326)), (corrected.Price, corrected.Size, corrected.Identity));
            Assert.Equal((TradeCodes.Sip, "2023-04-06T13:15:42.83540958Z"), (corrected.Codes, corrected.Time.ToString()));
        }
    }

    [Theory]
    [InlineData("\"z\":\"A\"", ConsolidatedTape.A)]
    [InlineData("\"z\":\"B\"", ConsolidatedTape.B)]
    [InlineData("\"z\":\"C\"", ConsolidatedTape.C)]
    [InlineData("\"z\":\"N\"", ConsolidatedTape.None)]
    [InlineData("\"z\":3", ConsolidatedTape.None)]
    [InlineData("\"z\":null", ConsolidatedTape.None)]
    [InlineData("\"z\":[\"C\"]", ConsolidatedTape.None)]
    public void Reads_the_tape_and_takes_an_odd_one_for_absent(string field, ConsolidatedTape tape)
    {
        foreach (var isPacked in new[] { false, true })
        {
            var trade = Read<Trade>($$"""{"T":"t","S":"A","i":1,"p":1,"s":1,"t":"2021-02-22T15:51:44Z",{{field}}}""", isPacked);

            Assert.Equal((tape, TradeCodes.Sip), (trade.Tape, trade.Codes));
        }
    }

    [Theory]
    [InlineData("2", "halt")]
    [InlineData("H", "halt")]
    [InlineData("P", "halt")]
    [InlineData("3", "status")]
    [InlineData("Q", "status")]
    [InlineData("T", "status")]
    public void Tells_a_halt_from_other_news_by_its_code(string code, string kind) =>
        Assert.Equal(kind, Read<Status>(AlpacaSamples.Halt.Replace("\"H\"", $"\"{code}\""), isPacked: false).Kind);

    [Fact]
    public void Leaves_out_a_reason_that_a_status_does_not_have() =>
        Assert.Equal("T Resumed", Read<Status>("""{"T":"s","S":"A","sc":"T","sm":"Resumed","rc":"","rm":"","t":"2021-02-22T19:15:00Z"}""", isPacked: false).Message);

    [Fact]
    public void Keeps_the_exact_bytes_of_each_message_in_either_encoding()
    {
        var text = $" [ {string.Join(" ,\n", AlpacaSamples.All)} ] ";
        var read = _decoder.Read(text);
        Assert.Equal(AlpacaSamples.All, read.Events.Select(told => told.Source.Original.Text()));

        var packed = _decoder.Read(AlpacaSamples.PackedFrame([.. AlpacaSamples.All]));
        Assert.Empty(packed.Faults);
        Assert.Equal(AlpacaSamples.All.Select(AlpacaSamples.Packed), packed.Events.Select(told => told.Source.Original.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Reads_a_message_alone_and_decides_by_content_what_it_is(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);
        var found = new DecodedFrame();

        _decoder.Decode(new("feed", 1, Decoding.ReceivedAt, json, isBinary: true), found);
        _decoder.Decode(new("feed", 1, Decoding.ReceivedAt, AlpacaSamples.Packed(text), isBinary: false), found);

        Assert.Empty(found.Faults);
        Assert.Equal(2, found.Events.Count);
        Assert.Equal(found.Events[0], found.Events[1] with { Source = found.Events[0].Source }, MarketEvent.ContentComparer);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Is_not_broken_by_fields_it_does_not_know(string text)
    {
        var more = $"{{\"new\":{{\"T\":[1,{{\"S\":null}}]}},{text[1..^1]},\"ks\":\"é\\u00e9\"}}";

        foreach (var isPacked in new[] { false, true })
        {
            Assert.Equal(Read<MarketEvent>(text, isPacked), Read<MarketEvent>(more, isPacked), MarketEvent.ContentComparer);
        }
    }

    [Theory]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("-5", "-5")]
    [InlineData("\"0b0e4d7e-1\"", "0b0e4d7e-1")]
    [InlineData("\"\"", "")]
    public void Takes_any_whole_number_and_any_text_for_an_id(string written, string id)
    {
        foreach (var isPacked in new[] { false, true })
        {
            Assert.Equal(id, Read<Trade>(AlpacaSamples.Trade.Replace("96921", written), isPacked).Id.ToString());
            Assert.Contains(id, Read<Status>(AlpacaSamples.Cancel.Replace("465", written), isPacked).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"S\"", "S")]
    [InlineData("\"\"", "")]
    [InlineData("[\"S\",\"T\"]", "S,T")]
    public void Takes_one_text_for_the_conditions_of_options(string written, string conditions)
    {
        foreach (var isPacked in new[] { false, true })
        {
            Assert.Equal(conditions, string.Join(',', Read<Trade>(AlpacaSamples.Trade.Replace("[\"@\",\"I\"]", written), isPacked).Conditions));
        }
    }

    [Fact]
    public void Takes_a_quote_with_one_side_and_calls_one_with_none_unusual()
    {
        foreach (var isPacked in new[] { false, true })
        {
            Assert.Equal((0m, 2m), Read<Quote>("""{"T":"q","S":"A","ap":2,"t":"2021-02-22T15:51:44Z"}""", isPacked) is var quote ? (quote.BidPrice, quote.AskPrice) : default);
            Assert.StartsWith("bp is missing", Read<VendorMessage>("""{"T":"q","S":"A","as":2,"t":"2021-02-22T15:51:44Z"}""", isPacked).Unusual);
        }
    }

    [Theory]
    [InlineData("""{"T":"o","S":"BTC/USD","t":"2021-02-22T15:51:44Z","b":[],"a":[{"p":1,"s":2}]}""", "orderbooks", "BTC/USD", "")]
    [InlineData("""{"T":"i","S":"AAPL","p":1,"t":"2021-02-22T15:51:44Z"}""", "imbalances", "AAPL", "")]
    [InlineData("""{"T":"n","id":1,"headline":"h","updated_at":"2021-02-22T15:51:44Z","symbols":["AAPL","MSFT","AAPL","AMD"]}""", "news", "AAPL", "MSFT,AMD")]
    public void Passes_on_what_has_no_type(string text, string list, string symbol, string more)
    {
        foreach (var isPacked in new[] { false, true })
        {
            var message = Read<VendorMessage>(text, isPacked);

            Assert.Equal((list, symbol, more, null), (message.Channel, message.Symbol, string.Join(',', message.MoreSymbols), message.Unusual));
            Assert.Equal("2021-02-22T15:51:44Z", message.Time.ToString());
        }
    }

    [Fact]
    public void Reads_a_frame_of_several_arrays_and_zeros_behind_them()
    {
        byte[][] frames =
        [
            [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes($"[{AlpacaSamples.Trade}]\n[{AlpacaSamples.Quote}]"), 0],
            [.. AlpacaSamples.PackedFrame(AlpacaSamples.Trade), .. AlpacaSamples.PackedFrame(AlpacaSamples.Quote), 0, 0],
        ];
        Assert.All(frames, frame => Assert.Equal([EventType.Trade, EventType.Quote], _decoder.Read(frame).Events.Select(told => told.Type)));
    }

    [Fact]
    public void Takes_what_a_vendor_may_leave_out_as_not_there()
    {
        var trade = Read<Trade>("""{"T":"t","S":"A","p":1,"s":0.5,"t":"2021-02-22T15:51:44Z","c":null,"x":"","i":null}""", isPacked: false);
        Assert.Equal((null, true, null, 0), (trade.Exchange, trade.Id.IsNone, trade.Identity, trade.Conditions.Count));

        var quote = Read<Quote>("""{"T":"q","S":"A","bp":0,"ap":2,"t":"2021-02-22T15:51:44Z"}""", isPacked: true);
        Assert.Equal((null, null, null, null, 0), (quote.BidSize, quote.AskSize, quote.BidExchange, quote.AskExchange, quote.Conditions.Count));

        var bar = Read<Bar>("""{"T":"b","S":"A","o":1,"h":1,"l":1,"c":1,"v":1.5,"vw":null,"t":"2021-02-22T15:51:00Z"}""", isPacked: true);
        Assert.Equal((1.5m, null, null), (bar.Volume, bar.Vwap, bar.Trades));
    }

    [Fact]
    public void Ignores_control_and_kinds_it_does_not_know()
    {
        foreach (var text in (string[])[.. AlpacaSamples.Control, """[{"T":"more","S":"A"}]""", """[{"T":"i"}]""", "[]"])
        {
            var found = _decoder.Read(text);
            Assert.Equal((0, 0, 1), (found.Events.Count, found.Faults.Count, found.Ignored));
        }

        Assert.Equal(1, _decoder.Read([0x90]).Ignored);
        Assert.Equal(2, _decoder.Read(AlpacaSamples.PackedFrame("""{"T":"success","msg":"connected"}""", """{"T":"n"}""")).Ignored);
    }

    [Fact]
    public void Tells_an_error_as_a_fault()
    {
        const string Error = """{"T":"error","code":406,"msg":"connection limit exceeded"}""";

        Assert.Equal("The venue answered with error 406: connection limit exceeded.", _decoder.Read($"[{Error}]").OnlyFault().Reason);
        Assert.Equal("The venue answered with error 406: connection limit exceeded.", _decoder.Read(AlpacaSamples.PackedFrame(Error)).OnlyFault().Reason);
    }

    [Theory]
    [InlineData("""{"S":"A"}""", "T is missing; must name the kind of message.")]
    [InlineData("""{"T":5}""", "T is 5; must be a text of at most 64 bytes, or null.")]
    [InlineData("""{"T":"q","p":1}""", "q : S is missing; must be a name of 1 to 64 bytes.")]
    public void Says_why_it_cannot_read_a_message_and_keeps_its_neighbours(string text, string reason)
    {
        foreach (var found in WithNeighbours(text))
        {
            Assert.Equal([EventType.Trade, EventType.Quote], found.Events.Select(told => told.Type));
            Assert.Equal(reason, Assert.Single(found.Faults).Reason);
        }
    }

    [Theory]
    [InlineData("""{"T":"t","S":"A","s":1,"t":"2021-02-22T15:51:44Z"}""", "p is missing; must be a number that a decimal holds exactly.")]
    [InlineData("""{"T":"t","S":"A","p":"x","s":1,"t":"2021-02-22T15:51:44Z"}""", "p is \"x\"; must be a number that a decimal holds exactly.")]
    [InlineData("""{"T":"t","S":"A","p":1,"s":1,"c":[7],"t":"2021-02-22T15:51:44Z"}""", "c holds 7; must be a list of texts of at most 64 bytes.")]
    [InlineData("""{"T":"t","S":"A","p":1,"s":1,"c":7,"t":"2021-02-22T15:51:44Z"}""", "c is 7; must be a list of texts of at most 64 bytes.")]
    [InlineData("""{"T":"t","S":"A","p":1,"s":-1,"t":"2021-02-22T15:51:44Z"}""", "Size is -1; must be 0 or more.")]
    [InlineData("""{"T":"t","S":"A","p":0,"s":1,"t":"2021-02-22T15:51:44Z"}""", "Price is 0; must be above 0.")]
    public void Passes_a_message_with_an_unusual_field_on_between_its_neighbours(string text, string reason)
    {
        foreach (var found in WithNeighbours(text))
        {
            Assert.Empty(found.Faults);
            Assert.Equal([EventType.Trade, EventType.Other, EventType.Quote], found.Events.Select(told => told.Type));
            var message = Assert.IsType<VendorMessage>(found.Events[1]);
            Assert.Equal(("trades", "A", EventType.Trade, reason), (message.Channel, message.Symbol, message.StandsFor, message.Unusual));
            Assert.Equal("2021-02-22T15:51:44Z", message.Time.ToString());
        }
    }

    [Theory]
    [InlineData("[1]", "Message 1 is 1; must be an object.")]
    [InlineData("7", "The message is 7; must be an object or an array.")]
    public void Says_what_is_no_message(string text, string reason) => Assert.Equal(reason, _decoder.Read(text).OnlyFault().Reason);

    [Fact]
    public void Says_where_a_frame_of_MessagePack_breaks_off_or_goes_on()
    {
        var whole = AlpacaSamples.PackedFrame(AlpacaSamples.Trade, AlpacaSamples.Quote);
        var first = AlpacaSamples.Packed(AlpacaSamples.Trade).Length + 1;

        Assert.Equal($"The frame is not MessagePack from byte {first} on: message 2 of 2 is not whole.", _decoder.Read(whole[..^1]).OnlyFault().Reason);
        Assert.Equal($"The frame goes on behind its messages, from byte {whole.Length} on; must be arrays of messages.", _decoder.Read([.. whole, 5]).OnlyFault().Reason);
        Assert.Equal("Message 1 is 5; must be a map.", _decoder.Read([0x91, 5]).OnlyFault().Reason);
    }

    [Theory]
    [InlineData(1_000, 1_000)]
    [InlineData(1_001, 1)]
    public void Rejects_a_frame_of_more_than_a_thousand_bad_messages_as_a_whole(int bad, int faults)
    {
        Assert.Equal(faults, _decoder.Read($"[{string.Join(',', Enumerable.Repeat("1", bad))}]").Faults.Count);
        Assert.Equal(faults, _decoder.Read([0xdc, (byte)(bad >> 8), (byte)bad, .. Enumerable.Repeat((byte)1, bad)]).Faults.Count);
    }

    [Fact]
    public void Interns_symbols_and_codes_over_both_encodings()
    {
        var (first, second) = (Read<Trade>(AlpacaSamples.Trade, isPacked: false), Read<Trade>(AlpacaSamples.Trade, isPacked: true));

        Assert.Same(first.Symbol, second.Symbol);
        Assert.Same(first.Exchange, second.Exchange);
        Assert.Same(first.Conditions[1], second.Conditions[1]);
    }

    [Fact]
    public void Asks_for_every_list_in_one_message()
    {
        var dialect = new AlpacaDialect();

        Assert.Equal(
            ["""{"action":"subscribe","trades":["A","B"],"quotes":["A","B"],"bars":["A","B"],"updatedBars":["A","B"],"dailyBars":["A","B"],"statuses":["A","B"],"lulds":["A","B"]}"""],
            dialect.SubscribeMessages(["A", "B"]).Select(message => message.Text()));
        Assert.Equal(("alpaca", 0, "wss://stream.data.alpaca.markets/v2/sip"), (dialect.Name, dialect.ReplayDepth, dialect.Endpoint.OriginalString));
    }

    private DecodedFrame[] WithNeighbours(string text) =>
    [
        _decoder.Read($"[{AlpacaSamples.Trade},{text},{AlpacaSamples.Quote}]"),
        _decoder.Read(AlpacaSamples.PackedFrame(AlpacaSamples.Trade, text, AlpacaSamples.Quote)),
    ];

    private T Read<T>(string text, bool isPacked)
        where T : MarketEvent
    {
        var found = isPacked ? _decoder.Read(AlpacaSamples.PackedFrame(text)) : _decoder.Read($"[{text}]");
        Assert.Empty(found.Faults);
        return Assert.IsAssignableFrom<T>(Assert.Single(found.Events));
    }
}
