namespace MarketFlow.Host;

/// <summary>What the host says, each with an event id of its own.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Warning, "The feeds were not done within {Bound}; what was under way is accounted for as shutdown.")]
    public static partial void FlowDidNotEnd(ILogger log, TimeSpan bound);

    [LoggerMessage(2, LogLevel.Information, "Everything under way was delivered or accounted for; the ledger's imbalance is {Imbalance}.")]
    public static partial void Drained(ILogger log, long imbalance);
}
