namespace MarketFlow.Host;

/// <summary>What the host under test used, about once a second.</summary>
internal sealed class UsageLog
{
    private readonly HostUsage _host;
    private readonly LoadClock _clock;
    private readonly long _zero;
    private (long At, double Cpu)? _last;

    /// <param name="host">The host.</param>
    /// <param name="clock">Real time.</param>
    /// <param name="zero">The instant that samples count their time from.</param>
    public UsageLog(HostUsage host, LoadClock clock, long zero)
    {
        (_host, _clock, _zero) = (host, clock, zero);
        _last = host.Sample() is { } now ? (clock.Now, now.CpuSeconds) : null;
    }

    public List<UsageSample> Samples { get; } = [];

    public void Sample()
    {
        var at = _clock.Now;
        var now = _host.Sample();
        var cpu = now is { } used && _last is { } last ? (used.CpuSeconds - last.Cpu) * LoadClock.Second / (at - last.At) : (double?)null;
        _last = now is { } sampled ? (at, sampled.CpuSeconds) : null;
        Samples.Add(new((at - _zero) / (double)LoadClock.Second, cpu, now?.ResidentBytes, now?.Handles));
    }
}
