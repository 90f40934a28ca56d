using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing;

public static partial class MarketArbitraries
{
    /// <summary>Arrivals in virtual time from the open of <see cref="VirtualMarketClock"/> on: several at one instant, bursts of less than a
    /// millisecond, pauses of up to ten seconds, and gaps of exactly the spans that the test is about.</summary>
    /// <param name="values">What arrives.</param>
    /// <param name="repeatShare">How often a value is one that came before, itself and not a copy: 0 to 1, default 0.</param>
    /// <param name="spans">The spans at which the operator under test changes its mind, e.g. its window: gaps of exactly a span, and of one
    /// tick less and more, occur often. Each must be positive.</param>
    /// <returns>0 to as many arrivals as FsCheck's size allows. Shrinking leaves arrivals out, then closes gaps, then makes values simpler.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="repeatShare"/> is outside 0 to 1, or a span is not positive.</exception>
    /// <typeparam name="T">What arrives.</typeparam>
    public static Arbitrary<Arrivals<T>> Arrivals<T>(Arbitrary<T> values, double repeatShare = 0, params IReadOnlyList<TimeSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentOutOfRangeException.ThrowIfNegative(repeatShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(repeatShare, 1);
        foreach (var span in spans)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, nameof(spans));
        }

        var gaps = Gaps(spans);
        return Arb.From(
            from size in Gen.Sized(size => Gen.Choose(0, size))
            from gapsTaken in gaps.ListOf(size)
            from fresh in values.Generator.ListOf(size)
            from dice in Gen.Choose(0, 999).ListOf(size)
            select new Arrivals<T>(Timed(gapsTaken, Repeated(fresh, dice, repeatShare))),
            arrivals => SimplerArrivals(arrivals, values.Shrinker));
    }

    private static Gen<TimeSpan> Gaps(IReadOnlyList<TimeSpan> spans)
    {
        var anyGap = Gen.Frequency(
            (8, Gen.Constant(TimeSpan.Zero)),
            (6, Gen.Choose(1, 10_000).Select(ticks => TimeSpan.FromTicks(ticks))),
            (3, Gen.Choose(1, 500).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))),
            (1, Gen.Choose(1, 10_000).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))));
        return spans.Count == 0
            ? anyGap
            : Gen.Frequency(
                (3, anyGap),
                (1, from span in Gen.Elements<TimeSpan>(spans) from ticks in Gen.Choose(-1, 1) select span + TimeSpan.FromTicks(ticks)));
    }

    private static IEnumerable<Arrival<T>> Timed<T>(IEnumerable<TimeSpan> gaps, IEnumerable<T> values)
    {
        var now = VirtualMarketClock.Open;
        foreach (var (gap, value) in gaps.Zip(values))
        {
            now += gap;
            yield return new(now, value);
        }
    }

    private static List<T> Repeated<T>(List<T> fresh, List<int> dice, double repeatShare)
    {
        var values = new List<T>(fresh.Count);
        for (var i = 0; i < fresh.Count; i++)
        {
            // The die that says whether also says which: the shares are thousandths, the choice is what is left of them.
            var isRepeat = i > 0 && dice[i] < repeatShare * 1_000;
            values.Add(isRepeat ? values[dice[i] % i] : fresh[i]);
        }

        return values;
    }

    private static IEnumerable<Arrivals<T>> SimplerArrivals<T>(Arrivals<T> arrivals, Func<T, IEnumerable<T>> simplerValues)
    {
        var fewer = Simpler.Fewer(arrivals);
        var sooner = Enumerable.Range(0, arrivals.Count).SelectMany(index => Sooner(arrivals, index));
        var simpler = Simpler.OneOf(arrivals, arrival => simplerValues(arrival.Value).Select(value => arrival with { Value = value }));
        return fewer.Concat(sooner).Concat(simpler).Select(candidate => new Arrivals<T>(candidate));
    }

    // All from the index on move together, so that the gaps between them stay as they are.
    private static IEnumerable<Arrival<T>[]> Sooner<T>(Arrivals<T> arrivals, int index)
    {
        var gap = arrivals[index].At - (index == 0 ? VirtualMarketClock.Open : arrivals[index - 1].At);
        return SimplerGaps(gap).Select(shorter =>
            (Arrival<T>[])[.. arrivals.Take(index), .. arrivals.Skip(index).Select(arrival => arrival with { At = arrival.At - gap + shorter })]);
    }

    private static IEnumerable<TimeSpan> SimplerGaps(TimeSpan gap) =>
        new[] { TimeSpan.Zero, Cut(gap, TimeSpan.TicksPerSecond), Cut(gap, TimeSpan.TicksPerMillisecond) }.Distinct().Where(shorter => shorter < gap);

    private static TimeSpan Cut(TimeSpan span, long unit) => TimeSpan.FromTicks(span.Ticks / unit * unit);
}
