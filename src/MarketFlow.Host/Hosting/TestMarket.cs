using System.Globalization;
using System.Text;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The market of the test feed's one symbol: the same second brings the same events.</summary>
/// <remarks>
/// Each second a trade and a quote. Each minute a bar, the day's bar so far, a limit band, a late trade of the minute before, and half a minute after that minute
/// its bar once more. Each ten minutes a cancel, a correction and a halt of ten seconds.
/// </remarks>
internal sealed class TestMarket(string symbol)
{
    private const int Minute = 60;
    private const int Round = 600;
    private const int CancelAt = 150;
    private const int CorrectAt = 330;
    private const int HaltAt = 500;
    private const int ResumeAt = 510;
    private const long LotSize = 100;
    private const long CorrectedSize = 150;
    private readonly DecodedFrame _found = new();
    private readonly IFrameDecoder _decoder = new AlpacaDialect().CreateDecoder();
    private MinuteBar _minute;
    private MinuteBar _ended;
    private MinuteBar _day;
    private long _lastId;
    private DateTimeOffset _today;

    /// <summary>What a second brings, in order.</summary>
    /// <param name="second">Seconds since the start, 0 first, each once.</param>
    /// <param name="now">Its time.</param>
    public IReadOnlyList<MarketEvent> EventsOf(long second, DateTimeOffset now)
    {
        List<MarketEvent> events = [];
        var inRound = second % Round;
        if (inRound is HaltAt or ResumeAt)
        {
            events.Add(Read("s", now, inRound == HaltAt
                ? "\"sc\":\"H\",\"sm\":\"Trading Halt\",\"rc\":\"LUDP\",\"rm\":\"Volatility Trading Pause\""
                : "\"sc\":\"T\",\"sm\":\"Trading Resumption\",\"rc\":\"\",\"rm\":\"\""));
        }

        if (inRound is < HaltAt or >= ResumeAt)
        {
            AddTrade(second, now, events);
        }

        if (inRound is CancelAt or CorrectAt)
        {
            Revise(inRound == CancelAt, second, now, events);
        }

        AddBars(second, now, events);
        return events;
    }

    // From 100.00 up by a cent each second, and down again: each price comes twice in 200 s.
    private static long PriceOf(long second) => 10_000 + Math.Min(second % 200, 199 - (second % 200));

    private void AddTrade(long second, DateTimeOffset now, List<MarketEvent> events)
    {
        var price = PriceOf(second);
        DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);
        (_day, _today) = (today == _today ? _day : default, today);
        _minute.Add(price, LotSize);
        _day.Add(price, LotSize);
        events.Add(Trade(now, price, "@"));
        events.Add(new Quote
        {
            Symbol = symbol,
            Time = now,
            BidPrice = Dollars(price - 1),
            BidSize = 1,
            BidExchange = "O",
            AskPrice = Dollars(price + 1),
            AskSize = 1,
            AskExchange = "R",
            Conditions = ["R"],
        });
    }

    private void AddBars(long second, DateTimeOffset now, List<MarketEvent> events)
    {
        var start = now.AddSeconds(-(second % Minute));
        switch (second % Minute)
        {
            case Minute - 1:
                (_ended, _minute) = (_minute, default);
                events.Add(Bar(_ended, now.AddSeconds(-(Minute - 1)), TimeSpan.FromMinutes(1), revision: 0));
                events.Add(Bar(_day, _today, TimeSpan.FromDays(1), revision: 0));
                events.Add(Read("l", now, "\"u\":110.5,\"d\":90.5,\"i\":\"B\""));
                break;
            case 4 when second > Minute:
                _ended.AddLate(_ended.Low, LotSize);
                _day.AddLate(_ended.Low, LotSize);
                events.Add(Trade(start.AddMilliseconds(-500), _ended.Low, "Z")); // sold out of sequence
                break;
            case (Minute / 2) - 1 when second > Minute:
                events.Add(Bar(_ended, start.AddMinutes(-1), TimeSpan.FromMinutes(1), revision: 1));
                break;
        }
    }

    // Its price is between that of the minute's first and last trade, so that no bar's open, high, low or close depends on it.
    private void Revise(bool isCancel, long second, DateTimeOffset now, List<MarketEvent> events)
    {
        var (id, price) = (_lastId - 2, PriceOf(second - 2));
        _minute.Revise(price, LotSize, price, isCancel ? 0 : CorrectedSize);
        _day.Revise(price, LotSize, price, isCancel ? 0 : CorrectedSize);
        var dollars = Dollars(price);
        var fields = isCancel
            ? FormattableString.Invariant($"\"i\":{id},\"x\":\"N\",\"p\":{dollars},\"s\":{LotSize},\"a\":\"C\"")
            : FormattableString.Invariant($"\"x\":\"N\",\"oi\":{id},\"op\":{dollars},\"os\":{LotSize},\"oc\":[\"@\"],\"ci\":{++_lastId},\"cp\":{dollars},\"cs\":{CorrectedSize},\"cc\":[\"@\"]");
        events.Add(Read(isCancel ? "x" : "c", now, fields));
    }

    private Trade Trade(DateTimeOffset time, long price, string condition) => new()
    {
        Symbol = symbol,
        Time = time,
        Price = Dollars(price),
        Size = LotSize,
        Id = TradeId.Of(++_lastId),
        Exchange = "N",
        Conditions = [condition],
    };

    private Bar Bar(in MinuteBar bar, DateTimeOffset start, TimeSpan interval, int revision) => new()
    {
        Symbol = symbol,
        Time = start,
        Interval = interval,
        Open = Dollars(bar.Open),
        High = Dollars(bar.High),
        Low = Dollars(bar.Low),
        Close = Dollars(bar.Close),
        Volume = bar.Volume,
        Vwap = bar.Vwap / 10_000m,
        Trades = bar.Trades,
        Revision = revision,
    };

    private MarketEvent Read(string type, DateTimeOffset now, string fields)
    {
        var time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
        _found.Clear();
        _decoder.Decode(new("test", 1, now, Encoding.UTF8.GetBytes($$"""{"T":"{{type}}","S":"{{symbol}}",{{fields}},"t":"{{time}}","z":"C"}""")), _found);
        return _found.Events.Single();
    }

    private static decimal Dollars(long cents) => cents / 100m;
}
