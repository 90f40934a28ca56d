using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class AlpacaEncoderTests
{
    private static readonly Timestamp _time = Timestamp.Parse("2021-02-22T15:51:44.208Z");

    private readonly AlpacaJsonEncoder _json = new();
    private readonly AlpacaMessagePackEncoder _packed = new();
    private readonly IFrameDecoder _decoder = new AlpacaDialect().CreateDecoder();

    public static IEnumerable<object[]> Samples => AlpacaSamples.Data;

    [Fact]
    public void Refuses_missing_arguments()
    {
        var value = new Trade { Symbol = "A", Time = _time, Price = 1, Size = 1 };
        foreach (var encoder in (IEventEncoder[])[_json, _packed])
        {
            Assert.Throws<ArgumentNullException>(() => encoder.TryWrite(null!, new ArrayBufferWriter<byte>()));
            Assert.Throws<ArgumentNullException>(() => encoder.TryWrite(value, null!));
        }
    }

    [Theory]
    [InlineData(AlpacaSamples.Trade, """{"T":"t","S":"AAPL","i":96921,"x":"D","p":126.55,"s":1,"c":["@","I"],"z":"C","t":"2021-02-22T15:51:44.208Z"}""")]
    [InlineData(AlpacaSamples.Quote, """{"T":"q","S":"AMD","ax":"Q","ap":87.68,"as":4,"bx":"U","bp":87.66,"bs":1,"c":["R"],"t":"2021-02-22T15:51:45.335689322Z"}""")]
    [InlineData(AlpacaSamples.Bar, """{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}""")]
    [InlineData(AlpacaSamples.DailyBar, AlpacaSamples.DailyBar)]
    [InlineData(AlpacaSamples.UpdatedBar, AlpacaSamples.UpdatedBar)]
    [InlineData(AlpacaSamples.Correction, AlpacaSamples.Correction)]
    [InlineData(AlpacaSamples.Cancel, AlpacaSamples.Cancel)]
    [InlineData(AlpacaSamples.Limits, AlpacaSamples.Limits)]
    [InlineData(AlpacaSamples.Halt, AlpacaSamples.Halt)]
    public void Writes_each_kind_as_the_vendor_does_but_for_the_tape_of_quotes(string sample, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Written(_json, Read(Encoding.UTF8.GetBytes(sample)))));

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("S", new[] { "S" })]
    [InlineData("233,1", new[] { "233", "1" })]
    public void Writes_conditions_as_one_text_for_options(string text, string[] conditions)
    {
        var trade = new Trade { Symbol = "AAPL261218C00172500", Time = _time, Price = 1, Size = 1, Conditions = conditions };
        var quote = new Quote { Symbol = "AAPL261218C00172500", Time = _time, BidPrice = 1, AskPrice = 2, Conditions = conditions };
        foreach (var value in new MarketEvent[] { trade, quote })
        {
            Assert.Contains($"\"c\":\"{text}\",\"t\":", Encoding.UTF8.GetString(Written(new AlpacaJsonEncoder(hasTextConditions: true), value)), StringComparison.Ordinal);
            var json = new ArrayBufferWriter<byte>();
            Assert.True(AlpacaTranscoder.TryToJson(Written(new AlpacaMessagePackEncoder(hasTextConditions: true), value), json));
            Assert.Contains($"\"c\":\"{text}\",\"t\":", Encoding.UTF8.GetString(json.WrittenSpan), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Writes_what_reads_back_as_the_same_event(string sample)
    {
        foreach (var original in new[] { Encoding.UTF8.GetBytes(sample), AlpacaSamples.Packed(sample) })
        {
            var value = Read(original);
            foreach (var encoder in (IEventEncoder[])[_json, _packed])
            {
                var again = Read(Written(encoder, value));

                Assert.Equal(value, again, MarketEvent.ContentComparer);
                Assert.Equal((value.Identity, value.Time.ToString()), (again.Identity, again.Time.ToString()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Writes_T_as_the_first_key_and_the_time_as_an_extension(string sample)
    {
        var reader = new MessagePackReader(Written(_packed, Read(Encoding.UTF8.GetBytes(sample))));

        Assert.True(reader.TryReadMapHeader(out var count) && reader.TryReadText(out var key) && key.SequenceEqual("T"u8) && reader.TrySkip());
        var times = 0;
        for (; count > 1; count--)
        {
            Assert.True(reader.TryReadText(out key));
            var isTime = key.SequenceEqual("t"u8);
            times += isTime ? 1 : 0;
            Assert.True(isTime ? reader.TryReadTimestamp(out _) : reader.TrySkip());
        }

        Assert.Equal((1, true), (times, reader.IsAtEnd));
    }

    [Theory]
    [InlineData("100", MessagePackKind.Integer)]
    [InlineData("100.0", MessagePackKind.Integer)]
    [InlineData("0.5", MessagePackKind.Float)]
    [InlineData("9223372036854775807", MessagePackKind.Integer)]
    [InlineData("9223372036854775808", MessagePackKind.Float)]
    public void Writes_a_whole_size_as_a_whole_number(string size, object kind)
    {
        var packed = Written(_packed, new Trade { Symbol = "A", Time = _time, Price = 100, Size = decimal.Parse(size) });
        var reader = new MessagePackReader(packed);
        Assert.True(reader.TryReadMapHeader(out _));
        while (reader.TryReadText(out var key) && !key.SequenceEqual("s"u8))
        {
            Assert.Equal(key.SequenceEqual("p"u8) ? MessagePackKind.Float : reader.Kind, reader.Kind);
            Assert.True(reader.TrySkip());
        }

        Assert.Equal(kind, reader.Kind);
    }

    [Theory]
    [InlineData("96921", "96921")]
    [InlineData("0", "0")]
    [InlineData("-7", "-7")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("007", "8707136152466594")]
    [InlineData("9223372036854775808", "4214265981496305")]
    [InlineData("a1", "7902223174813036")]
    public void Writes_an_id_that_is_no_number_as_a_hash_that_is_the_same_in_every_run(string id, string expected)
    {
        foreach (var encoder in (IEventEncoder[])[_json, _packed])
        {
            Assert.Equal(expected, ((Trade)Read(Written(encoder, new Trade { Symbol = "A", Time = _time, Price = 1, Size = 1, Id = id }))).Id.ToString());
        }
    }

    [Fact]
    public void Keeps_every_hash_of_an_id_a_number_that_JavaScript_reads_exactly() =>
        Prop.ForAll<string?>(text =>
        {
            var id = TradeId.Of($"x{text}");
            return AlpacaShape.NumberOf(id) is > 0 and < 1L << 53 && AlpacaShape.NumberOf(id) == AlpacaShape.NumberOf(id);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Leaves_out_an_id_and_an_exchange_that_are_not_told() =>
        Assert.Equal(
            """{"T":"t","S":"A","p":1,"s":1,"c":[],"t":"2021-02-22T15:51:44.208Z"}""",
            Encoding.UTF8.GetString(Written(_json, new Trade { Symbol = "A", Time = _time, Price = 1, Size = 1 })));

    [Fact]
    public void Writes_a_halt_of_another_vendor_in_its_words()
    {
        var halt = new Status { Kind = "halt", Symbol = "A", Time = _time, Message = "No \"news\" yet" };

        Assert.Equal(
            """{"T":"s","S":"A","sc":"H","sm":"No \"news\" yet","rc":"","rm":"","t":"2021-02-22T15:51:44.208Z"}""",
            Encoding.UTF8.GetString(Written(_json, halt)));
        Assert.Equal(("halt", "H No \"news\" yet"), Read(Written(_packed, halt)) is Status read ? (read.Kind, read.Message) : default);
        Assert.Equal("status", Read(Written(_packed, halt with { Kind = "status" })) is Status other ? other.Kind : null);
    }

    [Fact]
    public void Says_nothing_of_what_the_protocol_has_no_word_for()
    {
        var bar = new Bar { Symbol = "A", Time = _time, Interval = TimeSpan.FromSeconds(1), Open = 1, High = 1, Low = 1, Close = 1, Volume = 1 };
        var foreign = new Frame("massive", 1, _time, """{"ev":"LULD","T":"A","S":"A","h":1}"""u8.ToArray());
        foreach (var value in new MarketEvent[]
        {
            bar,
            new FairMarketValue { Symbol = "A", Time = _time, Price = 1 },
            new Detection { Symbol = "A", Time = _time, Price = 1, Kind = "surge" },
            new Status { Symbol = string.Empty, Time = _time, Kind = "halt" },
            new Status { Symbol = "A", Time = _time, Kind = "gap" },
            new Status { Symbol = "A", Time = _time, Kind = "luld", Source = new(foreign, 0, foreign.Bytes.Length) },
        })
        {
            foreach (var encoder in (IEventEncoder[])[_json, _packed])
            {
                var buffer = new ArrayBufferWriter<byte>();
                Assert.False(encoder.TryWrite(value, buffer));
                Assert.Equal(0, buffer.WrittenCount);
            }
        }
    }

    [Fact]
    public void Takes_no_other_symbol_s_bytes_for_a_status()
    {
        var limits = (Status)Read(Encoding.UTF8.GetBytes(AlpacaSamples.Limits));

        Assert.Equal(
            """{"T":"l","S":"OTHER","u":3.24,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z"}""",
            Encoding.UTF8.GetString(Written(_json, limits with { Symbol = "OTHER" })));
    }

    [Fact]
    public void Writes_limit_bands_of_another_vendor()
    {
        var limits = new Status { Kind = "luld", Symbol = "A", Time = _time, LimitUp = 3.24m, LimitDown = 2.65m, Conditions = ["17", "5"] };

        Assert.Equal(
            """{"T":"l","S":"A","u":3.24,"d":2.65,"i":"17","t":"2021-02-22T15:51:44.208Z"}""",
            Encoding.UTF8.GetString(Written(_json, limits)));
        foreach (var encoder in (IEventEncoder[])[_json, _packed])
        {
            var read = Assert.IsType<Status>(Read(Written(encoder, limits)));
            Assert.Equal(("luld", "A", 3.24m, 2.65m), (read.Kind, read.Symbol, read.LimitUp, read.LimitDown));
            Assert.Equal(["17"], read.Conditions);
            Assert.Empty(Assert.IsType<Status>(Read(Written(encoder, limits with { Conditions = [] }))).Conditions);
            Assert.False(encoder.TryWrite(limits with { LimitUp = null }, new ArrayBufferWriter<byte>()));
            Assert.False(encoder.TryWrite(limits with { LimitDown = null }, new ArrayBufferWriter<byte>()));
        }
    }

    [Fact]
    public void Trades_come_back_whole_but_for_the_reporting_facility() =>
        Prop.ForAll(MarketArbitraries.Trades, trade => ComesBack(trade with { Id = AsNumber(trade.Id), Facility = null })).QuickCheckThrowOnFailure();

    [Fact]
    public void Quotes_come_back_whole_but_for_sizes_that_are_not_told() =>
        Prop.ForAll(MarketArbitraries.Quotes, quote => ComesBack(quote with { BidSize = quote.BidSize ?? 0, AskSize = quote.AskSize ?? 0 })).QuickCheckThrowOnFailure();

    [Fact]
    public void Bars_of_a_minute_and_of_a_day_come_back_whole_and_others_are_not_written() =>
        Prop.ForAll(MarketArbitraries.Bars, bar =>
            bar.Interval == TimeSpan.FromMinutes(1) || bar.Interval == TimeSpan.FromDays(1)
                ? ComesBack(bar)
                : !_json.TryWrite(bar, new ArrayBufferWriter<byte>()) && !_packed.TryWrite(bar, new ArrayBufferWriter<byte>()))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Allocates_nothing_for_a_trade()
    {
        var value = Read(Encoding.UTF8.GetBytes(AlpacaSamples.Trade));
        var buffer = new ArrayBufferWriter<byte>(4_096);

        Assert.Equal(0, Allocation.Least(() =>
        {
            buffer.ResetWrittenCount();
            _json.TryWrite(value, buffer);
            _packed.TryWrite(value, buffer);
        }));
    }

    private bool ComesBack(MarketEvent value)
    {
        foreach (var encoder in (IEventEncoder[])[_json, _packed])
        {
            var again = Read(Written(encoder, value));
            if (!MarketEvent.ContentComparer.Equals(value, again))
            {
                return false;
            }
        }

        return true;
    }

    private static TradeId AsNumber(TradeId id) => id.IsNone ? id : TradeId.Of(AlpacaShape.NumberOf(id));

    private static byte[] Written(IEventEncoder encoder, MarketEvent value)
    {
        var buffer = new ArrayBufferWriter<byte>(1);
        Assert.True(encoder.TryWrite(value, buffer));
        return buffer.WrittenSpan.ToArray();
    }

    private MarketEvent Read(byte[] message)
    {
        var found = _decoder.Read(message);
        Assert.Empty(found.Faults);
        return Assert.Single(found.Events);
    }
}
