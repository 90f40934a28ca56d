namespace MarketFlow.Host;

/// <summary>What is told of an alert to whoever listens.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Alert">How the alert is now.</param>
internal sealed record AlertNews(AlertNewsKind Kind, Timestamp At, Alert Alert);
