namespace MarketFlow.Host;

/// <summary>Somebody knows of an alert: it is neither repeated nor escalated any more.</summary>
/// <param name="At">Since when.</param>
/// <param name="By">Who, as they called themselves.</param>
internal sealed record Acknowledgement(Timestamp At, string By);
