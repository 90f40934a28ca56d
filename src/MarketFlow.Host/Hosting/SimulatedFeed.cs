using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>The built-in simulated market, which stands in where no feed is configured.</summary>
internal sealed class SimulatedFeed : IFeed, IDisposable
{
    private readonly SimulatedMarketOptions _options;
    private readonly AsyncSubject<bool> _stopping = new();
    private readonly Subject<MarketEvent> _notices = new();

    public SimulatedFeed(SimulatedMarketOptions options, IScheduler clock, Ledger ledger)
    {
        _options = options;
        Stage = ledger.Stage($"decode-{Name}");
        Events = SimulatedMarket.Events(options, clock).TakeUntil(_stopping).Do(value =>
        {
            Stage.Passed();
            if (IsNotice(value))
            {
                _notices.OnNext(value);
            }
        });
    }

    public string Name => "simulated";

    public bool IsSimulated => true;

    public FeedOrigin Origin { get; } = new("massive", EndpointMarket.Stocks);

    public int ReplayDepth => 0;

    public bool HasCopies => false;

    /// <summary>The simulated market is always open.</summary>
    public MarketCalendar Calendar => MarketCalendar.AroundTheClock;

    public LedgerStage Stage { get; }

    public IObservable<MarketEvent> Events { get; }

    /// <summary>Those events that Massive's protocol has no messages for: bars of days, halts and resumptions, cancels and corrections. Never ends.</summary>
    public IObservable<MarketEvent> Notices => _notices;

    public string? NotReady => null;

    public IEnumerable<JsonObject> Faults => [];

    public long FaultCount => 0;

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["simulated"] = true,
        ["symbols"] = _options.Symbols,
        ["eventsPerSecond"] = _options.EventsPerSecond,
        ["seed"] = _options.Seed,
    };

    public void Dispose()
    {
        _stopping.Dispose();
        _notices.Dispose();
    }

    public void Stop()
    {
        _stopping.OnNext(true);
        _stopping.OnCompleted();
    }

    private static bool IsNotice(MarketEvent value) => value switch
    {
        Bar bar => bar.Interval > TimeSpan.FromMinutes(1),
        Status status => status.Kind != MassiveDialect.LimitBandKind,
        _ => false,
    };
}
