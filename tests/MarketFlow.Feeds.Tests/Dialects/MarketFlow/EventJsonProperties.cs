using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whatever an event holds, what is written is JSON with exactly these values under exactly these names.</summary>
public sealed class EventJsonProperties
{
    /// <summary>Plain values, so that FsCheck's own generators make and shrink them; <see cref="ToEvent"/> says what they mean.</summary>
    public sealed record Seed(
        byte Kind, string? Symbol, string? Text, string?[]? Texts, decimal Price, decimal? Other, long Nanoseconds, byte Digits, long? Number, bool Flag);

    [Fact]
    public void What_is_written_holds_exactly_what_the_event_holds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<Seed>(), seed =>
        {
            var value = ToEvent(seed);
            var buffer = new ArrayBufferWriter<byte>(1);
            EventJson.Write(value, buffer);
            using var parsed = JsonDocument.Parse(buffer.WrittenMemory);
            Assert.Equal(Expected(value), parsed.RootElement.EnumerateObject().Select(field => (field.Name, Plain(field.Value))));
        })
        .QuickCheckThrowOnFailure();

    private static MarketEvent ToEvent(Seed seed)
    {
        var symbol = seed.Symbol ?? string.Empty;
        var time = Timestamp.FromUnixNanoseconds(seed.Nanoseconds, seed.Digits % 10);
        IReadOnlyList<string> texts = [.. (seed.Texts ?? []).Select(text => text ?? string.Empty)];
        MarketEvent value = (seed.Kind % 7) switch
        {
            0 => new Trade
            {
                Symbol = symbol,
                Time = time,
                Price = seed.Price,
                Size = seed.Other ?? 0,
                Exchange = seed.Text,
                Facility = seed.Text,
                Tape = (ConsolidatedTape)(seed.Digits % 4),
                Conditions = texts,
                Id = seed.Number is { } id ? TradeId.Of(id) : TradeId.Of(seed.Text ?? string.Empty),
            },
            1 => new Quote
            {
                Symbol = symbol,
                Time = time,
                BidPrice = seed.Price,
                BidSize = seed.Other,
                AskPrice = -seed.Price,
                AskSize = seed.Other,
                BidExchange = seed.Text,
                AskExchange = seed.Text,
                Conditions = texts,
            },
            2 => new Bar
            {
                Symbol = symbol,
                Time = time,
                Interval = TimeSpan.FromTicks(seed.Nanoseconds),
                Open = seed.Price,
                High = seed.Price,
                Low = seed.Price,
                Close = seed.Price,
                Volume = seed.Price,
                Vwap = seed.Other,
                Trades = seed.Number,
                Revision = seed.Digits,
            },
            3 => new FairMarketValue { Symbol = symbol, Time = time, Price = seed.Price },
            4 => new Detection { Symbol = symbol, Time = time, Kind = seed.Text ?? string.Empty, Price = seed.Price, Direction = seed.Text, Detail = ToDetail(seed, time) },
            5 => new VendorMessage { Symbol = symbol, Time = time, Channel = seed.Text ?? string.Empty, Unusual = seed.Text },
            _ => new Status
            {
                Symbol = symbol,
                Time = time,
                Kind = seed.Text ?? string.Empty,
                Feed = seed.Text,
                Message = seed.Text,
                Count = seed.Number,
                From = seed.Flag ? time : null,
                To = seed.Flag ? null : time,
                LimitUp = seed.Other,
                LimitDown = seed.Other,
                Conditions = texts,
                Change = seed.Flag ? new() { Trade = default, Exchange = seed.Text, Id = seed.Number is { } number ? TradeId.Of(number) : default } : null,
            },
        };
        var frame = new Frame(seed.Text ?? string.Empty, seed.Digits, time, new byte[1]);
        return value with { IsBackfill = seed.Flag, Source = new(frame, 0, 1, seed.Number) };
    }

    private static DetectionDetail? ToDetail(Seed seed, Timestamp time) => (seed.Digits % 6) switch
    {
        0 => new HighLowDetail
        {
            Previous = seed.Price,
            Extreme = -seed.Price,
            SessionHigh = seed.Price,
            SessionLow = seed.Price,
            CountUp = seed.Digits,
            CountDown = -seed.Digits,
            PercentChange = seed.Price,
            Vwap = seed.Other,
            VwapDivergence = seed.Other,
            Volume = seed.Price,
            RelativeVolume = seed.Other,
            Significance = seed.Price,
            Reversal = (ReversalPattern)(seed.Kind % 5),
            IsRapid = seed.Flag,
        },
        1 => new TrendDetail
        {
            Strength = (TrendStrength)(seed.Kind % 4),
            Score = seed.Price,
            ShortScore = -seed.Price,
            MediumScore = seed.Price,
            LongScore = seed.Price,
            VwapPosition = seed.Other,
            Since = time,
            Vwap = seed.Other,
            PercentChange = seed.Price,
            Volume = seed.Price,
            RelativeVolume = seed.Other,
        },
        2 => new SurgeDetail
        {
            Magnitude = seed.Price,
            Score = seed.Price,
            Trigger = (SurgeTrigger)(seed.Kind % 3),
            PriceChange = -seed.Price,
            VolumeMultiple = seed.Price,
            ExpiresAt = time,
            CountToday = seed.Digits,
        },
        3 => new BarDetail { Pattern = (BarPattern)(seed.Kind % 6), Value = seed.Price, Threshold = -seed.Price, Interval = TimeSpan.FromTicks(seed.Nanoseconds) },
        4 => new FairValueDetail { Finding = (FairValueFinding)(seed.Kind % 3), LastTradePrice = seed.Price, Deviation = -seed.Price },
        _ => null,
    };

    private static IEnumerable<(string Name, string? Value)> Expected(DetectionDetail? detail) => detail switch
    {
        HighLowDetail high =>
        [
            ("previous", Number(high.Previous)), ("extreme", Number(high.Extreme)), ("sessionHigh", Number(high.SessionHigh)), ("sessionLow", Number(high.SessionLow)),
            ("countUp", Number(high.CountUp)), ("countDown", Number(high.CountDown)), ("percentChange", Number(high.PercentChange)),
            ("vwap", Number(high.Vwap)), ("vwapDivergence", Number(high.VwapDivergence)), ("volume", Number(high.Volume)),
            ("relativeVolume", Number(high.RelativeVolume)), ("significance", Number(high.Significance)),
            ("reversal", new[] { null, "v-bottom", "v-top", "m-top", "w-bottom" }[(int)high.Reversal]), ("rapid", high.IsRapid ? "True" : null),
        ],
        TrendDetail trend =>
        [
            ("strength", new[] { "none", "weak", "moderate", "strong" }[(int)trend.Strength]), ("score", Number(trend.Score)),
            ("shortScore", Number(trend.ShortScore)), ("mediumScore", Number(trend.MediumScore)), ("longScore", Number(trend.LongScore)),
            ("vwapPosition", Number(trend.VwapPosition)), ("since", trend.Since.ToString()), ("vwap", Number(trend.Vwap)),
            ("percentChange", Number(trend.PercentChange)), ("volume", Number(trend.Volume)), ("relativeVolume", Number(trend.RelativeVolume)),
        ],
        SurgeDetail surge =>
        [
            ("magnitude", Number(surge.Magnitude)), ("score", Number(surge.Score)), ("trigger", new[] { "price", "volume", "both" }[(int)surge.Trigger]),
            ("priceChange", Number(surge.PriceChange)), ("volumeMultiple", Number(surge.VolumeMultiple)), ("expiresAt", surge.ExpiresAt.ToString()),
            ("countToday", Number(surge.CountToday)),
        ],
        BarDetail bar =>
        [
            ("pattern", new[] { "volume-surge", "significant-move", "close-at-high", "close-at-low", "gap-up", "gap-down" }[(int)bar.Pattern]),
            ("value", Number(bar.Value)), ("threshold", Number(bar.Threshold)), ("interval", Interval(bar.Interval)),
        ],
        FairValueDetail value =>
        [
            ("finding", new[] { "deviation", "valuation-alert", "consistent-valuation" }[(int)value.Finding]),
            ("lastTradePrice", Number(value.LastTradePrice)), ("deviation", Number(value.Deviation)),
        ],
        _ => [],
    };

    private static List<(string Name, string Value)> Expected(MarketEvent value)
    {
        List<(string Name, string? Value)> fields = value switch
        {
            Trade trade =>
            [
                ("type", "trade"), ("symbol", Text(trade.Symbol)), ("time", trade.Time.ToString()), ("price", Number(trade.Price)), ("size", Number(trade.Size)),
                ("exchange", Text(trade.Exchange)), ("facility", Text(trade.Facility)), ("id", trade.Id.IsNone ? null : Text(trade.Id.ToString())),
                ("tape", new[] { null, "A", "B", "C" }[(int)trade.Tape]), ("conditions", Texts(trade.Conditions)),
            ],
            Quote quote =>
            [
                ("type", "quote"), ("symbol", Text(quote.Symbol)), ("time", quote.Time.ToString()), ("bidPrice", Number(quote.BidPrice)),
                ("bidSize", Number(quote.BidSize)), ("askPrice", Number(quote.AskPrice)), ("askSize", Number(quote.AskSize)),
                ("bidExchange", Text(quote.BidExchange)), ("askExchange", Text(quote.AskExchange)), ("conditions", Texts(quote.Conditions)),
            ],
            Bar bar =>
            [
                ("type", "bar"), ("symbol", Text(bar.Symbol)), ("time", bar.Time.ToString()), ("interval", Interval(bar.Interval)), ("open", Number(bar.Open)),
                ("high", Number(bar.High)), ("low", Number(bar.Low)), ("close", Number(bar.Close)), ("volume", Number(bar.Volume)),
                ("vwap", Number(bar.Vwap)), ("trades", Number(bar.Trades)), ("revision", Number(bar.Revision)),
            ],
            FairMarketValue fmv => [("type", "fmv"), ("symbol", Text(fmv.Symbol)), ("time", fmv.Time.ToString()), ("price", Number(fmv.Price))],
            Detection detection =>
            [
                ("type", "detection"), ("kind", Text(detection.Kind)), ("symbol", Text(detection.Symbol)), ("time", detection.Time.ToString()),
                ("price", Number(detection.Price)), ("direction", Text(detection.Direction)), .. Expected(detection.Detail),
            ],
            Status status =>
            [
                ("type", "status"), ("kind", Text(status.Kind)), ("feed", Text(status.Feed)), ("symbol", status.Symbol.Length == 0 ? null : Text(status.Symbol)),
                ("exchange", Text(status.Change?.Exchange)), ("id", status.Change is { Id.IsNone: false } change ? Text(change.Id.ToString()) : null),
                ("from", status.From?.ToString()), ("to", status.To?.ToString()), ("time", status.Time.ToString()), ("count", Number(status.Count)),
                ("limitUp", Number(status.LimitUp)), ("limitDown", Number(status.LimitDown)), ("conditions", Texts(status.Conditions)),
                ("message", Text(status.Message)),
            ],
            VendorMessage message =>
            [
                ("type", "other"), ("kind", Text(message.Channel)), ("symbol", message.Symbol.Length == 0 ? null : Text(message.Symbol)),
                ("time", message.Time.ToString()), ("unusual", Text(message.Unusual)),
            ],
            _ => throw new ArgumentException(value.ToString(), nameof(value)),
        };
        fields.Add(("backfill", value.IsBackfill ? "True" : null));
        fields.Add(("source", value.Source.Feed.Length == 0 ? null
            : $"feed={Text(value.Source.Feed)};connection={value.Source.Connection};"
                + $"{(value.Source.Sequence is { } sequence ? $"sequence={sequence};" : "")}receivedAt={value.Source.ReceivedAt};"));
        return [.. fields.Where(field => field.Value is not null).Select(field => (field.Name, field.Value!))];
    }

    private static string? Text(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string? Number(IFormattable? number) => number?.ToString(format: null, CultureInfo.InvariantCulture);

    private static string? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : string.Concat(texts.Select(text => Text(text) + "|"));

    private static string Interval(TimeSpan interval) =>
        interval.Ticks % TimeSpan.TicksPerDay == 0 ? $"{interval.Ticks / TimeSpan.TicksPerDay}d"
        : interval.Ticks % TimeSpan.TicksPerHour == 0 ? $"{interval.Ticks / TimeSpan.TicksPerHour}h"
        : interval.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{interval.Ticks / TimeSpan.TicksPerMinute}m"
        : FormattableString.Invariant($"{interval.Ticks / 10_000_000m}s");

    private static string Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Array => string.Concat(element.EnumerateArray().Select(item => item.GetString() + "|")),
        JsonValueKind.Object => string.Concat(element.EnumerateObject().Select(field => $"{field.Name}={Plain(field.Value)};")),
        JsonValueKind.True => "True",
        _ => element.GetRawText(),
    };
}
