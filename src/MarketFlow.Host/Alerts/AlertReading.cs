namespace MarketFlow.Host;

/// <summary>What a rule reads from a sample about one thing.</summary>
/// <param name="About">What it is about: a channel, a lane, a feed, or <c>host</c>.</param>
/// <param name="Value">The value; above <paramref name="Threshold"/> is wrong.</param>
/// <param name="Threshold">The most that is allowed, 0 or more.</param>
/// <param name="Severity">How bad such a value is, should it be too much.</param>
/// <param name="Words">The value in words, e.g. <c>p99 63 ms</c>.</param>
/// <param name="Allowed">What is allowed, in words, e.g. <c>at most 50 ms</c>.</param>
/// <param name="Message">Both in a sentence that names the thing.</param>
internal readonly record struct AlertReading(
    string About, double Value, double Threshold, AlertSeverity Severity, string Words, string Allowed, string Message);
