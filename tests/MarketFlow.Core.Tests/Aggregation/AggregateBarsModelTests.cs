using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;
using static MarketFlow.Tests.TestTrades;

namespace MarketFlow.Tests;

/// <summary>Whatever trades arrive, and whenever: the bars, telling by telling and to the tick, are those of plain lists.</summary>
public sealed class AggregateBarsModelTests
{
    [Fact]
    public void Agrees_telling_for_telling_with_bars_made_anew_from_plain_lists()
    {
        var told = Fragments.Agree(FragmentOf, Operate, fragment =>
        {
            var model = new PlainBarMaker(fragment.Options);
            fragment.Arrivals.ForEach(arrival => model.Arrive(arrival.Trade, arrival.At));
            return model.End(fragment.End);
        });

        Assert.InRange(told.Count, 5 * Fragments.Count, int.MaxValue);
        Assert.InRange(told.Count(one => one.Item1.Revision > 0), Fragments.Count, int.MaxValue);
        Assert.InRange(told.Count(one => one.Item1.Trades == 0), Fragments.Count / 2, int.MaxValue);
    }

    private static Fragment FragmentOf(Random random)
    {
        var options = new BarAggregationOptions
        {
            RevisableBars = random.Next(4),
            ClosesAfter = random.Next(4) switch { 0 => null, 1 => TimeSpan.Zero, 2 => TimeSpan.FromSeconds(1), _ => TimeSpan.FromSeconds(25) },
            MaxEmptyBars = random.Next(2) == 0 ? 0 : random.Next(1, 5),
            IdleAfter = random.Next(2) == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(100),
        };
        var arrivals = new List<(Trade, double)>();
        var (time, now, delays) = (random.Next(10), 0, random.Next(3) switch { 0 => 1, 1 => 4, _ => 40 });
        for (var left = random.Next(5, 31); left > 0; left--)
        {
            time += random.Next(20) switch { < 14 => random.Next(5), < 18 => random.Next(30), < 19 => random.Next(60, 140), _ => -random.Next(150) };
            now = Math.Max(now, random.Next(8) == 0 ? now : time + random.Next(delays));
            var at = random.Next(60) switch { 0 => time + 5_000, < 8 => time - random.Next(50), _ => time };
            var symbol = random.Next(4) == 0 ? "B" : "A";
            arrivals.Add((Trade(at, 100 + random.Next(-3, 4), random.Next(4), symbol, arrivals.Count) with { IsBackfill = random.Next(6) == 0 }, now));
        }

        return new(options, arrivals, now + random.Next(80));
    }

    private static List<(BarTold, double)> Operate(Fragment fragment)
    {
        var (feed, clock, stage) = (new Subject<Trade>(), new VirtualMarketClock(), new Ledger().Stage("bars"));
        var (seen, tooLate, wasBalanced) = (new RecordingObserver<Bar>(clock), new RecordingObserver<Trade>(), true);
        using var subscription = feed.AggregateBars(TenSeconds, clock, fragment.Options, stage, tooLate).Subscribe(seen);
        foreach (var (trade, at) in fragment.Arrivals)
        {
            if (Open.AddSeconds(at) > clock.Clock)
            {
                clock.AdvanceTo(Open.AddSeconds(at));
            }

            feed.OnNext(trade);
            wasBalanced &= stage.Snapshot().Imbalance == 0;
        }

        if (Open.AddSeconds(fragment.End) > clock.Clock)
        {
            clock.AdvanceTo(Open.AddSeconds(fragment.End));
        }

        wasBalanced &= stage.Snapshot().Imbalance == 0;
        feed.OnCompleted();
        var account = stage.Snapshot();
        Assert.True(wasBalanced && account is { Imbalance: 0, Held: 0 });
        Assert.Equal((seen.Count, tooLate.Count), (account.Emitted, account.Removed(RemovalReason.Expired)));
        seen.AssertGrammar();
        return [.. seen.Received.Select(one => (BarTold.Of(one.Value), (one.At - Open).TotalSeconds))];
    }

    private sealed record Fragment(BarAggregationOptions Options, List<(Trade Trade, double At)> Arrivals, double End);
}
