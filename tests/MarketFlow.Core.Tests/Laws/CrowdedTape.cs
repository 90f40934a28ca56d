using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>An event of one of several symbols, and when it arrives, counted from the open.</summary>
internal sealed record TapeEvent(MarketEvent Value, TimeSpan At)
{
    public override string ToString() => $"{Value.Symbol} {Value.Time} at {At}";
}

/// <summary>Random fragments in which every symbol has a clock of its own: right, hours ahead, hours behind, leaping, or told as backfill.</summary>
internal static class CrowdedTape
{
    private static readonly TimeSpan _end = TimeSpan.FromHours(30);
    private static readonly double[] _clocks = [0, 0, 62 * 60, 67 * 60, 7_200, -10_800, 3.2e8];

    public static List<TapeEvent> Of(Random random, Func<Random, string, Timestamp, SourceContext, MarketEvent> create)
    {
        string[] symbols = ["A", "B", "C"];
        var clocks = symbols.ToDictionary(symbol => symbol, _ => _clocks[random.Next(_clocks.Length)]);
        var events = new List<TapeEvent>();
        var now = 0d;
        for (var left = random.Next(20, 60); left > 0; left--)
        {
            now += random.Next(40) switch { < 25 => random.Next(3), < 35 => random.Next(60), < 38 => random.Next(1_800), _ => random.Next(9_000) };
            var symbol = symbols[random.Next(symbols.Length)];
            var leap = random.Next(20) switch { 0 => 7_200, 1 => -7_200, 2 => 3_700, 3 => -random.Next(120), _ => 0 };
            var time = VirtualMarketClock.Open.AddSeconds(now + clocks[symbol] + leap);
            SourceContext source = new(new Frame("test", 1 + random.Next(2), VirtualMarketClock.Open.AddSeconds(now), default), 0, 0, random.Next(30));
            events.Add(new(create(random, symbol, time, source) with { IsBackfill = random.Next(8) == 0 }, TimeSpan.FromSeconds(now)));
        }

        return events;
    }

    /// <summary>Plays a fragment to an operator, each event when it arrives, and collects what comes out until a day later.</summary>
    public static List<TResult> Play<T, TResult>(IReadOnlyList<TapeEvent> events, Func<IObservable<T>, VirtualMarketClock, IObservable<TResult>> apply)
        where T : MarketEvent
    {
        var (feed, clock, seen) = (new Subject<T>(), new VirtualMarketClock(), new RecordingObserver<TResult>());
        using var subscription = apply(feed, clock).Subscribe(seen);
        foreach (var (value, at) in events)
        {
            clock.AdvanceTo(VirtualMarketClock.Open + at);
            feed.OnNext((T)value);
        }

        clock.AdvanceTo(VirtualMarketClock.Open + _end);
        feed.OnCompleted();
        seen.AssertGrammar();
        Assert.Null(seen.Error);
        return [.. seen.Values];
    }
}
