namespace MarketFlow.Host;

/// <summary>Makes <see cref="CapacityReport"/>s of samples. One thread adds; any reads.</summary>
/// <remarks>
/// All is of the last ten seconds: at the open, the quiet minute before it would promise room that is not there. The projection takes
/// the cost of an event as it is now. It falls when more events share a send, so the projection is on the safe side.
/// Rule: domain.md, Capacity.
/// </remarks>
/// <param name="calendar">Says when a day begins.</param>
/// <param name="processors">How many processors there are.</param>
internal sealed class CapacityBook(MarketCalendar calendar, int? processors = null)
{
    private readonly int _processors = processors ?? Environment.ProcessorCount;
    private readonly Recent<HostSample> _tenSeconds = new(10);
    private HostSample? _first;
    private HostSample? _last;
    private double _peak;
    private volatile CapacityReport _report = CapacityReport.None;

    public CapacityReport Report => _report;

    public void Add(HostSample sample)
    {
        _first ??= sample;
        if (_last is not null)
        {
            var isSameDay = calendar.PeriodAt(_last.At).Date == calendar.PeriodAt(sample.At).Date;
            _peak = Math.Max(isSameDay ? _peak : 0, Rate(_last, sample));
        }

        _last = sample;
        var before = _tenSeconds.Push(sample, _first);
        var rate = Rate(before, sample);
        var (busy, bottleneck) = BusiestOf(before, sample);
        var projected = rate > 0 && busy > 0 ? rate / busy : 0;
        _report = new(
            rate,
            _peak,
            sample.Received > before.Received ? (sample.ProcessorTime - before.ProcessorTime).TotalMicroseconds / (sample.Received - before.Received) : 0,
            projected,
            bottleneck,
            rate > 0 ? projected / rate : 0,
            sample.Clients == 0 ? 0 : (double)sample.WaitingBytes / sample.Clients,
            sample.Lanes);
    }

    private static double Rate(HostSample from, HostSample to) =>
        to.At > from.At ? (to.Received - from.Received) / (to.At - from.At).TotalSeconds : 0;

    private (double Share, string Name) BusiestOf(HostSample from, HostSample to)
    {
        var time = (to.At - from.At).TotalSeconds;
        if (time <= 0)
        {
            return (0, "nothing");
        }

        var used = (to.ProcessorTime - from.ProcessorTime).TotalSeconds / time / _processors;
        var delivery = to.DeliveryTime is { } end && from.DeliveryTime is { } start ? (end - start).TotalSeconds / time : 0;
        return delivery > used ? (delivery, "the delivery thread") : (used, "the processors");
    }
}
