using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

public static partial class MarketArbitraries
{
    private static readonly TimeSpan[] _intervals =
        [TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    /// <summary>Trades, with and without id, exchange, reporting facility, tape and conditions. Ids may repeat; for unique ones see <see cref="RedundantFeeds"/>.</summary>
    public static Arbitrary<Trade> Trades => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from price in Prices.Generator
            from size in Sizes.Generator
            from exchange in Exchange()
            from facility in Facility(exchange)
            from id in TradeIds()
            from tape in Gen.Elements(ConsolidatedTape.None, ConsolidatedTape.A, ConsolidatedTape.B, ConsolidatedTape.C)
            from codes in Gen.Elements(TradeCodes.Unknown, TradeCodes.Massive, TradeCodes.Sip)
            from conditions in Conditions()
            select new Trade
            {
                Symbol = symbol,
                Time = time,
                Price = price,
                Size = size,
                Exchange = exchange,
                Facility = facility,
                Id = id,
                Tape = tape,
                Codes = codes,
                Conditions = conditions,
            }),
        SimplerTrades);

    /// <summary>Quotes: mostly orderly, some crossed, some with an empty side or without sizes.</summary>
    public static Arbitrary<Quote> Quotes => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from bid in Prices.Generator
            from spread in Gen.Choose(-2, 20)
            from emptySide in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
            from bidSize in Sometimes(Sizes.Generator)
            from askSize in Sometimes(Sizes.Generator)
            from bidExchange in Exchange()
            from askExchange in Exchange()
            from conditions in Conditions()
            select new Quote
            {
                Symbol = symbol,
                Time = time,
                BidPrice = emptySide == 1 ? 0 : bid,
                BidSize = bidSize,
                BidExchange = bidExchange,
                AskPrice = emptySide == 2 ? 0 : Math.Max(0, bid + (spread * UnitOf(bid))),
                AskSize = askSize,
                AskExchange = askExchange,
                Conditions = conditions,
            }),
        SimplerQuotes);

    /// <summary>Bars that keep low ≤ open, close ≤ high, from one second to one day long, starting on a multiple of their interval.</summary>
    public static Arbitrary<Bar> Bars => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from interval in Gen.GrowingElements(_intervals)
            from low in Prices.Generator
            from steps in Gen.Frequency((1, Gen.Constant(0)), (9, Gen.Choose(0, 500))).Three()
            from volume in Sizes.Generator
            from vwapStep in Sometimes(Gen.Choose(0, 500))
            from trades in Sometimes(Gen.Choose(0, 10_000).Select(count => (long)count))
            from revision in Gen.Choose(0, 3)
            from hasVendorRevision in Gen.Elements(true, false)
            let high = Math.Max(steps.Item1, Math.Max(steps.Item2, steps.Item3))
            let unit = UnitOf(low)
            select new Bar
            {
                Symbol = symbol,
                Time = StartOf(time, interval),
                Interval = interval,
                Open = low + (steps.Item1 * unit),
                High = low + (high * unit),
                Low = low,
                Close = low + (steps.Item2 * unit),
                Volume = volume,
                Vwap = vwapStep is { } step ? low + (Math.Min(step, high) * unit) : null,
                Trades = trades,
                Revision = revision,
                HasVendorRevision = hasVendorRevision,
            }),
        SimplerBars);

    /// <summary>Fair market values.</summary>
    public static Arbitrary<FairMarketValue> FairMarketValues => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from price in Prices.Generator
            select new FairMarketValue { Symbol = symbol, Time = time, Price = price }),
        value => [.. SimplerHead(value), .. Simpler.Numbers(value.Price).Select(price => value with { Price = price })]);

    /// <summary>Detections of every kind, with and without a direction, mostly with the figures of their kind.</summary>
    public static Arbitrary<Detection> Detections => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from kind in Gen.Elements(DetectionKinds.All.ToArray())
            from price in Prices.Generator
            from direction in Gen.Elements(Detection.Up, Detection.Down, null)
            from detail in DetectionDetails.Of(kind, price, time)
            select new Detection
            {
                Symbol = symbol,
                Time = time,
                Kind = kind,
                Price = price,
                Direction = direction,
                Detail = detail,
            }),
        value =>
        [
            .. SimplerHead(value), .. Simpler.Numbers(value.Price).Select(price => value with { Price = price }),
            .. Simpler.Absent(value.Direction).Select(direction => value with { Direction = direction }),
            .. Simpler.Absent(value.Detail).Select(detail => value with { Detail = detail }),
        ]);

    /// <summary>Statuses: halts, gaps, staleness, and what a client was not sent.</summary>
    public static Arbitrary<Status> Statuses => Arb.From(
        Sourced(
            from symbol in Symbols.Generator
            from time in SessionTimes.Generator
            from kind in Gen.Elements("gap", "halt", "resume", "stale", "conflated", "dropped")
            from message in Gen.Elements(null, "told by the exchange", "\"quoted\" \\ and über")
            from feed in Gen.Elements(null, "massive", "alpaca")
            from seconds in Sometimes(Gen.Choose(0, 300))
            from count in Sometimes(Gen.Choose(1, 10_000).Select(count => (long)count))
            select new Status
            {
                Symbol = symbol,
                Time = time,
                Kind = kind,
                Message = message,
                Feed = feed,
                From = seconds is { } span ? time + TimeSpan.FromSeconds(-span) : null,
                To = seconds is null ? null : time,
                Count = count,
            }),
        SimplerStatuses);

    /// <summary>Events of any kind, mostly trades and quotes.</summary>
    public static Arbitrary<MarketEvent> Events => Arb.From(
        Gen.Frequency(
            (5, Trades.Generator.Select(MarketEvent (value) => value)),
            (5, Quotes.Generator.Select(MarketEvent (value) => value)),
            (2, Bars.Generator.Select(MarketEvent (value) => value)),
            (1, FairMarketValues.Generator.Select(MarketEvent (value) => value)),
            (1, Detections.Generator.Select(MarketEvent (value) => value)),
            (1, Statuses.Generator.Select(MarketEvent (value) => value))),
        SimplerEvents);

    private static Gen<T> Sourced<T>(Gen<T> values)
        where T : MarketEvent =>
        from value in values
        from isBackfill in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from source in Gen.Frequency((1, Gen.Constant(default(SourceContext))), (2, SourceAt(value.Time)))
        select value with { IsBackfill = isBackfill, Source = source };

    private static Gen<SourceContext> SourceAt(Timestamp time) =>
        from feed in Gen.Elements("massive", "alpaca")
        from connection in Gen.Choose(1, 3)
        from milliseconds in Gen.Choose(0, 3_000)
        from before in Gen.Choose(0, 8)
        from after in Gen.Choose(0, 8)
        from sequence in Sometimes(Gen.Choose(0, int.MaxValue).Select(number => (long)number))
        let bytes = System.Text.Encoding.UTF8.GetBytes(new string(' ', before) + "{}" + new string(' ', after))
        select new SourceContext(new Frame(feed, connection, time + TimeSpan.FromMilliseconds(milliseconds), bytes), before, 2, sequence);

    private static Gen<string?> Exchange() => Gen.Elements("4", "11", "V", null);

    // Only exchange 4 of these stands for trades that a facility reports.
    private static Gen<string?> Facility(string? exchange) =>
        exchange == "4" ? Gen.Elements<string?>(null, "201", "202") : Gen.Constant((string?)null);

    private static Gen<TradeId> TradeIds() => Gen.Frequency(
        (7, Gen.Choose(1, 1_000_000).Select(number => TradeId.Of(number))),
        (2, Gen.Elements(default, TradeId.Of("007"), TradeId.Of("7"), TradeId.Of("0"), TradeId.Of("a1-b2"), TradeId.Of("123456789012345678901"))),
        (1, Gen.Choose(1, int.MaxValue).Select(number => TradeId.Of(number * 1_000_000_000L / 3))));

    private static Gen<IReadOnlyList<string>> Conditions() => Gen.Frequency(
        (3, Gen.Constant<IReadOnlyList<string>>([])),
        (2, Gen.SubListOf("0", "2", "12", "37", "@", "T", "B").Select(IReadOnlyList<string> (codes) => [.. codes])));

    private static Gen<T?> Sometimes<T>(Gen<T> values)
        where T : struct => Gen.Frequency((1, Gen.Constant((T?)null)), (3, values.Select(value => (T?)value)));

    private static decimal UnitOf(decimal price) => new(1, 0, 0, false, price.Scale);

    private static Timestamp StartOf(Timestamp time, TimeSpan interval) =>
        Timestamp.FromUnixNanoseconds(time.UnixNanoseconds - (time.UnixNanoseconds % (interval.Ticks * 100)), 0);
}
