using System.Reactive.Concurrency;
using System.Reactive.Linq;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Every operator that waits on the clock, as numbers in and texts out, with what makes it wait.</summary>
internal static class WaitingOperators
{
    /// <summary>How long each of them waits for what <see cref="Case.Held"/> brings.</summary>
    public static TimeSpan Wait { get; } = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyDictionary<string, Case> All { get; } = new Dictionary<string, Case>
    {
        ["Conflate"] = new((source, wait, clock, stage) => source.Conflate(_ => 0, wait, clock, stage).Select(x => $"{x}"), AtOnce: [1], Held: [2]),
        ["Resequence"] = new((source, wait, clock, stage) => source.Resequence(_ => 0, x => x, wait, 10, clock, stage).Select(x => $"{x}"), AtOnce: [1], Held: [3]),
        ["ResolveConflicts"] = new(
            (source, wait, clock, stage) => source.Select(x => new Detection { Symbol = $"{x}", Time = default, Kind = DetectionKinds.Surge, Price = 1 })
                .ResolveConflicts(new() { Surge = wait }, clock, stage).Select(x => x.Symbol),
            AtOnce: [], Held: [1]),
        ["ProcessChannel"] = new(
            (source, wait, clock, stage) => source.ProcessChannel(
                new() { Name = "bars", BatchSize = 3, MaxWait = wait }, batch => batch, new RecordingObserver<ChannelFault<int>>(), clock, stage).Select(x => $"{x}"),
            AtOnce: [], Held: [1]),
        ["DetectGaps"] = new((source, wait, clock, _) => source.DetectGaps(_ => 0, x => x, clock, maxDelay: wait).Select(x => $"{x.First}"), AtOnce: [], Held: [1, 3]),
        ["DetectSilence"] = new((source, wait, clock, _) => source.DetectSilence(x => x, wait, clock).Select(x => $"{x.Key}"), AtOnce: [], Held: [1]),
        ["DetectConnectionGaps"] = new(
            (source, wait, clock, _) => source.DetectConnectionGaps(_ => 0, x => x % 2, x => x, x => Timestamp.FromUnixMilliseconds(x < 3 ? 0 : x), wait, clock).Select(x => $"{x.To.UnixNanoseconds}"),
            AtOnce: [], Held: [1, 2, 5]),
        ["AggregateBars"] = new(
            (source, wait, clock, stage) => source.Select(x => new Trade { Symbol = $"{x}", Time = VirtualMarketClock.Open.AddHours(-1), Price = 1, Size = 1 })
                .AggregateBars(TimeSpan.FromMinutes(1), clock, new() { ClosesAfter = wait }, stage).Select(x => x.Symbol),
            AtOnce: [], Held: [1]),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <param name="Apply">The operator.</param>
    /// <param name="AtOnce">What goes out on arrival.</param>
    /// <param name="Held">What follows, of which one result waits until the clock lets it go.</param>
    public sealed record Case(Func<IObservable<int>, TimeSpan, IScheduler, LedgerStage, IObservable<string>> Apply, int[] AtOnce, int[] Held);
}
