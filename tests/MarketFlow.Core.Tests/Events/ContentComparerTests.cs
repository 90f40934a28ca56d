namespace MarketFlow.Tests;

public sealed class ContentComparerTests
{
    private static readonly Timestamp _time = Timestamp.Parse("2026-03-09T13:30:00.123Z");

    private static readonly Trade _trade = new()
    {
        Symbol = "MSFT",
        Time = _time,
        Price = 1,
        Size = 2,
        Exchange = "4",
        Id = 7,
        Conditions = ["0", "12"],
    };

    private static readonly Quote _quote = new()
    {
        Symbol = "MSFT",
        Time = _time,
        BidPrice = 1,
        BidSize = 2,
        AskPrice = 3,
        AskSize = 4,
        BidExchange = "5",
        AskExchange = "6",
        Conditions = ["1"],
    };

    private static readonly Bar _bar = new()
    {
        Symbol = "MSFT",
        Time = _time,
        Interval = TimeSpan.FromMinutes(1),
        Open = 2,
        High = 4,
        Low = 1,
        Close = 3,
        Volume = 5,
        Vwap = 6,
        Trades = 7,
    };

    private static readonly FairMarketValue _value = new() { Symbol = "MSFT", Time = _time, Price = 1 };

    private static readonly Detection _detection = new() { Symbol = "MSFT", Time = _time, Kind = "trend", Price = 1, Direction = "up" };

    private static readonly Status _status = new()
    {
        Symbol = "MSFT",
        Time = _time,
        Kind = "gap",
        Message = "gone",
        Feed = "massive",
        From = _time,
        To = _time,
        Count = 1,
        LimitUp = 3,
        LimitDown = 2,
        Conditions = ["17"],
    };

    private static readonly VendorMessage _message = new() { Symbol = "MSFT", Time = _time, Channel = "NOI", Source = SourceOf("x") };

    private static readonly MarketEvent[] _all = [_trade, _quote, _bar, _value, _detection, _status, _message];

    [Fact]
    public void Looks_past_source_and_backfill_mark() =>
        Assert.All(_all, one => AssertSame(one, one with
        {
            IsBackfill = true,
            Source = SourceOf("x"),
        }));

    [Fact]
    public void Looks_past_the_precision_of_a_time() =>
        AssertSame(_trade, _trade with { Time = Timestamp.FromUnixNanoseconds(_time.UnixNanoseconds, 9) });

    [Fact]
    public void Tells_symbols_and_times_apart() =>
        Assert.All(_all, one =>
        {
            AssertDiffers(one, one with { Symbol = "AAPL" });
            Assert.Equal(one is VendorMessage, MarketEvent.ContentComparer.Equals(one, one with { Time = _time + TimeSpan.FromTicks(1) }));
        });

    /// <summary>A vendor's message without a time of its own has that of its receipt, and its copies are received at different times.</summary>
    [Fact]
    public void Looks_past_the_time_of_a_vendors_message() => AssertSame(_message, _message with { Time = _time + TimeSpan.FromSeconds(1) });

    [Fact]
    public void Tells_types_apart() =>
        Assert.All(_all, one => Assert.All(_all, other => Assert.Equal(ReferenceEquals(one, other), MarketEvent.ContentComparer.Equals(one, other))));

    [Fact]
    public void Compares_everything_a_trade_tells()
    {
        AssertSame(_trade, _trade with { Conditions = ["0", "12"], Price = 1.00m });
        Assert.All([_trade with { Price = 2 }, _trade with { Size = 3 }, _trade with { Exchange = null }, _trade with { Id = 8 }, _trade with { Conditions = ["12", "0"] }],
            other => AssertDiffers(_trade, other));
    }

    [Fact]
    public void Compares_everything_a_quote_tells()
    {
        AssertSame(_quote, _quote with { Conditions = ["1"] });
        Assert.All(
            [
                _quote with { BidPrice = 2 }, _quote with { BidSize = null }, _quote with { AskPrice = 4 }, _quote with { AskSize = 5 },
                _quote with { BidExchange = "6" }, _quote with { AskExchange = null }, _quote with { Conditions = [] },
            ],
            other => AssertDiffers(_quote, other));
    }

    [Fact]
    public void Compares_everything_a_bar_tells_but_its_revision()
    {
        AssertSame(_bar, _bar with { Revision = 3, HasVendorRevision = true });
        Assert.All(
            [
                _bar with { Interval = TimeSpan.FromMinutes(5) }, _bar with { Open = 3 }, _bar with { High = 5 }, _bar with { Low = 0.5m },
                _bar with { Close = 2 }, _bar with { Volume = 6 }, _bar with { Vwap = null }, _bar with { Trades = 8 },
            ],
            other => AssertDiffers(_bar, other));
    }

    [Fact]
    public void Compares_everything_the_others_tell()
    {
        AssertDiffers(_value, _value with { Price = 2 });
        Assert.All([_detection with { Kind = "surge" }, _detection with { Price = 2 }, _detection with { Direction = null }], other => AssertDiffers(_detection, other));
        Assert.All(
            [
                _status with { Kind = "halt" }, _status with { Message = null }, _status with { Feed = "alpaca" },
                _status with { From = null }, _status with { To = null }, _status with { Count = 2 },
                _status with { LimitUp = null }, _status with { LimitDown = 3 }, _status with { Conditions = [] },
            ],
            other => AssertDiffers(_status, other));
        AssertSame(_message, _message with { Source = new(new("massive", 2, _time, "..x"u8.ToArray()), 2, 1) });
        Assert.All([_message with { Channel = "LV" }, _message with { Source = SourceOf("y") }], other => AssertDiffers(_message, other));
    }

    [Fact]
    public void Takes_null_for_equal_to_null_alone()
    {
        Assert.True(MarketEvent.ContentComparer.Equals(null, null));
        Assert.False(MarketEvent.ContentComparer.Equals(_trade, null));
        Assert.False(MarketEvent.ContentComparer.Equals(null, _trade));
    }

    private static SourceContext SourceOf(string original) =>
        new(new Frame("massive", 1, _time, System.Text.Encoding.UTF8.GetBytes(original)), 0, original.Length, 42);

    private static void AssertSame(MarketEvent one, MarketEvent other)
    {
        Assert.True(MarketEvent.ContentComparer.Equals(one, other), $"{one} and {other}");
        Assert.Equal(MarketEvent.ContentComparer.GetHashCode(one), MarketEvent.ContentComparer.GetHashCode(other));
    }

    private static void AssertDiffers(MarketEvent one, MarketEvent other) =>
        Assert.False(MarketEvent.ContentComparer.Equals(one, other), $"{one} and {other}");
}
