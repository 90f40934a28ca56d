namespace MarketFlow.Host;

/// <summary>Seconds of the command line as a time.</summary>
internal static class Seconds
{
    /// <summary>As a time; out of the range of times, the longest or the shortest one, so that the check of what is allowed refuses it by name.</summary>
    public static TimeSpan Of(double seconds) =>
        double.IsNaN(seconds) || seconds < -TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.MinValue
        : seconds > TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.MaxValue
        : TimeSpan.FromSeconds(seconds);
}
