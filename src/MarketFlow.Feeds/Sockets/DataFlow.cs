namespace MarketFlow.Feeds;

/// <summary>For how long data has flowed on one connection, first frame to last.</summary>
internal struct DataFlow(TimeSpan provenAfter)
{
    private DateTimeOffset? _first;

    /// <summary>True once it was long enough.</summary>
    public bool IsProven { get; private set; }

    /// <summary>A frame arrived.</summary>
    /// <returns>True for the one frame that makes it long enough.</returns>
    public bool Proves(DateTimeOffset now)
    {
        _first ??= now;
        return !IsProven && (IsProven = now - _first.Value >= provenAfter);
    }
}
