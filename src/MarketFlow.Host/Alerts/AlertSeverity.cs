namespace MarketFlow.Host;

/// <summary>How bad an alert is, the worst last.</summary>
internal enum AlertSeverity
{
    /// <summary>Look at it today.</summary>
    Warning,

    /// <summary>Clients are hurt, or will be soon.</summary>
    Error,

    /// <summary>Something does not work at all.</summary>
    Critical,
}
