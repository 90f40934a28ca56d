namespace MarketFlow.Feeds;

/// <summary>A simulated event before its frame exists. Prices are in cents, averages in hundredths of a cent, sizes in shares.</summary>
internal struct DraftEvent
{
    public EventType Type;
    public int Symbol;
    public int Offset;
    public int Length;
    public long Sequence;
    public long Time;
    public long Price; // of a quote: the bid
    public long AskPrice;
    public long Size; // of a quote: at the bid
    public long AskSize;
    public int Exchange; // of a quote: of the bid
    public int AskExchange;
    public long Id;
    public int Conditions;
    public MinuteBar Bar;
    public int BarLength; // in milliseconds: a minute or a second
    public DayTotals Day;
}

/// <summary>A minute of one symbol so far; no trade, no bar.</summary>
internal struct MinuteBar
{
    public long Open;
    public long High;
    public long Low;
    public long Close;
    public long Volume;
    public long Trades;
    public long Turnover; // price times size, in cents

    public readonly long Vwap => Average(Turnover, Volume);

    public void Add(long price, long size)
    {
        Open = Trades == 0 ? price : Open;
        High = Trades == 0 ? price : Math.Max(High, price);
        Low = Trades == 0 ? price : Math.Min(Low, price);
        Close = price;
        Volume += size;
        Turnover += price * size;
        Trades++;
    }

    /// <summary>In hundredths of a cent, rounded half up.</summary>
    public static long Average(long turnover, long volume) => (long)((((Int128)turnover * 100) + (volume / 2)) / volume);
}

/// <summary>What a symbol has traded since the simulation began.</summary>
internal struct DayTotals
{
    public long Open;
    public long Volume;
    public long Turnover;

    public void Add(long price, long size)
    {
        Open = Volume == 0 ? price : Open;
        Volume += size;
        Turnover += price * size;
    }
}
