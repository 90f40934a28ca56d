namespace MarketFlow.Testing;

public static partial class MarketArbitraries
{
    // No step leads to what is invalid: numbers go to 1, symbols are never empty, and a bar's prices move towards its low one or all at once.
    private static IEnumerable<T> SimplerHead<T>(T value)
        where T : MarketEvent =>
    [
        .. value.Source == default ? [] : (T[])[value with { Source = default }],
        .. value.IsBackfill ? (T[])[value with { IsBackfill = false }] : [],
        .. Simpler.Symbols(value.Symbol).Select(symbol => value with { Symbol = symbol }),
        .. Simpler.Times(value.Time).Select(time => value with { Time = time }),
    ];

    private static IEnumerable<Trade> SimplerTrades(Trade value) =>
    [
        .. SimplerHead(value),
        .. Simpler.Numbers(value.Price).Select(price => value with { Price = price }),
        .. Simpler.Numbers(value.Size).Select(size => value with { Size = size }),
        .. Simpler.Absent(value.Exchange).Select(exchange => value with { Exchange = exchange }),
        .. Simpler.Absent(value.Facility).Select(facility => value with { Facility = facility }),
        .. value.Tape == ConsolidatedTape.None ? [] : (Trade[])[value with { Tape = ConsolidatedTape.None }],
        .. value.Codes == TradeCodes.Unknown ? [] : (Trade[])[value with { Codes = TradeCodes.Unknown }],
        .. value.Conditions.Count == 0 ? [] : (Trade[])[value with { Conditions = [] }],
        .. value.Id == TradeId.Of(1) || value.Id.IsNone ? [] : (Trade[])[value with { Id = TradeId.Of(1) }],
    ];

    private static IEnumerable<Quote> SimplerQuotes(Quote value) =>
    [
        .. SimplerHead(value),
        .. Simpler.Numbers(value.BidPrice).Select(price => value with { BidPrice = price }),
        .. Simpler.Numbers(value.AskPrice).Select(price => value with { AskPrice = price }),
        .. Simpler.Absent(value.BidSize).Select(size => value with { BidSize = size }),
        .. Simpler.Absent(value.AskSize).Select(size => value with { AskSize = size }),
        .. Simpler.Absent(value.BidExchange).Select(exchange => value with { BidExchange = exchange }),
        .. Simpler.Absent(value.AskExchange).Select(exchange => value with { AskExchange = exchange }),
        .. value.Conditions.Count == 0 ? [] : (Quote[])[value with { Conditions = [] }],
    ];

    private static IEnumerable<Bar> SimplerBars(Bar value) =>
    [
        .. SimplerHead(value).Where(bar => bar.Time == StartOf(bar.Time, bar.Interval)),
        .. Simpler.Absent(value.Vwap).Select(vwap => value with { Vwap = vwap }),
        .. value.Vwap is null && value.High != value.Low ? (Bar[])[value with { Open = value.Low, Close = value.Low, High = value.Low }] : [],
        .. value.Vwap is null && value.High == value.Low
            ? Simpler.Numbers(value.Low).Select(price => value with { Open = price, High = price, Low = price, Close = price }) : [],
        .. value.Open == value.Low ? [] : (Bar[])[value with { Open = value.Low }],
        .. value.Close == value.Low ? [] : (Bar[])[value with { Close = value.Low }],
        .. Simpler.Numbers(value.Volume).Select(volume => value with { Volume = volume }),
        .. Simpler.Absent(value.Trades).Select(trades => value with { Trades = trades }),
        .. value.Revision == 0 ? [] : (Bar[])[value with { Revision = 0 }],
    ];

    private static IEnumerable<Status> SimplerStatuses(Status value) =>
    [
        .. value.From is null && value.To is null ? SimplerHead(value) : [value with { From = null, To = null }],
        .. Simpler.Absent(value.Message).Select(message => value with { Message = message }),
        .. Simpler.Absent(value.Feed).Select(feed => value with { Feed = feed }),
        .. Simpler.Absent(value.Count).Select(count => value with { Count = count }),
    ];

    private static IEnumerable<MarketEvent> SimplerEvents(MarketEvent value) => value switch
    {
        Trade trade => Trades.Shrinker(trade),
        Quote quote => Quotes.Shrinker(quote),
        Bar bar => Bars.Shrinker(bar),
        FairMarketValue fairMarketValue => FairMarketValues.Shrinker(fairMarketValue),
        Detection detection => Detections.Shrinker(detection),
        Status status => Statuses.Shrinker(status),
        _ => [],
    };
}
