using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class EventJsonTests
{
    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00.123Z");
    private static readonly SourceContext _source = new(
        new("massive", 1, Timestamp.Parse("2026-03-09T13:30:00.125Z"), new byte[8]), 0, 8, sequence: 3681328);

    private const string SourceText = ",\"source\":{\"feed\":\"massive\",\"connection\":1,\"sequence\":3681328,\"receivedAt\":\"2026-03-09T13:30:00.125Z\"}}";

    [Fact]
    public void Writes_a_trade_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"trade\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":114.125,\"size\":100,\"exchange\":\"4\","
            + "\"id\":\"12345\",\"conditions\":[\"0\",\"12\"],\"backfill\":true" + SourceText,
            Written(new Trade
            {
                Symbol = "MSFT",
                Time = _time,
                Price = 114.125m,
                Size = 100,
                Exchange = "4",
                Id = 12345,
                Conditions = ["0", "12"],
                IsBackfill = true,
                Source = _source,
            }));

    [Fact]
    public void Leaves_out_what_a_trade_does_not_have() =>
        Assert.Equal(
            "{\"type\":\"trade\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":1,\"size\":0}",
            Written(new Trade { Symbol = "MSFT", Time = _time, Price = 1, Size = 0 }));

    [Fact]
    public void Writes_a_quote_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"quote\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"bidPrice\":114.12,\"bidSize\":200,\"askPrice\":114.13,\"askSize\":100" + SourceText,
            Written(new Quote { Symbol = "MSFT", Time = _time, BidPrice = 114.12m, BidSize = 200, AskPrice = 114.13m, AskSize = 100, Source = _source }));

    [Fact]
    public void Writes_exchanges_and_conditions_of_a_quote_after_its_sizes() =>
        Assert.Equal(
            "{\"type\":\"quote\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"bidPrice\":0,\"askPrice\":1.10,\"bidExchange\":\"V\",\"askExchange\":\"Q\",\"conditions\":[\"R\"]}",
            Written(new Quote { Symbol = "MSFT", Time = _time, BidPrice = 0, AskPrice = 1.10m, BidExchange = "V", AskExchange = "Q", Conditions = ["R"] }));

    [Fact]
    public void Writes_a_bar_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"bar\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"interval\":\"1m\",\"open\":1,\"high\":2,\"low\":1,\"close\":2,"
            + "\"volume\":300,\"vwap\":1.5,\"trades\":7,\"revision\":0" + SourceText,
            Written(ABar(TimeSpan.FromMinutes(1)) with { Vwap = 1.5m, Trades = 7, Source = _source }));

    [Fact]
    public void Always_writes_the_revision_of_a_bar() =>
        Assert.EndsWith(",\"volume\":300,\"revision\":3}", Written(ABar(TimeSpan.FromMinutes(1)) with { Revision = 3 }));

    [Theory]
    [InlineData(1, "1s")]
    [InlineData(59, "59s")]
    [InlineData(60, "1m")]
    [InlineData(90, "90s")]
    [InlineData(3_600, "1h")]
    [InlineData(5_400, "90m")]
    [InlineData(86_400, "1d")]
    [InlineData(90_000, "25h")]
    [InlineData(604_800, "7d")]
    [InlineData(0.5, "0.5s")]
    public void Writes_an_interval_in_its_largest_whole_unit(double seconds, string expected) =>
        Assert.Contains($"\"interval\":\"{expected}\"", Written(ABar(TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void Writes_a_fair_market_value_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"fmv\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":114.2" + SourceText,
            Written(new FairMarketValue { Symbol = "MSFT", Time = _time, Price = 114.2m, Source = _source }));

    [Fact]
    public void Writes_a_detection_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"detection\",\"kind\":\"highlow\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":114.20,\"direction\":\"up\"" + SourceText,
            Written(new Detection { Kind = "highlow", Symbol = "MSFT", Time = _time, Price = 114.20m, Direction = "up", Source = _source }));

    [Fact]
    public void Writes_the_figures_of_a_new_high_as_the_protocol_shows_them() =>
        Assert.Equal(
            "{\"type\":\"detection\",\"kind\":\"highlow\",\"symbol\":\"MSFT\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":114.20,\"direction\":\"up\","
            + "\"previous\":113.9,\"extreme\":114.20,\"sessionHigh\":114.20,\"sessionLow\":112,\"countUp\":3,\"countDown\":1,\"percentChange\":1.2,\"vwap\":113.5,"
            + "\"vwapDivergence\":0.6167,\"volume\":5000,\"relativeVolume\":1.8,\"significance\":57.0,\"reversal\":\"v-bottom\",\"rapid\":true" + SourceText,
            Written(new Detection
            {
                Kind = DetectionKinds.HighLow,
                Symbol = "MSFT",
                Time = _time,
                Price = 114.20m,
                Direction = Detection.Up,
                Source = _source,
                Detail = new HighLowDetail
                {
                    Previous = 113.9m,
                    Extreme = 114.20m,
                    SessionHigh = 114.20m,
                    SessionLow = 112,
                    CountUp = 3,
                    CountDown = 1,
                    PercentChange = 1.2m,
                    Vwap = 113.5m,
                    VwapDivergence = 0.6167m,
                    Volume = 5_000,
                    RelativeVolume = 1.8m,
                    Significance = 57.0m,
                    Reversal = ReversalPattern.VBottom,
                    IsRapid = true,
                },
            }));

    [Fact]
    public void Writes_a_status_as_the_protocol_shows_it() =>
        Assert.Equal(
            "{\"type\":\"status\",\"kind\":\"gap\",\"feed\":\"massive\",\"symbol\":\"MSFT\",\"from\":\"2026-03-09T13:30:00.123Z\",\"to\":\"2026-03-09T13:30:01.123Z\",\"time\":\"2026-03-09T13:30:00.123Z\"}",
            Written(new Status { Kind = "gap", Feed = "massive", Symbol = "MSFT", From = _time, To = _time + TimeSpan.FromSeconds(1), Time = _time }));

    [Fact]
    public void Writes_a_status_about_no_symbol_without_one() =>
        Assert.Equal(
            "{\"type\":\"status\",\"kind\":\"conflated\",\"time\":\"2026-03-09T13:30:00.123Z\",\"count\":7,\"message\":\"7 left out\"}",
            Written(new Status { Kind = "conflated", Symbol = string.Empty, Time = _time, Count = 7, Message = "7 left out" }));

    [Theory]
    [InlineData("114.125")]
    [InlineData("114.1250")]
    [InlineData("0.00000001")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("0.00")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("1.8446744073709551615")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("-0.5")]
    public void Keeps_every_digit_of_a_decimal(string digits) =>
        Assert.Contains($"\"price\":{digits},", Written(new Trade
        {
            Symbol = "X",
            Time = _time,
            Price = decimal.Parse(digits, CultureInfo.InvariantCulture),
            Size = 1,
        }));

    [Theory]
    [InlineData("2026-03-09T13:30:00Z")]
    [InlineData("2026-03-09T13:30:00.1Z")]
    [InlineData("2026-03-09T13:30:00.123456789Z")]
    public void Writes_a_time_as_precisely_as_the_vendor(string time) =>
        Assert.Contains($"\"time\":\"{time}\"", Written(new Trade { Symbol = "X", Time = Timestamp.Parse(time), Price = 1, Size = 1 }));

    [Theory]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("\n\r\t", "\\n\\r\\t")]
    [InlineData("\u0000\u001f", "\\u0000\\u001f")]
    [InlineData("\u007f/é€😀\u2028", "\u007f/é€😀\u2028")]
    public void Escapes_a_text_where_JSON_asks_for_it_and_only_there(string text, string expected) =>
        Assert.Contains($"\"message\":\"{expected}\"}}", Written(new Status { Kind = "halt", Symbol = "X", Time = _time, Message = text }));

    /// <summary>Not a row of the theory above: an attribute cannot hold half a pair.</summary>
    [Fact]
    public void Writes_half_a_surrogate_pair_as_the_replacement_character() =>
        Assert.Contains("\"message\":\"\ufffdx\ufffd\"}", Written(new Status { Kind = "halt", Symbol = "X", Time = _time, Message = "\udc00x\ud800" }));

    [Fact]
    public void Writes_an_id_that_is_text_as_it_is() =>
        Assert.Contains("\"id\":\"007\"", Written(new Trade { Symbol = "X", Time = _time, Price = 1, Size = 1, Id = "007" }));

    [Fact]
    public void Puts_the_number_of_a_client_before_a_shared_body()
    {
        var body = "{\"type\":\"fmv\"}"u8;
        var destination = new byte[body.Length + EventJson.MaxNumberingLength];

        Assert.Equal("{\"seq\":1,\"type\":\"fmv\"}", Encoding.UTF8.GetString(destination, 0, EventJson.WriteNumbered(body, 1, destination)));
        Assert.Equal(destination.Length, EventJson.WriteNumbered(body, long.MaxValue, destination));
    }

    [Fact]
    public void Refuses_a_number_below_one() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EventJson.WriteNumbered("{}"u8, 0, new byte[64]));

    [Fact]
    public void Refuses_null()
    {
        Assert.Throws<ArgumentNullException>("value", () => EventJson.Write(null!, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentNullException>("destination", () => EventJson.Write(ABar(TimeSpan.FromSeconds(1)), null!));
    }

    [Fact]
    public void Allocates_nothing()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var trade = new Trade { Symbol = "MSFT", Time = _time, Price = 1.25m, Size = 1, Exchange = "4", Id = 12345, Conditions = ["0"], Source = _source };
        Assert.Equal(0, Allocation.Least(WriteAgain));

        void WriteAgain()
        {
            buffer.ResetWrittenCount();
            EventJson.Write(trade, buffer);
        }
    }

    private static Bar ABar(TimeSpan interval) =>
        new() { Symbol = "MSFT", Time = _time, Interval = interval, Open = 1, High = 2, Low = 1, Close = 2, Volume = 300 };

    private static string Written(MarketEvent value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        EventJson.Write(value, buffer);
        using var parsed = JsonDocument.Parse(buffer.WrittenMemory);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
