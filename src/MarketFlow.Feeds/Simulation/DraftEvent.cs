namespace MarketFlow.Feeds;

/// <summary>A simulated event before its frame exists. Prices are in cents, averages in hundredths of a cent, sizes in shares.</summary>
internal struct DraftEvent
{
    public EventType Type;
    public DraftKind Kind;
    public int Symbol;
    public int Offset;
    public int Length;
    public long Sequence;
    public long Time;
    public long Price; // of a quote: the bid; of a limit band: the lower price
    public long AskPrice;
    public long Size; // of a quote: at the bid
    public long AskSize;
    public int Exchange; // of a quote: of the bid
    public int AskExchange;
    public long Id;
    public int Conditions;
    public int Facility; // of a trade off exchange: the reporting facility; 0 for none
    public long NewId; // of a correction, with its price and size
    public long NewPrice; // of a limit band: the upper price
    public long NewSize;
    public MinuteBar Bar;
    public int BarLength; // in milliseconds: a minute or a second
    public DayTotals Day;
}

/// <summary>A bar of one symbol so far; without a trade that sets the price, no bar.</summary>
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

    public readonly bool HasPrice => Open > 0;

    /// <summary>A trade that sets the price.</summary>
    public void Add(long price, long size) => Add(price, size, setsPrice: true);

    /// <summary>A trade that sets the price, or counts for the volume alone.</summary>
    public void Add(long price, long size, bool setsPrice)
    {
        if (setsPrice)
        {
            High = HasPrice ? Math.Max(High, price) : price;
            Low = HasPrice ? Math.Min(Low, price) : price;
            Open = HasPrice ? Open : price;
            Close = price;
        }

        Volume += size;
        Turnover += price * size;
        Trades++;
    }

    /// <summary>A trade out of sequence: it may be the highest or lowest, never the last.</summary>
    public void AddLate(long price, long size)
    {
        Add(price, size, setsPrice: false);
        if (HasPrice)
        {
            (High, Low) = (Math.Max(High, price), Math.Min(Low, price));
        }
    }

    /// <summary>True where prices lie between low and high, and are not the open or the close: none of the four depends on them.</summary>
    public readonly bool IsInside(long price, long other) => IsInside(price) && IsInside(other);

    /// <summary>A trade that is inside gets another price and size.</summary>
    /// <param name="oldPrice">What it had.</param>
    /// <param name="oldSize">What it had.</param>
    /// <param name="price">What it gets.</param>
    /// <param name="size">What it gets; 0 where it is void.</param>
    public void Revise(long oldPrice, long oldSize, long price, long size)
    {
        Volume += size - oldSize;
        Turnover += (price * size) - (oldPrice * oldSize);
        Trades -= size == 0 ? 1 : 0;
    }

    private readonly bool IsInside(long price) => price > Low && price < High && price != Open && price != Close;

    /// <summary>In hundredths of a cent, rounded half up.</summary>
    public static long Average(long turnover, long volume) => (long)((((Int128)turnover * 100) + (volume / 2)) / volume);
}

/// <summary>What a symbol has traded today.</summary>
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
