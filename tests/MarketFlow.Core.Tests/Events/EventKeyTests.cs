namespace MarketFlow.Tests;

public sealed class EventKeyTests
{
    private static readonly Timestamp _start = Timestamp.Parse("2026-03-09T13:30:00Z");
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Of_a_trade_is_symbol_exchange_and_id()
    {
        var key = EventKey.OfTrade("MSFT", "4", 7);

        AssertSame(key, EventKey.OfTrade("MSFT", "4", "7"));
        AssertDiffers(key, EventKey.OfTrade("AAPL", "4", 7));
        AssertDiffers(key, EventKey.OfTrade("msft", "4", 7));
        AssertDiffers(key, EventKey.OfTrade("MSFT", "5", 7));
        AssertDiffers(key, EventKey.OfTrade("MSFT", exchange: null, 7));
        AssertDiffers(key, EventKey.OfTrade("MSFT", "4", 8));
        AssertDiffers(key, EventKey.OfTrade("MSFT", "4", "007"));
    }

    [Fact]
    public void Of_a_trade_contains_the_facility_that_reported_it()
    {
        var key = EventKey.OfTrade("AAPL", "4", "202", 1001);

        AssertSame(key, EventKey.OfTrade("AAPL", "4", new string(['2', '0', '2']), 1001));
        AssertDiffers(key, EventKey.OfTrade("AAPL", "4", "201", 1001));
        AssertDiffers(key, EventKey.OfTrade("AAPL", "4", facility: null, 1001));
        AssertDiffers(key, EventKey.OfTrade("AAPL", "4", 1001));
        AssertDiffers(key, EventKey.OfTrade("AAPL", "4202", facility: null, 1001));
        var trade = new Trade { Symbol = "AAPL", Time = _start, Price = 1, Size = 1, Exchange = "4", Facility = "202", Id = 1001 };
        Assert.Equal(key, trade.Identity);
        Assert.False(MarketEvent.ContentComparer.Equals(trade, trade with { Facility = "201" }));
    }

    /// <summary>Two different trades with the id 0 would otherwise be taken for copies, and one of them would be lost.</summary>
    [Theory]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData("00", true)]
    [InlineData("1", true)]
    [InlineData("-5", true)]
    public void Of_a_trade_needs_an_id_other_than_zero(string id, bool hasIdentity)
    {
        var trade = new Trade { Symbol = "AAPL", Time = _start, Price = 1, Size = 1, Id = id };

        Assert.Equal(hasIdentity, trade.Identity is not null);
    }

    [Fact]
    public void Of_a_bar_is_symbol_interval_start_and_revision()
    {
        var key = EventKey.OfBar("MSFT", _minute, _start, 0);

        AssertSame(key, EventKey.OfBar("MSFT", _minute, Timestamp.FromUnixMilliseconds(_start.UnixNanoseconds / 1_000_000), 0));
        AssertDiffers(key, EventKey.OfBar("AAPL", _minute, _start, 0));
        AssertDiffers(key, EventKey.OfBar("MSFT", _minute * 5, _start, 0));
        AssertDiffers(key, EventKey.OfBar("MSFT", _minute, _start + _minute, 0));
        AssertDiffers(key, EventKey.OfBar("MSFT", _minute, _start, 1));
    }

    [Fact]
    public void Never_mistakes_a_trade_for_a_bar() =>
        AssertDiffers(EventKey.OfTrade("MSFT", exchange: null, default), EventKey.OfBar("MSFT", TimeSpan.Zero, default, 0));

    [Fact]
    public void Is_what_a_trade_says_it_is_where_the_vendor_gave_an_id()
    {
        var trade = new Trade { Symbol = "MSFT", Time = _start, Price = 1, Size = 1, Exchange = "4" };

        Assert.Null(trade.Identity);
        Assert.Equal(EventKey.OfTrade("MSFT", "4", 7), (trade with { Id = 7, Price = 2 }).Identity);
    }

    [Fact]
    public void Is_what_a_bar_says_it_is_where_the_vendor_numbers_revisions()
    {
        var bar = new Bar { Symbol = "MSFT", Time = _start, Interval = _minute, Open = 1, High = 1, Low = 1, Close = 1, Volume = 1, Revision = 2 };

        Assert.Null(bar.Identity);
        Assert.Equal(EventKey.OfBar("MSFT", _minute, _start, 2), (bar with { HasVendorRevision = true, Close = 2 }).Identity);
    }

    [Fact]
    public void Is_missing_where_content_is_all_there_is()
    {
        Assert.Null(new Quote { Symbol = "MSFT", Time = _start, BidPrice = 1, AskPrice = 2 }.Identity);
        Assert.Null(new FairMarketValue { Symbol = "MSFT", Time = _start, Price = 1 }.Identity);
        Assert.Null(new Detection { Symbol = "MSFT", Time = _start, Kind = "trend", Price = 1 }.Identity);
        Assert.Null(new Status { Symbol = "MSFT", Time = _start, Kind = "halt" }.Identity);
    }

    private static void AssertSame(EventKey one, EventKey other)
    {
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    private static void AssertDiffers(EventKey one, EventKey other)
    {
        Assert.NotEqual(one, other);
        Assert.NotEqual(one.GetHashCode(), other.GetHashCode()); // not promised, but a key that left a field out of its hash would show here
    }
}
