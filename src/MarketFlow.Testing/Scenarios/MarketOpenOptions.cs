using System.Globalization;

namespace MarketFlow.Testing;

/// <summary>How a market opens: how many symbols, how fast, and how untidily.</summary>
/// <remarks>The defaults are the target load of the whole system: about 4 million events in a bit more than a minute of virtual time.</remarks>
public sealed record MarketOpenOptions
{
    internal static readonly TimeSpan LeastLateness = TimeSpan.FromMilliseconds(10);
    private const int MostSymbols = 26 * 26 * 26 * 26;

    /// <summary>The seed of everything random: the same options give the same arrivals.</summary>
    /// <value>Any number. Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>The instant of the open, at which arrivals begin.</summary>
    /// <value>A whole minute, in the years 1678 to 2262. Default <see cref="VirtualMarketClock.Open"/>.</value>
    public DateTimeOffset Open { get; init; } = VirtualMarketClock.Open;

    /// <summary>How many symbols trade.</summary>
    /// <value>1 to 456,976. Default 8,000.</value>
    public int Symbols { get; init; } = 8_000;

    /// <summary>How unevenly events are spread: the n-th busiest symbol has a share of 1 / n to this power.</summary>
    /// <value>0 (all alike) or more. Default 1.</value>
    public double ZipfExponent { get; init; } = 1;

    /// <summary>How long the rate takes to rise from <see cref="StartRate"/> to <see cref="PeakRate"/>, evenly.</summary>
    /// <value>Zero or more. Default 60 s.</value>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Events per second at the open. Rates are of first tellings; copies and the bars of <see cref="HasMinuteBars"/> come on top.</summary>
    /// <value>0 or more. Default 15,000.</value>
    public double StartRate { get; init; } = 15_000;

    /// <summary>Events per second at the end of the ramp, and after the spike.</summary>
    /// <value>0 or more. Default 100,000.</value>
    public double PeakRate { get; init; } = 100_000;

    /// <summary>Events per second during the spike that follows the ramp.</summary>
    /// <value>0 or more. Default 250,000.</value>
    public double SpikeRate { get; init; } = 250_000;

