using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>What the simulated market is like.</summary>
public sealed record SimulatedMarketOptions
{
    /// <summary>Everything that is drawn at random follows from it.</summary>
    /// <value>Any number; 1 by default.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How many symbols are traded, the most popular first: see <see cref="SimulatedMarket.Symbols"/>.</summary>
    /// <value>1 to 100,000; 8,000 by default.</value>
    public int Symbols { get; init; } = 8_000;

    /// <summary>Trades, quotes and fair market values per second on average; each 10 ms draw their own number. Bars and statuses come on top.</summary>
    /// <value>Above 0, to 10,000,000; 2,000 by default. More than the machine can make, and the market falls behind the clock.</value>
    public double EventsPerSecond { get; init; } = 2_000;

    /// <summary>Weight of trades among the events.</summary>
    /// <value>0 or more, and not all three weights 0; 0.35 by default.</value>
    public double TradeShare { get; init; } = 0.35;

    /// <summary>Weight of quotes among the events.</summary>
    /// <value>0 or more; 0.6 by default.</value>
    public double QuoteShare { get; init; } = 0.6;

    /// <summary>Weight of fair market values among the events.</summary>
    /// <value>0 or more; 0.05 by default.</value>
    public double FairMarketValueShare { get; init; } = 0.05;

    /// <summary>Whether trades are also sent as bars: of each second, of each minute in the first half second of the next, and of the day so far with it.</summary>
    /// <value>True by default.</value>
    public bool HasMinuteBars { get; init; } = true;

    /// <summary>
    /// Whether there are halts and resumptions, limit bands, cancels and corrections, and trades that are sent 1 to 25 s late, for which a minute's bar is
    /// sent once more half a minute after it.
    /// </summary>
    /// <value>True by default. Trades and quotes are the same with and without, except for the halts and the late trades themselves.</value>
    public bool HasNotices { get; init; } = true;

    /// <summary>How popularity falls with rank: the n-th symbol has 1/n^exponent of the first one's events.</summary>
    /// <value>0 (all alike) to 4; 1 by default, about what real markets show.</value>
    public double ZipfExponent { get; init; } = 1;

    /// <summary>What time it is in the market when the simulation starts: say 09:30 in New York, whatever the clock says.</summary>
    /// <value>In the years 1970 to 2200; null by default: the clock's own time. Receive times are the clock's in any case.</value>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>How many times faster than the clock the market's time runs: its minutes are shorter, and bring the same events.</summary>
    /// <value>Above 0, to 1,000; 1 by default. Then event times leave receive times, which are the clock's, behind.</value>
    public double Speed { get; init; } = 1;

    /// <summary>Times in which more happens than <see cref="EventsPerSecond"/>.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<MarketSurge> Surges { get; init; } = [];

    internal static void ThrowIfInvalid(SimulatedMarketOptions options)
    {
        const double MaxEventsPerSecond = 10_000_000;
        Require(options.Symbols is >= 1 and <= 100_000, nameof(Symbols), options.Symbols, "1 to 100,000");
        Require(options.EventsPerSecond is > 0 and <= MaxEventsPerSecond, nameof(EventsPerSecond), options.EventsPerSecond, "above 0, to 10,000,000");
        Require(IsWeight(options.TradeShare), nameof(TradeShare), options.TradeShare, "0 or more, and finite");
        Require(IsWeight(options.QuoteShare), nameof(QuoteShare), options.QuoteShare, "0 or more, and finite");
        Require(IsWeight(options.FairMarketValueShare), nameof(FairMarketValueShare), options.FairMarketValueShare, "0 or more, and finite");
        Require(
            options.TradeShare + options.QuoteShare + options.FairMarketValueShare > 0, nameof(TradeShare), options.TradeShare,
            "above 0 where QuoteShare and FairMarketValueShare are 0");
        Require(options.ZipfExponent is >= 0 and <= 4, nameof(ZipfExponent), options.ZipfExponent, "0 to 4");
        Require(options.StartTime is null or { Year: >= 1970 and <= 2200 }, nameof(StartTime), options.StartTime, "in the years 1970 to 2200, or null");
        Require(options.Speed is > 0 and <= 1_000, nameof(Speed), options.Speed, "above 0, to 1,000");
        if (MarketSurge.Problems(options.Surges, options.EventsPerSecond, MaxEventsPerSecond).FirstOrDefault() is { } problem)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"Simulated market: {problem}");
        }

        static bool IsWeight(double share) => share >= 0 && double.IsFinite(share);

        void Require(bool isMet, string property, object? value, string allowed)
        {
            if (!isMet)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), value, string.Create(CultureInfo.InvariantCulture, $"Simulated market: {property} is {value}; must be {allowed}."));
            }
        }
    }
}
