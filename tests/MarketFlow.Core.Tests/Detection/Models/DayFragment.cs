namespace MarketFlow.Tests;

/// <summary>Trades of a part of a day, as a feed might tell them: gaps, bursts, session changes, equal prices, times out of order, nonsense.</summary>
/// <remarks>The same number gives the same fragment.</remarks>
internal static class DayFragment
{
    private static readonly DateTimeOffset[] _days =
    [
        Day(2026, 3, 6, -5), // a Friday in winter, before daylight saving
        Day(2026, 3, 9, -4), // the Monday after
        Day(2026, 10, 30, -4), // the Friday before it ends
        Day(2026, 11, 2, -5), // the Monday after
        Day(2025, 11, 28, -5), // a half day
        Day(2025, 12, 24, -5), // a half day before a holiday
        Day(2026, 4, 2, -4), // before Good Friday
        Day(2026, 6, 15, -4),
    ];

    private static readonly double[] _hours = [3.98, 4.2, 9.3, 9.47, 9.49, 9.6, 9.95, 10.2, 12.45, 12.95, 15.4, 15.47, 15.9, 15.97, 16.2, 16.95, 19.9, 11.5, 14.1];
    private static readonly decimal[] _prices = [0.5m, 0.994m, 3, 4.98m, 9.96m, 20, 24.95m, 49.8m, 99.9m, 150, 199.5m, 400, 499, 2_000];
    private static readonly decimal[] _sizes = [0, 1, 10, 100, 100, 100, 100, 130, 200, 300, 1_000, 0.125m, 12.5m, 5_000];
    private static readonly decimal[] _amounts = [0.005m, 0.01m, 0.02m, 0.03m, 0.05m, 0.075m, 0.1m, 0.15m, 0.2m, 0.5m, 1, 2, 3];

    /// <param name="number">Which fragment.</param>
    /// <param name="pace">How fast trades follow one another: 1 usual, above it slower.</param>
    /// <param name="length">About how many trades it has.</param>
    public static Trade[] Number(int number, double pace, int length)
    {
        Random random = new(number);
        var time = Pick(_days, random).AddHours(Pick(_hours, random)).AddMilliseconds(random.Next(600_000));
        var symbols = Enumerable.Range(0, random.Next(1, 4)).Select(index => $"S{index}").ToArray();
        var prices = symbols.Select(_ => Pick(_prices, random)).ToArray();
        var trend = symbols.Select(_ => (random.NextDouble() - 0.5) * 0.002).ToArray();
        var isSwinging = number % 5 == 0; // further and further up and down, so that highs and lows alternate
        var trades = new Trade[random.Next(length / 2, length * 3 / 2)];
        for (var i = 0; i < trades.Length; i++)
        {
            time += Gap(random) * pace;
            var which = random.Next(symbols.Length);
            if (random.Next(25) == 0)
            {
                trend[which] = (random.NextDouble() - 0.5) * 0.004;
            }

            prices[which] = isSwinging && random.Next(3) == 0
                ? Math.Round(100 + (which * 50) + (i * 0.1m * (random.Next(2) == 0 ? 1 : -1)), 2)
                : Next(prices[which], trend[which], random);
            trades[i] = new()
            {
                Symbol = symbols[which],
                Time = Told(time, random),
                Price = random.Next(100) == 0 ? -random.Next(2) : prices[which],
                Size = Pick(_sizes, random),
                Id = i + 1,
            };
        }

        return trades;
    }

    private static decimal Next(decimal price, double trend, Random random)
    {
        var next = random.Next(100) switch
        {
            < 15 => price,
            < 75 => price * (1 + (decimal)(((random.NextDouble() - 0.5) * 0.002) + trend)),
            < 90 => price + (Pick(_amounts, random) * (random.Next(2) == 0 ? 1 : -1)),
            _ => price * (1 + ((decimal)(random.NextDouble() - 0.5) * 0.08m)),
        };
        return Math.Max(0.01m, Math.Round(next, random.Next(3) == 0 ? 4 : 2));
    }

    private static TimeSpan Gap(Random random) => random.Next(100) switch
    {
        < 20 => TimeSpan.Zero,
        < 45 => TimeSpan.FromMilliseconds(random.Next(1, 400)),
        < 75 => TimeSpan.FromMilliseconds(random.Next(400, 2_500)),
        < 80 => TimeSpan.FromSeconds(random.Next(1, 7)),
        < 95 => TimeSpan.FromMilliseconds(random.Next(2_500, 12_000)),
        < 99 => TimeSpan.FromSeconds(random.Next(10, 90)),
        _ => TimeSpan.FromMinutes(random.Next(3, 70)),
    };

    private static DateTimeOffset Told(DateTimeOffset time, Random random) => random.Next(400) switch
    {
        < 20 => time.AddMilliseconds(-random.Next(1, 3_000)),
        < 30 => time.AddSeconds(-random.Next(1, 400)),
        < 32 => time.AddMinutes(-random.Next(50, 130)),
        32 => time.AddDays(random.Next(1, 40)),
        _ => time,
    };

    private static T Pick<T>(T[] items, Random random) => items[random.Next(items.Length)];

    private static DateTimeOffset Day(int year, int month, int day, int offset) => new(year, month, day, 0, 0, 0, TimeSpan.FromHours(offset));
}
