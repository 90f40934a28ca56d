using System.Text.Json;

namespace MarketFlow.Feeds;

/// <summary>The fields of <c>match</c>, <c>last_match</c> and <c>ticker</c>, which share most of them.</summary>
internal struct CoinbaseFields
{
    private TradeId? _tradeId;
    private long? _sequence;
    private decimal? _price;
    private decimal? _size;
    private decimal? _bid;
    private decimal? _ask;
    private decimal? _bidSize;
    private decimal? _askSize;
    private Timestamp? _time;

    public string? Symbol { get; private set; }

    /// <param name="json">At the start of the message, known to be whole.</param>
    /// <param name="sizeName">The field that holds the trade's size: it differs by type.</param>
    /// <param name="symbols">Interns the symbol.</param>
    /// <param name="wrong">Says which field is wrong that a trade has.</param>
    /// <param name="wrongQuote">Says which field is wrong that only a quote has.</param>
    public static CoinbaseFields Read(
        ref Utf8JsonReader json, ReadOnlySpan<byte> sizeName, SymbolTable symbols, ref string? wrong, ref string? wrongQuote)
    {
        var fields = default(CoinbaseFields);
        while (json.NextField())
        {
            if (json.ValueTextEquals("product_id"u8))
            {
                fields.Symbol = json.TakeSymbol(symbols, ref wrong);
            }
            else if (json.ValueTextEquals("trade_id"u8))
            {
                fields._tradeId = json.TakeId(ref wrong);
            }
            else if (json.ValueTextEquals("sequence"u8))
            {
                fields._sequence = json.TakeLong(ref wrong);
            }
            else if (json.ValueTextEquals("time"u8))
            {
                fields._time = json.TakeTime(ref wrong);
            }
            else if (json.ValueTextEquals("price"u8))
            {
                fields._price = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals(sizeName))
            {
                fields._size = json.TakeDecimal(ref wrong);
            }
            else if (json.ValueTextEquals("best_bid"u8))
            {
                fields._bid = json.TakeDecimalOrNull(ref wrongQuote);
            }
            else if (json.ValueTextEquals("best_ask"u8))
            {
                fields._ask = json.TakeDecimalOrNull(ref wrongQuote);
            }
            else if (json.ValueTextEquals("best_bid_size"u8))
            {
                fields._bidSize = json.TakeDecimalOrNull(ref wrongQuote);
            }
            else if (json.ValueTextEquals("best_ask_size"u8))
            {
                fields._askSize = json.TakeDecimalOrNull(ref wrongQuote);
            }
            else
            {
                json.Skip();
            }
        }

        return fields;
    }

    public readonly void RequireTrade(string sizeName, ref string? wrong)
    {
        JsonFields.Require(Symbol is not null, "product_id", JsonFields.Symbol, ref wrong);
        JsonFields.Require(_tradeId is not null, "trade_id", JsonFields.Id, ref wrong);
        JsonFields.Require(_sequence is not null, "sequence", JsonFields.WholeNumber, ref wrong);
        JsonFields.Require(_time is not null, "time", JsonFields.Time, ref wrong);
        JsonFields.Require(_price is not null, "price", JsonFields.DecimalNumber, ref wrong);
        JsonFields.Require(_size is not null, sizeName, JsonFields.DecimalNumber, ref wrong);
    }

    public readonly Trade ToTrade(Frame frame, bool isBackfill) => new()
    {
        Symbol = Symbol!,
        Time = _time!.Value,
        Price = _price!.Value,
        Size = _size!.Value,
        Exchange = "coinbase",
        Id = _tradeId!.Value,
        IsBackfill = isBackfill,
        Source = SourceIn(frame),
    };

    /// <summary>The time, or that of receipt where the message has none, as before a product's first trade.</summary>
    public readonly Timestamp TimeIn(Frame frame) => _time ?? frame.ReceivedAt;

    public readonly SourceContext SourceIn(Frame frame) => new(frame, 0, frame.Bytes.Length, _sequence);

    public readonly Quote ToQuote(Frame frame, bool isBackfill) => new()
    {
        Symbol = Symbol!,
        Time = TimeIn(frame),
        BidPrice = _bid ?? 0,
        BidSize = _bidSize,
        AskPrice = _ask ?? 0,
        AskSize = _askSize,
        IsBackfill = isBackfill,
        Source = SourceIn(frame),
    };
}
