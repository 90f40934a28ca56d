namespace MarketFlow.Feeds;

/// <summary>The bars of a simulated market: of each second, minute and day, from the trades as they are sent.</summary>
/// <remarks>
/// Odd lots count for the volume alone, and late trades for high, low and volume, as the consolidated tape's rules say. What has no trade that sets a
/// price has no bar. Memory: four bars per symbol.
/// </remarks>
internal sealed class MarketBars
{
    private const int SlicesOfBars = 50;
    private const int SecondLength = 1_000;
    private const int UpdatesAt = 30_000; // in milliseconds after the minute
    private readonly DraftList _drafts;
    private readonly bool _areSent;
    private readonly MinuteBar[] _days;
    private readonly MinuteBar[] _seconds;
    private readonly List<int> _inSecond = [];
    private readonly SortedSet<int> _changed = [];
    private MinuteBar[] _minutes;
    private MinuteBar[] _ended;
    private int _nextEnded;
    private long _minute = long.MinValue;
    private long _day;
    private DateTime _date;

    public MarketBars(int symbols, bool areSent, DraftList drafts)
    {
        (_areSent, _drafts) = (areSent, drafts);
        (_days, _seconds) = (new MinuteBar[symbols], new MinuteBar[symbols]);
        (_minutes, _ended, _nextEnded) = (new MinuteBar[symbols], new MinuteBar[symbols], symbols);
    }

    /// <summary>Slices over which the bars of a minute are spread, as vendors do: not one frame that holds the whole market.</summary>
    public static int SweepLength => SlicesOfBars * MarketModel.SliceLength;

    /// <summary>True where the symbol has a price in the current minute.</summary>
    public bool HasPriceInMinute(int symbol) => _minutes[symbol].HasPrice;

    /// <summary>True where the symbol has a price today.</summary>
    public bool HasPriceToday(int symbol) => _days[symbol].HasPrice;

    /// <summary>Sends the bars that are due at the beginning of a slice.</summary>
    /// <param name="start">Unix milliseconds.</param>
    public void Turn(long start)
    {
        EndSecond(start);
        EndMinute(start - (start % MarketModel.MinuteLength));
        SendEnded();
        if (start % MarketModel.MinuteLength == UpdatesAt)
        {
            SendChanged();
        }
    }

    /// <summary>A trade is sent.</summary>
    public void Add(in DraftEvent trade)
    {
        if (_seconds[trade.Symbol].Trades == 0)
        {
            _inSecond.Add(trade.Symbol);
        }

        var setsPrice = MarketCodes.SetsPrice(trade.Conditions);
        _seconds[trade.Symbol].Add(trade.Price, trade.Size, setsPrice);
        _minutes[trade.Symbol].Add(trade.Price, trade.Size, setsPrice);
        _days[trade.Symbol].Add(trade.Price, trade.Size, setsPrice);
    }

    /// <summary>A trade of a second that has ended is sent, in the same minute or the one after it.</summary>
    public void AddLate(in DraftEvent trade)
    {
        MinuteOf(trade.Symbol, trade.Time).AddLate(trade.Price, trade.Size);
        _days[trade.Symbol].AddLate(trade.Price, trade.Size);
    }

    /// <summary>Takes a trade's part in volumes back, or changes it, where no open, high, low or close depends on it.</summary>
    /// <param name="trade">What was sent.</param>
    /// <param name="price">Its new price.</param>
    /// <param name="size">Its new size; 0 where it is void.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>False where nothing was changed.</returns>
    public bool TryRevise(in SentTrade trade, long price, long size, long now)
    {
        ref var minute = ref MinuteOf(trade.Symbol, trade.Time);
        var isInMinute = trade.Time >= _minute - MarketModel.MinuteLength;
        if (trade.Time / SecondLength >= now / SecondLength || trade.Time < _day
            || !_days[trade.Symbol].IsInside(trade.Price, price) || (isInMinute && !minute.IsInside(trade.Price, price)))
        {
            return false;
        }

        _days[trade.Symbol].Revise(trade.Price, trade.Size, price, size);
        if (isInMinute)
        {
            minute.Revise(trade.Price, trade.Size, price, size);
        }

        return true;
    }

    // The minute before the current one counts as changed once its bar was sent.
    private ref MinuteBar MinuteOf(int symbol, long time)
    {
        if (time >= _minute)
        {
            return ref _minutes[symbol];
        }

        if (symbol < _nextEnded)
        {
            _changed.Add(symbol);
        }

        return ref _ended[symbol];
    }

    private void EndSecond(long start)
    {
        if (start % SecondLength != 0)
        {
            return;
        }

        foreach (var symbol in _inSecond)
        {
            Send(symbol, in _seconds[symbol], start - SecondLength, SecondLength, DraftKind.Plain);
            _seconds[symbol] = default;
        }

        _inSecond.Clear();
    }

    private void EndMinute(long minute)
    {
        if (minute == _minute)
        {
            return;
        }

        (_minutes, _ended) = (_ended, _minutes);
        Array.Clear(_minutes);
        _changed.Clear();
        _nextEnded = _areSent ? 0 : _ended.Length;
        _minute = minute;
        var date = NewYork.LocalTime(Timestamp.FromUnixMilliseconds(minute)).Date;
        if (date != _date)
        {
            (_date, _day) = (date, MidnightOf(date));
            Array.Clear(_days);
        }
    }

    private void SendEnded()
    {
        var end = Math.Min(_ended.Length, _nextEnded + ((_ended.Length + SlicesOfBars - 1) / SlicesOfBars));
        for (; _nextEnded < end; _nextEnded++)
        {
            if (_ended[_nextEnded].HasPrice)
            {
                Send(_nextEnded, in _ended[_nextEnded], _minute - MarketModel.MinuteLength, MarketModel.MinuteLength, DraftKind.Plain);
                Send(_nextEnded, in _days[_nextEnded], _day, length: 0, DraftKind.DailyBar);
            }
        }
    }

    private void SendChanged()
    {
        foreach (var symbol in _changed)
        {
            Send(symbol, in _ended[symbol], _minute - MarketModel.MinuteLength, MarketModel.MinuteLength, DraftKind.UpdatedBar);
        }

        _changed.Clear();
    }

    private void Send(int symbol, in MinuteBar bar, long time, int length, DraftKind kind)
    {
        if (!_areSent || !bar.HasPrice || (kind == DraftKind.UpdatedBar && bar.Trades == 0))
        {
            return;
        }

        // At midnight the last minute's bar follows the day that it belongs to, whose totals are gone.
        ref readonly var day = ref _days[symbol].HasPrice ? ref _days[symbol] : ref bar;
        ref var draft = ref _drafts.Add(symbol, time);
        (draft.Type, draft.Kind, draft.Bar, draft.BarLength) = (EventType.Bar, kind, bar, length);
        draft.Day = new() { Open = day.Open, Volume = day.Volume, Turnover = day.Turnover };
    }

    // The change between standard time and daylight saving may lie between midnight and now.
    private static long MidnightOf(DateTime date)
    {
        var utc = new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Unspecified), TimeSpan.FromHours(-4));
        return (NewYork.LocalTime(utc) == date ? utc : utc.AddHours(1)).ToUnixTimeMilliseconds();
    }
}
