namespace MarketFlow.Testing;

/// <summary>When events happen: stretches of time, in each of which the rate rises or falls evenly.</summary>
internal sealed class RatePlan(IReadOnlyList<RatePlan.Stretch> stretches)
{
    /// <summary>The whole plan's length.</summary>
    public long LengthTicks { get; } = stretches.Sum(stretch => stretch.LengthTicks);

    /// <summary>A ramp, a spike with bursts, and a tail.</summary>
    public static RatePlan Of(MarketOpenOptions options)
    {
        List<Stretch> stretches = [new(options.Ramp.Ticks, options.StartRate, options.PeakRate)];
        var sections = Math.Max(1, options.Bursts);
        for (var section = 0; section < sections; section++)
        {
            // Cut at exact section ends, so that rounding does not make the spike shorter.
            var length = (options.SpikeLength.Ticks * (section + 1) / sections) - (options.SpikeLength.Ticks * section / sections);
            var burst = options.Bursts == 0 ? 0 : Math.Min(length, options.BurstLength.Ticks);
            var before = (length - burst) / 2;
            stretches.Add(new(before, options.SpikeRate, options.SpikeRate));
            stretches.Add(new(burst, options.SpikeRate * options.BurstFactor, options.SpikeRate * options.BurstFactor));
            stretches.Add(new(length - burst - before, options.SpikeRate, options.SpikeRate));
        }

        stretches.Add(new(options.Tail.Ticks, options.PeakRate, options.PeakRate));
        return new(stretches);
    }

    /// <summary>The events' instants, in ticks from the start, never going back. Each interval has as many as its rate says, give or take one;
    /// where an event falls within its own share of time is up to chance.</summary>
    public IEnumerable<long> Slots(long seed)
    {
        var random = new SplitMix64(seed);
        var (start, first, number) = (0L, 0.0, 0L);
        var at = random.NextDouble();
        foreach (var stretch in stretches)
        {
            while (at - first < stretch.Events)
            {
                yield return start + stretch.TicksUntil(at - first);
                at = ++number + random.NextDouble();
            }

            start += stretch.LengthTicks;
            first += stretch.Events;
        }
    }

    /// <summary>Some time in which the rate goes evenly from one value to another.</summary>
    internal readonly record struct Stretch(long LengthTicks, double FromRate, double ToRate)
    {
        private double Seconds => LengthTicks / (double)TimeSpan.TicksPerSecond;

        /// <summary>How many events happen in it.</summary>
        public double Events => (FromRate + ToRate) / 2 * Seconds;

        /// <summary>How long it takes until so many have happened: the inverse of rate × time + slope × time² / 2.</summary>
        public long TicksUntil(double events)
        {
            var slope = (ToRate - FromRate) / Seconds;
            var divisor = FromRate + Math.Sqrt(Math.Max(0, (FromRate * FromRate) + (2 * slope * events)));
            var seconds = divisor > 0 ? 2 * events / divisor : 0;
            return Math.Min((long)(seconds * TimeSpan.TicksPerSecond), LengthTicks - 1);
        }
    }
}
