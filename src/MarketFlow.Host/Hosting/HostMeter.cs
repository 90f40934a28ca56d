using System.Diagnostics.Metrics;

namespace MarketFlow.Host;

/// <summary>The meter under which everything the host measures is found.</summary>
internal static class HostMeter
{
    /// <summary>Its name.</summary>
    public const string Name = "MarketFlow";

    public static Meter Instance { get; } = new(Name);
}
