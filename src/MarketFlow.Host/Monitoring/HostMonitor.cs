using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace MarketFlow.Host;

/// <summary>Looks at the host once a second, and keeps what it saw for 15 minutes: the one source of alerts, pages and capacity.</summary>
/// <remarks>
/// On a clock of its own: a feed or a delivery that hangs is what it is there to tell. Costs some 0.2 ms a second.
/// Memory: 900 samples of some 2 KB.
/// </remarks>
internal sealed class HostMonitor : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int Kept = 900;
    private readonly Lock _gate = new();
    private readonly Subject<HostSample> _samples = new();
    private readonly Queue<HostSample> _history = new(Kept);
    private readonly HostSampler _sampler;
    private readonly CapacityBook _capacity;
    private readonly IScheduler _clock;
    private readonly ILogger _log;
    private IDisposable? _looking;
    private volatile HostSample? _latest;

    /// <param name="host">What it looks at.</param>
    /// <param name="clock">When; samples are told on it.</param>
    /// <param name="log">Where it is told that a look failed; the next is tried all the same.</param>
    public HostMonitor(MarketHost host, IScheduler clock, ILogger log)
    {
        (_clock, _log) = (clock, log);
        _sampler = new(host, clock);
        _capacity = new(host.Calendar);
    }

    /// <summary>Each sample as it is taken, on the clock's thread. What an observer throws is logged.</summary>
    public IObservable<HostSample> Samples => _samples.AsObservable();

    /// <summary>The latest; null in the first second.</summary>
    public HostSample? Latest => _latest;

    /// <summary>Those of the last 15 minutes, oldest first.</summary>
    public IReadOnlyList<HostSample> History
    {
        get
        {
            lock (_gate)
            {
                return [.. _history];
            }
        }
    }

    /// <summary>How much more the host can take.</summary>
    public CapacityReport Capacity => _capacity.Report;

    /// <summary>Begins to look.</summary>
    public void Start() => _looking = Observable.Interval(Interval, _clock).Subscribe(_ => TryLook());

    public void Dispose()
    {
        _looking?.Dispose();
        _samples.OnCompleted();
    }

    private void TryLook()
    {
        try
        {
            Look();
        }
        catch (Exception error)
        {
            HostLog.LookFailed(_log, error);
        }
    }

    private void Look()
    {
        var sample = _sampler.Take();
        lock (_gate)
        {
            if (_history.Count == Kept)
            {
                _history.Dequeue();
            }

            _history.Enqueue(sample);
        }

        _capacity.Add(sample);
        _latest = sample;
        _samples.OnNext(sample);
    }
}