    /// <summary>How long the spike lasts.</summary>
    /// <value>Zero or more. Default 1 s.</value>
    public TimeSpan SpikeLength { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many bursts the spike has, evenly spread.</summary>
    /// <value>0 or more. Default 10.</value>
    public int Bursts { get; init; } = 10;

    /// <summary>How long a burst lasts.</summary>
    /// <value>Above zero; all bursts together fit into the spike. Default 1 ms.</value>
    public TimeSpan BurstLength { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The rate in a burst, in multiples of <see cref="SpikeRate"/>.</summary>
    /// <value>0 or more. Default 10.</value>
    public double BurstFactor { get; init; } = 10;

    /// <summary>How long the market goes on at <see cref="PeakRate"/> after the spike, to see the system calm down.</summary>
    /// <value>Zero or more. Default 2 s.</value>
    public TimeSpan Tail { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of trades. The four shares add up to 1.</summary>
    /// <value>0 to 1. Default 0.3.</value>
    public double TradeShare { get; init; } = 0.3;

    /// <summary>Share of quotes.</summary>
    /// <value>0 to 1. Default 0.6.</value>
    public double QuoteShare { get; init; } = 0.6;

    /// <summary>Share of one-second bars, which go round the symbols evenly. A symbol that comes round again within the second is revised.</summary>
    /// <value>0 to 1. Default 0.08.</value>
    public double BarShare { get; init; } = 0.08;

    /// <summary>Share of fair market values.</summary>
    /// <value>0 to 1. Default 0.02.</value>
    public double FairMarketValueShare { get; init; } = 0.02;

    /// <summary>True where the one-minute bars of all symbols come in the first second of each minute, on top of the rates.</summary>
    /// <value>Default true.</value>
    public bool HasMinuteBars { get; init; } = true;

    /// <summary>Share of the events with an identity (trades and bars) that are told once more, over a connection of their own.</summary>
    /// <value>0 to 1. Default 0.005.</value>
    public double DuplicateShare { get; init; } = 0.005;

    /// <summary>How long after the first telling the duplicate arrives, at most.</summary>
    /// <value>Above zero. Default 1 s, well inside the 5 s for which identities are remembered by default.</value>
    public TimeSpan DuplicateWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of the trades, quotes and fair market values that happened long before they arrive. They are no duplicates.</summary>
    /// <value>0 to 1. Default 0.01.</value>
    public double LateShare { get; init; } = 0.01;

    /// <summary>How late such an event is at most; at least it is 10 ms, and all others are at most 1 ms.</summary>
    /// <value>10 ms or more. Default 2 s.</value>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many connections tell every event. The first one tells it first, each further one <see cref="ConnectionLag"/> later.</summary>
    /// <value>At least 1. Default 1. Quotes and fair market values have no identity; their copies can only be told by content.</value>
    public int Connections { get; init; } = 1;

    /// <summary>How far a connection is behind the one before it.</summary>
    /// <value>Above zero. Default 40 ms.</value>
    public TimeSpan ConnectionLag { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Most events that arrive together in one frame, at one instant. A frame spans at most 1 ms.</summary>
    /// <value>At least 1. Default 25.</value>
    public int EventsPerFrame { get; init; } = 25;

    /// <summary>The feed's name in each event's source.</summary>
    /// <value>Default <c>open</c>.</value>
    public string Feed { get; init; } = "open";

    /// <summary>Null where every option is in its range; otherwise a sentence that names the first that is not, its value and what is allowed.</summary>
    internal string? Validate()
    {
        var shares = TradeShare + QuoteShare + BarShare + FairMarketValueShare;
        (string Name, object Value, bool IsAllowed, string Allowed)[] rules =
        [
            (nameof(Open), Open, Open.UtcTicks % TimeSpan.TicksPerMinute == 0, "a whole minute"),
            (nameof(Symbols), Symbols, Symbols is >= 1 and <= MostSymbols, "1 to 456976"),
            (nameof(ZipfExponent), ZipfExponent, IsAmount(ZipfExponent), "0 or more"),
            (nameof(Ramp), Ramp, Ramp >= TimeSpan.Zero, "zero or more"),
            (nameof(StartRate), StartRate, IsAmount(StartRate), "0 or more"),
            (nameof(PeakRate), PeakRate, IsAmount(PeakRate), "0 or more"),
            (nameof(SpikeRate), SpikeRate, IsAmount(SpikeRate), "0 or more"),
            (nameof(SpikeLength), SpikeLength, SpikeLength >= TimeSpan.Zero, "zero or more"),
            (nameof(Bursts), Bursts, Bursts >= 0, "0 or more"),
            (nameof(BurstLength), BurstLength, BurstLength > TimeSpan.Zero, "above zero"),
            ("Bursts × BurstLength", BurstLength * Bursts, BurstLength * Bursts <= SpikeLength, $"at most SpikeLength, {SpikeLength}"),
            (nameof(BurstFactor), BurstFactor, IsAmount(BurstFactor), "0 or more"),
            (nameof(Tail), Tail, Tail >= TimeSpan.Zero, "zero or more"),
            (nameof(TradeShare), TradeShare, IsShare(TradeShare), "0 to 1"),
            (nameof(QuoteShare), QuoteShare, IsShare(QuoteShare), "0 to 1"),
            (nameof(BarShare), BarShare, IsShare(BarShare), "0 to 1"),
            (nameof(FairMarketValueShare), FairMarketValueShare, IsShare(FairMarketValueShare), "0 to 1"),
            ("The sum of the four shares", shares, Math.Abs(shares - 1) < 1e-9, "1"),
            (nameof(DuplicateShare), DuplicateShare, IsShare(DuplicateShare), "0 to 1"),
            (nameof(DuplicateWithin), DuplicateWithin, DuplicateWithin > TimeSpan.Zero, "above zero"),
            (nameof(LateShare), LateShare, IsShare(LateShare), "0 to 1"),
            (nameof(LateBy), LateBy, LateBy >= LeastLateness, "10 ms or more"),
            (nameof(Connections), Connections, Connections >= 1, "at least 1"),
            (nameof(ConnectionLag), ConnectionLag, ConnectionLag > TimeSpan.Zero, "above zero"),
            (nameof(EventsPerFrame), EventsPerFrame, EventsPerFrame >= 1, "at least 1"),
            (nameof(Feed), $"\"{Feed}\"", Feed is { Length: > 0 }, "a name"),
        ];
        return rules.Where(rule => !rule.IsAllowed)
            .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Name} is {rule.Value}; must be {rule.Allowed}."))
            .FirstOrDefault();
    }

    private static bool IsAmount(double value) => value >= 0 && double.IsFinite(value);

    private static bool IsShare(double value) => value is >= 0 and <= 1;
}
