namespace MarketFlow.Tests;

public sealed class BarSumTests
{
    private const decimal Largest = 1e27m;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    [Fact]
    public void Accepts_the_largest_sums_and_nothing_beyond()
    {
        var bar = BarSum.Begin(0);

        Assert.True(bar.TryAdd(Trade(price: 1, size: Largest)));
        Assert.False(bar.TryAdd(Trade(price: 1, size: 1)));
        Assert.Equal((Largest, 1L), (Tell(ref bar).Volume, Tell(ref bar).Trades));
    }

    [Fact]
    public void Refuses_a_turnover_beyond_the_largest_though_the_volume_is_small()
    {
        var bar = BarSum.Begin(0);

        Assert.True(bar.TryAdd(Trade(price: Largest, size: 1)));
        Assert.False(bar.TryAdd(Trade(price: Largest, size: 1)));
        Assert.True(bar.TryAdd(Trade(price: Largest, size: 0)));
    }

    [Fact]
    public void Counts_no_turnover_of_a_trade_that_sets_no_price()
    {
        var bar = BarSum.Begin(0);

        Assert.True(bar.TryAdd(Trade(price: 10, size: 2)));
        Assert.True(bar.TryAdd(Trade(price: 500, size: 6, updates: TradeUpdates.Volume)));

        var told = Tell(ref bar);
        Assert.Equal((8m, 10m, 2L), (told.Volume, told.Vwap, told.Trades));
        Assert.Equal((10m, 10m), (told.High, told.Low));
    }

    [Fact]
    public void Counts_no_volume_of_a_trade_that_adds_none()
    {
        var bar = BarSum.Begin(0);

        Assert.True(bar.TryAdd(Trade(price: 10, size: 2, updates: TradeUpdates.HighLow | TradeUpdates.Last)));

        var told = Tell(ref bar);
        Assert.Equal((0m, null, 10m), (told.Volume, told.Vwap, told.High));
    }

    [Fact]
    public void Is_backfill_where_no_trade_is_live()
    {
        var bar = BarSum.Begin(0);
        bar.TryAdd(Trade(price: 10, size: 1) with { IsBackfill = true });
        Assert.True(Tell(ref bar).IsBackfill);

        bar.TryAdd(Trade(price: 10, size: 1));
        Assert.False(Tell(ref bar).IsBackfill);
        bar.TryAdd(Trade(price: 10, size: 1) with { IsBackfill = true });
        Assert.False(Tell(ref bar).IsBackfill);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_backfill_as_told_where_it_has_no_trades(bool isOld)
    {
        var bar = BarSum.Begin(0, close: 5);

        Assert.Equal(isOld, bar.Emit("A", _interval, source: default, isOld).IsBackfill);
    }

    [Fact]
    public void Numbers_what_it_tells_and_starts_at_its_interval()
    {
        var bar = BarSum.Begin(6, revisions: 1, close: 5);

        Assert.Equal([1, 2], new[] { Tell(ref bar).Revision, Tell(ref bar).Revision });
        Assert.Equal(Timestamp.FromUnixMilliseconds(60_000), Tell(ref bar).Time);
        Assert.Equal(4, bar.Revisions);
    }

    [Fact]
    public void Has_the_close_before_it_until_a_trade_sets_one()
    {
        var bar = BarSum.Begin(0, close: 5);
        Assert.Equal((5m, false), (bar.Close, bar.HasPrices));

        bar.TryAdd(Trade(price: 7, size: 1));

        Assert.Equal((7m, true), (bar.Close, bar.HasPrices));
    }

    [Fact]
    public void Keeps_the_last_close_it_told_where_all_its_trades_are_gone()
    {
        var bar = BarSum.Begin(0);
        bar.Kept = [];
        bar.TryAdd(Trade(price: 7, size: 1));
        Tell(ref bar);

        bar = bar.Remade(); // nothing is kept

        var told = Tell(ref bar);
        Assert.Equal((7m, 7m, 7m, 7m), (told.Open, told.High, told.Low, told.Close));
        Assert.Equal((0m, 0L, 1), (told.Volume, told.Trades, told.Revision));
    }

    private static Bar Tell(ref BarSum bar) => bar.Emit("A", _interval, source: default);

    private static KeptTrade Trade(decimal price, decimal size, TradeUpdates updates = TradeUpdates.All) =>
        new(Trade: null, price, size, Time: 1, updates, IsBackfill: false);
}
