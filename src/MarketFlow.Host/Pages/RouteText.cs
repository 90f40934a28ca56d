namespace MarketFlow.Host;

/// <summary>Names of things as parts of a path.</summary>
internal static class RouteText
{
    /// <summary>What was meant. The server unescapes all of a path but its slashes, which would part it: BTC/USD arrives as BTC%2FUSD.</summary>
    public static string Of(string part) => part.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
