namespace MarketFlow.Host;

/// <summary>One row of the table: what is watched, and for how long it must be wrong.</summary>
/// <param name="Name">The alert's name, e.g. <c>latency</c>.</param>
/// <param name="For">How long without a break a value must be above its threshold before the alert fires; zero for at once.</param>
/// <param name="Read">
/// Reads the values of a sample, one for each thing the rule is about. Called for each sample in order, one at a time; what is not told of
/// any more counts as well.
/// </param>
internal sealed record AlertRule(string Name, TimeSpan For, Func<HostSample, IEnumerable<AlertReading>> Read);
