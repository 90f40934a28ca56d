namespace MarketFlow.Feeds;

/// <summary>What is told about a feed among its events, and what is done about it.</summary>
public sealed record FeedNewsOptions
{
    /// <summary>How long a symbol may be silent before it is told as stale.</summary>
    /// <value>
    /// Zero (never) or more; 1 minute by default. A symbol that talks less often is told as stale, and as resumed, every time: of
    /// thousands of quiet ones that is a stream of its own.
    /// </value>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether symbols should be talking at an instant.</summary>
    /// <value>Always by default.</value>
    public Func<DateTimeOffset, bool> IsDataExpected { get; init; } = MarketHours.Always;

    /// <summary>Whether anybody still wants a symbol: one that nobody does is silent by right, and not told as stale.</summary>
    /// <value>Always true by default. Called on whichever thread tells of a silence, so it must be thread-safe and quick.</value>
    public Func<string, bool> IsWanted { get; init; } = static _ => true;

    /// <summary>Most symbols listened to; beyond it the one longest silent is forgotten.</summary>
    /// <value>1 or more; 100,000 by default.</value>
    public int MaxSymbols { get; init; } = 100_000;

    /// <summary>Fetches what a gap cost, e.g. from the vendor's REST interface.</summary>
    /// <value>
    /// Null by default: nothing is fetched. Called once per gap, on the clock's thread, so it must not block there. What it gives is
    /// marked as backfill and goes where live events go, deduplication included; give the pipeline a
    /// <c>ReplayDepth</c> of what may be fetched twice per symbol. If it fails, that is told and the feed goes on.
    /// </value>
    public Func<Gap<string>, IObservable<MarketEvent>>? Backfill { get; init; }

    /// <summary>How many events may wait while one is being delivered.</summary>
    /// <value>1 or more; 262,144 by default. Beyond it the arriving one is removed as <c>overflow</c>.</value>
    public int Capacity { get; init; } = 262_144;

    /// <summary>The account of the status events about stale symbols: each counts as created.</summary>
    public LedgerStage? StaleStage { get; init; }

    /// <summary>The account of the status events about gaps: each counts as created.</summary>
    public LedgerStage? GapStage { get; init; }

    /// <summary>The account of what was fetched: each event counts as created.</summary>
    public LedgerStage? BackfillStage { get; init; }
}
