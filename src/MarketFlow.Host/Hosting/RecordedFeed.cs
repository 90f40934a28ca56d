using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A recorded session that stands in for a feed. It begins with the first subscription, so that a client sees it from its beginning.</summary>
/// <remarks>When it is over it says so and stays, as a vendor does whose market has closed.</remarks>
internal sealed class RecordedFeed : IFeed, IDisposable
{
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(50);
    private readonly RecordingSettings _settings;
    private readonly ILogger _log;
    private readonly FaultLog<DecodeFault> _faults = new();
    private readonly FaultLog<VendorMessage> _unusual = new();
    private readonly AsyncSubject<Unit> _stopping = new();
    private volatile string _state = "waiting";
    private long _frames;

    /// <param name="settings">What is played, and how.</param>
    /// <param name="isAskedFor">Whether a client has subscribed to anything; asked now and then on the clock, until it is so.</param>
    /// <param name="clock">Plays it.</param>
    /// <param name="ledger">Where its accounts are opened.</param>
    /// <param name="log">Where its beginning and its end are told.</param>
    public RecordedFeed(RecordingSettings settings, Func<bool> isAskedFor, IScheduler clock, Ledger ledger, ILogger log)
    {
        (_settings, _log) = (settings, log);
        var dialect = settings.FindDialect();
        (Origin, ReplayDepth, Stage) = (FeedOrigin.Of(dialect.Name, address: null), dialect.ReplayDepth, ledger.Stage($"decode-{Name}"));
        Events = Observable.Defer(() => FirstSubscription(isAskedFor, clock.Now + settings.StartAfter, clock))
            .SelectMany(_ => Play(clock))
            .Concat(Observable.Never<Frame>())
            .TakeUntil(_stopping)
            .Decode(dialect.CreateDecoder(), _faults, Stage, _unusual);
    }

    public string Name => "recorded";

    public FeedOrigin Origin { get; }

    public int ReplayDepth { get; }

    public bool HasCopies => true;

    public MarketCalendar Calendar => FeedSettings.CalendarOf(Origin.Dialect);

    public LedgerStage Stage { get; }

    public IObservable<MarketEvent> Events { get; }

    public string? NotReady => null;

    public IEnumerable<JsonObject> Faults =>
        _faults.Latest().Select(fault => FaultJson.Write(Name, fault.Frame.Connection, fault.Frame.ReceivedAt, fault.Reason, fault.Bytes));

    public long FaultCount => _faults.Total;

    public IEnumerable<JsonObject> Unusual => _unusual.Latest().Select(FaultJson.Write);

    public long UnusualCount => _unusual.Total;

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["dialect"] = Origin.Dialect,
        ["file"] = _settings.File,
        ["speed"] = _settings.Speed,
        ["state"] = _state,
        ["frames"] = Interlocked.Read(ref _frames),
        ["faults"] = FaultCount,
        ["unusual"] = UnusualCount,
    };

    public void Dispose() => _stopping.Dispose();

    public void Stop()
    {
        _stopping.OnNext(Unit.Default);
        _stopping.OnCompleted();
    }

    private static IObservable<long> FirstSubscription(Func<bool> isAskedFor, DateTimeOffset atTheLatest, IScheduler clock) =>
        Observable.Interval(_lookInterval, clock).Where(_ => isAskedFor() || clock.Now >= atTheLatest).Take(1);

    private IObservable<Frame> Play(IScheduler clock)
    {
        _state = "playing";
        HostLog.RecordingBegins(_log, _settings.File, _settings.Speed);
        return Observable.Defer(() => SessionFile.Read(_settings.File).PlayOnClock(Name, _settings.Speed, clock, _faults))
            .Do(_ => Interlocked.Increment(ref _frames), EndsEarly, IsOver)
            .Catch((Exception _) => Observable.Empty<Frame>()); // told; what was read stays served
    }

    private void IsOver()
    {
        _state = "over";
        HostLog.RecordingIsOver(_log, Interlocked.Read(ref _frames));
    }

    private void EndsEarly(Exception error)
    {
        _state = "over";
        HostLog.RecordingEndsEarly(_log, Interlocked.Read(ref _frames), error.Message);
    }
}
