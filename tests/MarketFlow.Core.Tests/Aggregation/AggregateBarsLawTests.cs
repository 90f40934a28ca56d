using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>What holds of bars from trades whatever comes.</summary>
public sealed class AggregateBarsLawTests
{
    private static readonly BarAggregationOptions _byEventTime = new() { ClosesAfter = null, RevisableBars = 5, MaxEmptyBars = 2 };

    /// <summary>What is traded stands in the last tellings of the bars, or was handed over as too late: nothing is lost, nothing is there twice.</summary>
    [Fact]
    public void Conserves_volume_and_count() =>
        Prop.ForAll<(byte Gap, byte Back, byte Size, bool IsOther)[], bool>((given, hasClock) =>
        {
            var (trades, tooLate) = (Trades(given), new RecordingObserver<Trade>());
            var told = Play(trades, hasClock ? _byEventTime with { ClosesAfter = TimeSpan.FromSeconds(1) } : _byEventTime, batch: 1, tooLate);
            var last = told.GroupBy(bar => (bar.Symbol, bar.Start)).Select(tellings => tellings.Last()).ToList();

            return last.Sum(bar => bar.Volume) + tooLate.Values.Sum(trade => trade.Size) == trades.Sum(trade => trade.Size)
                && last.Sum(bar => bar.Trades) + tooLate.Count == trades.Count
                && last.TrueForAll(bar => trades.Where(trade => trade.Symbol == bar.Symbol && InBar(trade, bar)).Except(tooLate.Values).Sum(trade => trade.Size) == bar.Volume);
        }).QuickCheckThrowOnFailure();

    /// <summary>A trade put in late gives one more telling, of its own bar, and leaves all others as they were.</summary>
    [Fact]
    public void Is_changed_by_a_late_trade_in_its_own_bar_and_nowhere_else() =>
        Prop.ForAll<(byte Gap, byte Back, byte Size, bool IsOther)[], byte, byte>((given, place, back) =>
        {
            var trades = Trades(given).Select(trade => trade with { Symbol = "A" }).ToList();
            if (trades.Count == 0)
            {
                return true;
            }

            var before = trades.Take(1 + (place % trades.Count)).ToList();
            var newest = before.Max(trade => trade.Time);
            var late = Trade((newest.ToDateTimeOffset() - Open).TotalSeconds - 10 - (back % 40), 105, 8);
            var without = Play(trades, _byEventTime);
            var with = Play([.. before, late, .. trades.Skip(before.Count)], _byEventTime);
            var start = 10 * Math.Floor((late.Time.ToDateTimeOffset() - Open).TotalSeconds / 10);

            return with.Where(bar => bar.Start != start).SequenceEqual(without.Where(bar => bar.Start != start))
                && with.Count == without.Count + 1
                && with.Last(bar => bar.Start == start).Volume == (without.LastOrDefault(bar => bar.Start == start)?.Volume ?? 0) + 8;
        }).QuickCheckThrowOnFailure();

    /// <summary>Without the clock, the tellings follow from the trades alone.</summary>
    [Fact]
    public void Tells_the_same_in_one_burst_in_real_time_and_in_batches_of_any_size() =>
        Prop.ForAll<(byte Gap, byte Back, byte Size, bool IsOther)[], byte>((given, batch) =>
        {
            var trades = Trades(given);
            var expected = Play(trades, _byEventTime, batch: int.MaxValue);
            return Play(trades, _byEventTime, batch: 1).SequenceEqual(expected) && Play(trades, _byEventTime, 1 + (batch % 20)).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    /// <summary>With the clock, the last telling of each bar does, and all tellings where no trade comes later than the clock waits.</summary>
    [Fact]
    public void Ends_with_the_same_bars_whenever_the_trades_arrive() =>
        Prop.ForAll<(byte Gap, byte Back, byte Size, bool IsOther)[], byte>((given, batch) =>
        {
            var options = new BarAggregationOptions { RevisableBars = 5, ClosesAfter = TimeSpan.FromSeconds(1) };
            var (trades, inOrder) = (Trades(given), Trades(given).OrderBy(trade => trade.Time.UnixNanoseconds).ToList());
            var expected = Last(Play(trades, options, batch: int.MaxValue));

            return Last(Play(trades, options)).SetEquals(expected) && Last(Play(trades, options, 1 + (batch % 20))).SetEquals(expected)
                && Play(inOrder, options).ToHashSet().SetEquals(Play(inOrder, options with { ClosesAfter = null }));

            static HashSet<BarTold> Last(List<BarTold> told) =>
                [.. told.GroupBy(bar => (bar.Symbol, bar.Start)).Select(tellings => tellings.Last() with { Revision = 0, Cause = null })];
        }).QuickCheckThrowOnFailure();

    // A trade arrives when it happened or, told late, when the newest before it did; a batch arrives with its last trade.
    private static List<BarTold> Play(List<Trade> trades, BarAggregationOptions options, int batch = 1, IObserver<Trade>? tooLate = null)
    {
        var (feed, clock, seen) = (new Subject<Trade>(), new VirtualMarketClock(), new RecordingObserver<Bar>());
        using var subscription = feed.AggregateBars(TenSeconds, clock, options, tooLate: tooLate).Subscribe(seen);
        foreach (var together in trades.Chunk(batch))
        {
            var last = together.Max(trade => trade.Time).ToDateTimeOffset();
            if (last > clock.Clock)
            {
                clock.AdvanceTo(last);
            }

            Array.ForEach(together, feed.OnNext);
        }

        feed.OnCompleted();
        seen.AssertGrammar();
        return [.. seen.Values.Select(BarTold.Of)];
    }

    private static List<Trade> Trades((byte Gap, byte Back, byte Size, bool IsOther)[] given)
    {
        var time = 0;
        return [.. given.Select((one, number) =>
            Trade((time += one.Gap % 12) - (one.Back % 5 == 0 ? one.Back % 64 : 0), 100 + (one.Back % 7), one.Size % 5, one.IsOther ? "B" : "A", number))];
    }

    private static bool InBar(Trade trade, BarTold bar) =>
        (trade.Time.ToDateTimeOffset() - Open).TotalSeconds is var at && at >= bar.Start && at < bar.Start + 10;
}
