using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class MassiveEncoderTests
{
    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00.123Z");
    private readonly MassiveEncoder _encoder = new();
    private readonly IFrameDecoder _decoder = new MassiveDialect().CreateDecoder();

    [Theory]
    [MemberData(nameof(MassiveSamples.Events), MemberType = typeof(MassiveSamples))]
    public void Writes_what_is_read_as_the_same_event(string text)
    {
        var value = Assert.Single(_decoder.Read(text).Events);
        var again = Assert.Single(_decoder.Read(Written(value)!).Events);

        Assert.Equal(value, again, MarketEvent.ContentComparer);
        Assert.Equal(value.Source.Sequence, again.Source.Sequence);
    }

    [Theory]
    [InlineData(MassiveSamples.Trade, """{"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"c":[0,12],"t":1536036818784,"q":3681328}""")]
    [InlineData(MassiveSamples.TradeWithoutConditions, """{"ev":"T","sym":"AMZN","x":4,"i":"799","z":3,"p":161.87,"s":100,"t":1651684192717,"q":4009434}""")]
    [InlineData(MassiveSamples.FractionalTrade, """{"ev":"T","sym":"BRK.A","x":4,"i":"52983525029461","z":1,"p":512345.5,"s":0,"c":[37],"t":1536036818784,"q":7,"trfi":202,"ds":"0.0125"}""")]
    [InlineData(MassiveSamples.Quote, """{"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"c":0,"i":[604],"t":1536036818784,"q":50385480}""")]
    [InlineData(MassiveSamples.SecondBar, """{"ev":"A","sym":"SPCE","v":200,"vw":25.3981,"o":25.39,"c":25.39,"h":25.40,"l":25.39,"s":1610144868000,"e":1610144869000}""")]
    [InlineData(MassiveSamples.MinuteBar, """{"ev":"AM","sym":"GTE","v":4110.25,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"s":1610144640000,"e":1610144700000}""")]
    [InlineData(MassiveSamples.FairValue, """{"ev":"FMV","fmv":189.22,"sym":"AAPL","t":1678220098130000000}""")]
    [InlineData(MassiveSamples.FairValueInNanoseconds, MassiveSamples.FairValueInNanoseconds)]
    [InlineData(MassiveSamples.LimitBand, """{"ev":"LULD","T":"MSFT","h":218.94,"l":198.08,"i":[17],"t":1601316539918,"q":4106630}""")]
    public void Writes_fields_in_the_order_of_the_samples(string sample, string expected) =>
        Assert.Equal(expected, Written(Assert.Single(_decoder.Read(sample).Events)));

    [Fact]
    public void Writes_trades_that_read_back_with_facility_and_tape() =>
        Prop.ForAll(MarketArbitraries.Trades, trade =>
        {
            var again = Assert.Single(_decoder.Read(Written(trade)!).Events);
            return again is Trade read && (read.Facility, read.Tape, read.Id) == (trade.Facility, trade.Tape, trade.Id);
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Writes_an_Alpaca_trade_with_Massives_number_of_its_exchange() =>
        Assert.Equal(
            """{"ev":"T","sym":"AAPL","x":15,"i":"52983525029461","p":126.55,"s":1,"t":1773063000123}""",
            Written(ATrade() with
            {
                Symbol = "AAPL",
                Time = Timestamp.Parse("2026-03-09T13:30:00.123999999Z"),
                Price = 126.55m,
                Exchange = "V",
                Id = 52983525029461,
                Conditions = ["@", "I", "007"],
            }));

    [Theory]
    [InlineData("A", 1)]
    [InlineData("D", 4)]
    [InlineData("N", 10)]
    [InlineData("P", 11)]
    [InlineData("Q", 12)]
    [InlineData("T", 12)]
    [InlineData("U", 21)]
    [InlineData("Z", 19)]
    [InlineData("0", 0)]
    [InlineData("203", 203)]
    public void Knows_the_exchanges_of_the_tape(string exchange, int number) => Assert.Contains($",\"x\":{number},", Written(ATrade() with { Exchange = exchange }));

    [Theory]
    [InlineData("O")]
    [InlineData("R")]
    [InlineData("coinbase")]
    [InlineData("007")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData(null)]
    public void Leaves_out_an_exchange_that_Massive_has_no_number_for(string? exchange) =>
        Assert.DoesNotContain("\"x\"", Written(ATrade() with { Exchange = exchange }));

    [Theory]
    [InlineData("100", "\"s\":100,\"t\"", false)]
    [InlineData("100.00", "\"s\":100,\"t\"", false)]
    [InlineData("0.5", "\"s\":0,\"t\"", true)]
    [InlineData("12.250", "\"s\":12,\"t\"", true)]
    public void Writes_a_whole_size_alone_and_a_fraction_as_a_text_as_well(string size, string expected, bool hasText)
    {
        var text = Written(ATrade() with { Size = decimal.Parse(size, System.Globalization.CultureInfo.InvariantCulture) })!;

        Assert.Contains(expected, text);
        Assert.Equal(hasText, text.EndsWith($",\"ds\":\"{size}\"}}", StringComparison.Ordinal));
    }

    [Fact]
    public void Writes_the_average_size_of_a_bars_trades_where_it_is_known() =>
        Assert.Contains(",\"z\":14,", Written(ABar(TimeSpan.FromMinutes(1)) with { Volume = 100.5m, Trades = 7 }));

    /// <summary>A client that reads a channel in one unit is right about every message of a stream, whole milliseconds or not.</summary>
    [Theory]
    [InlineData("FMV", 19)]
    [InlineData("LULD", 13)]
    [InlineData("T", 13)]
    [InlineData("Q", 13)]
    [InlineData("A", 13)]
    [InlineData("AM", 13)]
    public void Writes_one_unit_of_time_per_channel_whatever_the_value(string channel, int digits)
    {
        long[] times = [1_773_063_000_123_000_000, 1_773_063_000_123_456_000, 1_773_063_000_124_000_001, 1_773_063_000_125_000_000, 1_773_063_001_000_000_000];
        var field = channel is "A" or "AM" ? "s" : "t";
        foreach (var nanoseconds in times)
        {
            var time = Timestamp.FromUnixNanoseconds(nanoseconds);
            using var written = JsonDocument.Parse(Written(channel switch
            {
                "FMV" => new FairMarketValue { Symbol = "A", Time = time, Price = 1 },
                "LULD" => new Status { Symbol = "A", Time = time, Kind = "luld", LimitUp = 2, LimitDown = 1 },
                "T" => ATrade() with { Time = time },
                "Q" => new Quote { Symbol = "A", Time = time, BidPrice = 1, AskPrice = 2 },
                _ => ABar(channel == "A" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1)) with { Time = time },
            })!);

            Assert.Equal(channel, written.RootElement.GetProperty("ev").GetString());
            var number = written.RootElement.GetProperty(field).GetInt64();
            Assert.Equal(digits, number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
            Assert.Equal(digits == 19 ? nanoseconds : nanoseconds / 1_000_000, number);
        }
    }

    [Fact]
    public void Has_no_word_for_other_events()
    {
        MarketEvent[] events =
        [
            ABar(TimeSpan.FromMinutes(5)), ABar(TimeSpan.FromDays(1)), ATrade() with { Symbol = "" },
            new Status { Symbol = "A", Time = _time, Kind = "halt" }, new Status { Symbol = "", Time = _time, Kind = "luld" },
            new Detection { Symbol = "A", Time = _time, Kind = "trend", Price = 1 }, new VendorMessage { Symbol = "A", Time = _time, Channel = "NOI" },
        ];

        Assert.All(events, value => Assert.Null(Written(value)));
    }

    [Fact]
    public void Refuses_null()
    {
        Assert.Throws<ArgumentNullException>("value", () => _encoder.TryWrite(null!, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentNullException>("destination", () => _encoder.TryWrite(ATrade(), null!));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var events = MassiveSamples.All.SelectMany(text => _decoder.Read(text).Events).Append(ATrade() with { Id = "a1" }).ToArray();
        Assert.Equal(0, Allocation.Least(WriteAgain));

        void WriteAgain()
        {
            foreach (var value in events)
            {
                buffer.ResetWrittenCount();
                _encoder.TryWrite(value, buffer);
            }
        }
    }

    /// <summary>Whatever an event holds, what is written is JSON, and reads as the event that Massive's words can tell of it.</summary>
    [Fact]
    public void Writes_what_reads_as_the_event_less_what_is_lost() =>
        Prop.ForAll(MarketArbitraries.Events, value =>
        {
            if (Written(value) is not { } text)
            {
                Assert.True(value is Detection or Status || value is Bar { Interval.Ticks: not (TimeSpan.TicksPerSecond or TimeSpan.TicksPerMinute) });
                return;
            }

            using var parsed = JsonDocument.Parse(text);
            var read = Assert.Single(_decoder.Read(text).Events);
            Assert.Equal(Told(value), Told(read));
        })
        .QuickCheckThrowOnFailure();

    private static string Told(MarketEvent value) => $"{value.Symbol} {(value is Trade or Quote ? value.Source.Sequence : null)} " + value switch
    {
        Trade trade => $"{MassiveTime.MillisecondsOf(trade.Time)} {trade.Price} {trade.Size:G29} {trade.Id} {NumberOf(trade.Exchange)} {Numbers(trade.Conditions)}",
        Quote quote => $"{MassiveTime.MillisecondsOf(quote.Time)} {quote.BidPrice} {quote.BidSize} {quote.AskPrice} {quote.AskSize} {NumberOf(quote.BidExchange)} {NumberOf(quote.AskExchange)} {Numbers(quote.Conditions)}",
        Bar bar => $"{MassiveTime.MillisecondsOf(bar.Time)} {bar.Interval} {bar.Open} {bar.High} {bar.Low} {bar.Close} {bar.Volume} {bar.Vwap}",
        FairMarketValue fairValue => $"{NanosecondsReadAs(fairValue.Time)} {fairValue.Price}",
        _ => "",
    };

    // Within three hours of the epoch nanoseconds are read as milliseconds: see MassiveTime.
    private static long NanosecondsReadAs(Timestamp time) => MassiveTime.Of(time.UnixNanoseconds) == time ? time.UnixNanoseconds : 0;

    private static string NumberOf(string? exchange) => MassiveCodes.TryGetExchange(exchange, out var number) ? $"{number}" : "none";

    private static string Numbers(IReadOnlyList<string> codes) => string.Join(',', codes.Where(code => int.TryParse(code, out _)));

    private static Trade ATrade() => new() { Symbol = "A", Time = _time, Price = 1, Size = 1 };

    private static Bar ABar(TimeSpan interval) => new() { Symbol = "A", Time = _time, Interval = interval, Open = 1, High = 2, Low = 1, Close = 2, Volume = 3 };

    private string? Written(MarketEvent value)
    {
        var buffer = new ArrayBufferWriter<byte>(1);
        var isWritten = _encoder.TryWrite(value, buffer);
        Assert.Equal(isWritten, buffer.WrittenCount > 0);
        return isWritten ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }
}
