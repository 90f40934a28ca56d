namespace MarketFlow.Host;

/// <summary>How much the host does, and how much more it could.</summary>
/// <param name="EventsPerSecond">Events taken in, mean of the last 10 s.</param>
/// <param name="PeakPerSecond">The most in any second of the trading day.</param>
/// <param name="ProcessorMicrosecondsPerEvent">Processor time per event taken in, mean of the last 10 s; 0 where nothing came.</param>
/// <param name="ProjectedPerSecond">The rate at which the first of its resources would be used up, if each event went on costing what it costs now; 0 where nothing came.</param>
/// <param name="Bottleneck">Which resource that is.</param>
/// <param name="Headroom"><paramref name="ProjectedPerSecond"/> as a multiple of <paramref name="EventsPerSecond"/>, at least 1; 0 where nothing came.</param>
/// <param name="BytesPerClient">Bytes that wait for a client, in the mean.</param>
/// <param name="Lanes">The lanes with their high-water marks.</param>
internal sealed record CapacityReport(
    double EventsPerSecond,
    double PeakPerSecond,
    double ProcessorMicrosecondsPerEvent,
    double ProjectedPerSecond,
    string Bottleneck,
    double Headroom,
    double BytesPerClient,
    IReadOnlyList<LaneSample> Lanes)
{
    /// <summary>Before the first second.</summary>
    public static readonly CapacityReport None = new(0, 0, 0, 0, "nothing", 0, 0, []);
}
