using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>Bars of trades of which some are cancelled or corrected, or restricted by their conditions.</summary>
public sealed class AggregateBarsUndoTests
{
    private static readonly BarAggregationOptions _byEventTime = new() { ClosesAfter = null, RevisableBars = 5 };
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<MarketEvent> _feed = new();
    private readonly RecordingObserver<Status> _notUndone = new();
    private readonly LedgerStage _stage = new Ledger().Stage("bars");

    /// <summary>Whatever the order of trades, cancels and corrections: the last telling of each bar is that of the trades that remain.</summary>
    [Fact]
    public void Equal_those_of_the_trades_that_were_not_cancelled()
    {
        var (compared, revised) = (0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var remaining = new List<Trade>();
            var events = new List<MarketEvent>();
            for (var number = 1; number <= 40; number++)
            {
                var trade = ATrade(random, number);
                var final = trade;
                events.Add(trade);
                for (var change = random.Next(3) == 0 ? 1 : 0; change > 0 && final is not null; change--)
                {
                    var corrected = random.Next(2) == 0 ? null : final with { Id = (number * 1_000) + random.Next(2, 9), Price = 100 + random.Next(-9, 9), Size = random.Next(9) };
                    events.Add(corrected is null ? final.Cancel() : final.Correct(corrected));
                    final = corrected;
                }

                if (final is not null)
                {
                    remaining.Add(final);
                }
            }

            // A shuffle moves a cancel before its trade, too; order among equal times must stay, so no two are equal.
            var told = LastTold([.. events.OrderBy(_ => random.Next())]);
            var naive = Naive(remaining);
            var starts = naive.Select(each => each.Start).ToHashSet();
            Assert.Equal(naive, told.Values.Select(Figures).Where(each => starts.Contains(each.Start)));
            Assert.All(told.Values.Where(bar => !starts.Contains(Figures(bar).Start)), bar => Assert.Equal((null, bar.Close, bar.Close), (bar.Vwap, bar.High, bar.Low)));
            compared += told.Count;
            revised += told.Values.Count(bar => bar.Revision > 0);
        }

        Assert.InRange(compared, 2_000, int.MaxValue);
        Assert.InRange(revised, 1_000, int.MaxValue);
    }

    [Fact]
    public void Tell_the_bar_of_a_cancelled_trade_again_without_it()
    {
        using var subscription = Open(out var seen);
        var wrong = Trade(4, 150) with { Id = 2 };
        Send(Trade(1, 100) with { Id = 1 }, wrong, Trade(11, 101) with { Id = 3 }, wrong.Cancel());

        Assert.Equal(
            [(150m, 150m, 2m, 0), (100m, 100m, 1m, 1)],
            seen.Values.Select(bar => (bar.High, bar.Close, bar.Volume, bar.Revision)));
        Assert.Equal((1, 0), (_stage.Snapshot().Created, _stage.Snapshot().Imbalance));
        Assert.Empty(_notUndone.Values);
    }

    [Fact]
    public void Report_a_cancel_that_comes_too_late_or_for_too_large_a_bar()
    {
        using var subscription = Open(out _, _byEventTime with { RevisableBars = 1, MaxKeptTrades = 2 });
        var (old, crowded) = (Trade(1, 100) with { Id = 1 }, Trade(41, 100) with { Id = 2 });
        Send(old, Trade(31, 100) with { Id = 9 }, old.Cancel(), crowded, Trade(42, 100) with { Id = 3 }, Trade(43, 100) with { Id = 4 }, crowded.Cancel());

        Assert.Equal(["1", "2"], _notUndone.Values.Select(status => status.Message!.Split(' ')[1]));
        Assert.All(_notUndone.Values, status => Assert.Equal(StatusKinds.NotUndone, status.Kind));
    }

    [Fact]
    public void Give_up_an_open_bar_whose_only_trade_is_cancelled()
    {
        using var subscription = Open(out var seen);
        var only = Trade(1, 100) with { Id = 1 };
        Send(only, only.Cancel());
        _feed.OnCompleted();

        Assert.Empty(seen.Values);
        Assert.Equal((0, 0, 1), (_stage.Snapshot().Imbalance, _stage.Snapshot().Held, _stage.Snapshot().Removed(RemovalReason.Filtered)));
    }

