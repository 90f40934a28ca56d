namespace MarketFlow.Tests;

/// <summary>Fragments of days in bars: gaps, revisions, bars out of order, equal prices, session changes, nights, silences and wrong times.</summary>
internal static class BarFragments
{
    private static readonly DateTimeOffset[] _anchors =
    [
        new(2026, 3, 6, 14, 25, 0, TimeSpan.Zero), // Friday, 09:25 in winter time
        new(2026, 3, 6, 20, 54, 0, TimeSpan.Zero), // 15:54
        new(2026, 3, 7, 0, 55, 0, TimeSpan.Zero), // 19:55
        new(2026, 3, 9, 7, 57, 0, TimeSpan.Zero), // Monday, 03:57 in summer time
        new(2026, 3, 9, 13, 22, 0, TimeSpan.Zero), // 09:22
        new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero), // 12:00
        new(2026, 3, 9, 19, 55, 0, TimeSpan.Zero), // 15:55
        new(2026, 3, 10, 13, 30, 0, TimeSpan.Zero), // Tuesday, 09:30
    ];

    private static readonly TimeSpan[] _intervals = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)];

    /// <summary>A fragment of 10 to 30 bars.</summary>
    /// <param name="random">Seeded.</param>
    /// <param name="prices">The prices that may occur, few, so that they are often equal and often at a rule's bound.</param>
    /// <param name="volumes">The volumes that may occur.</param>
    /// <param name="idleAfter">How long series are remembered, so that silences are just around it.</param>
    public static List<Bar> Of(Random random, decimal[] prices, decimal[] volumes, TimeSpan idleAfter)
    {
        var bars = new List<Bar>();
        var isMixed = random.Next(3) == 0;
        var interval = _intervals[random.Next(10) switch { < 7 => 0, < 9 => 1, _ => 2 }];
        var now = _anchors[random.Next(_anchors.Length)];
        for (var left = random.Next(10, 31); left > 0; left--)
        {
            if (isMixed && random.Next(8) == 0)
            {
                interval = _intervals[random.Next(_intervals.Length)];
            }

            var at = random.Next(100) switch
            {
                < 68 => now += interval,
                < 78 => now,
                < 84 => now - (random.Next(1, 5) * interval),
                < 89 => now += random.Next(2, 5) * interval,
                < 92 => now = Later(now, random),
                < 94 => now += idleAfter + (random.Next(-1, 2) * interval),
                < 96 => now - idleAfter - (random.Next(-1, 2) * interval),
                < 98 => now - TimeSpan.FromDays(random.Next(1, 3)),
                < 99 => now + TimeSpan.FromDays(60),
                _ => now -= random.Next(1, 3) * interval,
            };
            bars.Add(BarOf(random, prices, volumes, interval, at).Numbered(bars.Count));
        }

        return bars;
    }

    private static Bar BarOf(Random random, decimal[] prices, decimal[] volumes, TimeSpan interval, DateTimeOffset at)
    {
        var (open, close) = (prices[random.Next(prices.Length)], prices[random.Next(prices.Length)]);
        var (one, other) = random.Next(2) == 0 ? (open, close) : (prices[random.Next(prices.Length)], prices[random.Next(prices.Length)]);
        return new()
        {
            Symbol = random.Next(5) == 0 ? "B" : "A",
            Time = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % interval.Ticks), TimeSpan.Zero),
            Interval = interval,
            Open = open,
            High = Math.Max(Math.Max(open, close), Math.Max(one, other)),
            Low = Math.Min(Math.Min(open, close), Math.Min(one, other)),
            Close = close,
            Volume = volumes[random.Next(volumes.Length)],
            Revision = random.Next(4) == 0 ? random.Next(3) : 0,
            IsBackfill = random.Next(10) == 0,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset now, Random random)
    {
        var later = Array.FindAll(_anchors, anchor => anchor > now);
        return later.Length == 0 ? now : later[random.Next(later.Length)];
    }
}