    [Fact]
    public void Take_high_low_open_close_and_volume_each_from_the_trades_that_may_set_it()
    {
        var bars = LastTold(
            Coded(1, 100, 10),
            Coded(2, 150, 20, "2"), // average price: volume
            Coded(3, 90, 30, "33"), // out of sequence: low and volume
            Coded(4, 101, 40),
            Coded(5, 80, 50, "15"), // official close: nothing
            Coded(6, 102, 60, "38"), // corrected close: price without volume
            Coded(11, 95, 5, "33"), // no trade sets the last: it stays 102
            Coded(21, 200, 7, "37"), // an odd lot alone makes no bar
            Coded(31, 103, 1)).Values.ToList();

        Assert.Equal(
            [(100m, 102m, 90m, 102m, 100m), (102m, 102m, 95m, 102m, 5m), (103m, 103m, 103m, 103m, 1m)],
            bars.Select(bar => (bar.Open, bar.High, bar.Low, bar.Close, bar.Volume)));
        Assert.Equal((((100 * 10m) + (90 * 30) + (101 * 40)) / 80, 5L), (bars[0].Vwap, bars[0].Trades));
    }

    [Fact]
    public void Take_the_first_print_of_the_day_for_open_and_close_though_it_is_out_of_sequence()
    {
        var bars = LastTold(Coded(1, 95, 5, "33"), Coded(2, 96, 5, "33"), Coded(11, 100, 1)).Values.ToList();
        Assert.Equal((95m, 96m), (bars[0].Open, bars[0].Close));

        // A later print that may set them takes their place, though the bar begins with the other.
        bars = [.. LastTold(Coded(1, 95, 5, "33"), Coded(2, 97, 5), Coded(3, 98, 5, "33")).Values];
        Assert.Equal((97m, 98m, 95m, 97m), (bars[0].Open, bars[0].High, bars[0].Low, bars[0].Close));
    }

    private static Trade Coded(double second, decimal price, decimal size, params string[] codes) =>
        Trade(second, price, size) with { Codes = TradeCodes.Massive, Conditions = codes };

    private static Trade ATrade(Random random, int number)
    {
        var trade = Trade(random.Next(60) + (number / 1000.0), 100 + random.Next(-9, 9), random.Next(9)) with { Id = number * 1_000, Exchange = "Q" };
        return random.Next(4) == 0 ? trade with { Codes = TradeCodes.Massive, Conditions = [random.Next(2) == 0 ? "37" : "15"] } : trade;
    }

    private static List<(double Start, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal? Vwap, long? Trades)> Naive(List<Trade> trades)
    {
        List<(double, decimal, decimal, decimal, decimal, decimal, decimal?, long?)> bars = [];
        foreach (var minute in trades.Where(trade => !trade.Conditions.Contains("15")).GroupBy(trade => Math.Floor(SecondOf(trade) / 10)).OrderBy(each => each.Key))
        {
            var priced = minute.Where(trade => trade.Conditions.Count == 0).OrderBy(SecondOf).ToList();
            if (priced.Count > 0)
            {
                var volume = priced.Sum(trade => trade.Size);
                bars.Add((
                    minute.Key * 10, priced[0].Price, priced.Max(trade => trade.Price), priced.Min(trade => trade.Price), priced[^1].Price,
                    minute.Sum(trade => trade.Size), volume == 0 ? null : priced.Sum(trade => trade.Price * trade.Size) / volume, minute.LongCount()));
            }
        }

        return bars;
    }

    private static double SecondOf(Trade trade) => (trade.Time.ToDateTimeOffset() - TestTrades.Open).TotalSeconds;

    private static (double Start, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal? Vwap, long? Trades) Figures(Bar bar) =>
        ((bar.Time.ToDateTimeOffset() - TestTrades.Open).TotalSeconds, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Vwap, bar.Trades);

    private static SortedDictionary<Timestamp, Bar> LastTold(params MarketEvent[] events)
    {
        var (feed, stage, told) = (new Subject<MarketEvent>(), new Ledger().Stage("bars"), new SortedDictionary<Timestamp, Bar>());
        var seen = new RecordingObserver<Bar>();
        using var subscription = feed.AggregateBars(TenSeconds, new VirtualMarketClock(), _byEventTime with { RevisableBars = 10 }, stage).Subscribe(seen);
        foreach (var value in events)
        {
            feed.OnNext(value);
            Assert.Equal(0, stage.Snapshot().Imbalance);
        }

        feed.OnCompleted();
        Assert.True(stage.Snapshot() is { Imbalance: 0, Held: 0 });
        seen.AssertGrammar();
        foreach (var bar in seen.Values)
        {
            Assert.Null(bar.Validate());
            Assert.Equal(told.TryGetValue(bar.Time, out var before) ? before.Revision + 1 : 0, bar.Revision);
            told[bar.Time] = bar;
        }

        return told;
    }

    private IDisposable Open(out RecordingObserver<Bar> seen, BarAggregationOptions? options = null)
    {
        seen = new(_clock);
        return _feed.AggregateBars(TenSeconds, _clock, options ?? _byEventTime, _stage, notUndone: _notUndone).Subscribe(seen);
    }

    private void Send(params MarketEvent[] events) => Array.ForEach(events, _feed.OnNext);
}
