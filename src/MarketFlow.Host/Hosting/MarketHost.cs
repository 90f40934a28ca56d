using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow.Host;

/// <summary>The running host: feeds into the pipeline, the pipeline into the clients. Only wiring; what happens to events is Core's.</summary>
internal sealed class MarketHost : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly TimeSpan _latestKeptFor = TimeSpan.FromHours(4);

    // A frame may live so much longer; of a busy symbol's events, hardly one is copied then.
    private static readonly TimeSpan _latestKeptAsItCame = TimeSpan.FromSeconds(1);
    private readonly HostSettings _settings;
    private readonly ILogger<MarketHost> _log;
    private readonly EventLoopScheduler _feedClock = new(work => new Thread(work) { Name = "feeds", IsBackground = true });
    private readonly EventLoopScheduler _delivery;
    private readonly EventLoopScheduler _monitoring = new(work => new Thread(work) { Name = "monitoring", IsBackground = true });
    private readonly LatestByKey<MarketEvent, LatestKey> _latest;
    private readonly TaskCompletionSource _flowEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FeedStateFile? _state;
    private IDisposable? _flow;

    public MarketHost(HostSettings settings, ILogger<MarketHost> log)
    {
        _settings = settings;
        _log = log;
        _delivery = new(work => new Thread(Measured(work)) { Name = "delivery", IsBackground = true });
        Ages = new(EventClass.Names, value => EventClass.Of(value.Type), value => value.Source.Connection == 0 ? null : value.Source.ReceivedAt, _delivery, Traces);
        Array.ForEach(["decoded", "channel", "merged", DeliveryAges.Stage], stage => Ages.Stage(stage)); // in the order of the way
        StartedAt = _delivery.Now;
        _state = settings.StateFile is { } state ? FeedStateFile.Open(state, log) : null;
        Recorder = new(settings.Recorder, settings.Feeds, _feedClock, log);
        Feeds = settings.Recording is { } recording ? [new RecordedFeed(recording, () => Hub!.Clients.Any(client => client.Topics > 0), _feedClock, Ledger, log, settings.ClosedDays)]
            : settings.Feeds.Count == 0
            ? [new SimulatedFeed(settings.Simulation, _feedClock, Ledger)]
            : [.. settings.Feeds.Select(feed => new SocketFeed(feed, _feedClock, Ledger, Recorder.Tap, _state))];
        Origins = new(Feeds.Select(feed => (feed.Name, feed.Origin)));
        Calendar = HostStatus.CalendarOf(Feeds);
        LedgerStage[] decoded = [.. Feeds.Select(feed => feed.Stage)];
        Pipeline = new(
            FeedsMerged(decoded, out var entering),
            settings.Lanes.In(new()
            {
                DeduplicationWindow = settings.DeduplicationWindow,
                ReplayDepth = Feeds.Max(feed => feed.ReplayDepth),
                Detectors = settings.Detectors.For(Feeds),
                IsRaised = OpeningSymbols.DefaultIn(Calendar == MarketCalendar.AroundTheClock ? MarketCalendar.UsStocks : Calendar).AreRaised,
                HasCopies = Feeds.Count > 1 || Feeds.Any(feed => feed.HasCopies),
                Meter = Ages,
            }),
            _delivery,
            Ledger,
            entering);
        Watch = new(Calendar);
        var latest = Ledger.Stage("latest", Pipeline.Out);
        _latest = Pipeline
            .Do(Watch.OnNext)
            .Do(News.OnNext)
            .Finally(() => _flowEnded.TrySetResult())
            .LatestByKey(LatestKey.Of, _latestKeptFor, _delivery, latest, retain: value => value.Detached(), retainAfter: _latestKeptAsItCame, replaces: LatestEvents.Replaces);
        KnownSymbols symbols = new(() => ConfiguredSymbols.Concat(_latest.Snapshot().Select(value => value.Symbol)), _feedClock);
        Hub = new(
            settings.Clients,
            _feedClock, // not the delivery thread, whose being stuck is what the bound is for
            Post,
            topics => _latest.Of(topics),
            (messages, interval) => messages.Conflate(message => message.Key, interval, _delivery, replaces: (held, next) => next.Replaces(held)),
            Ledger.Stage("fan-out", latest),
            new(Want, Unwant),
            new(Ages.Stage(DeliveryAges.Stage), Traces),
            symbols)
        {
            IsSimulated = IsSimulated,
        };
        Verdicts = new(Feeds, _feedClock, Hub.Reconsider);
        Hub.Verdicts = Verdicts;
        foreach (var feed in Feeds)
        {
            feed.TopicsJudged.Subscribe(new TopicLog(feed, Verdicts, log));
        }

        TestFeed = new(settings.Clients, _feedClock);
        Monitor = new(this, _monitoring, log);
        Alerts = new(settings.Alerts, _monitoring, log);
    }

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<IFeed> Feeds { get; }

    /// <summary>Whether a feed's prices are invented. Every protocol marks it for its clients.</summary>
    public bool IsSimulated => Feeds.Any(feed => feed.IsSimulated);

    public MarketPipeline Pipeline { get; }

    public ClientHub Hub { get; }

    /// <summary>What vendors say about the topics that clients hold.</summary>
    public TopicVerdicts Verdicts { get; }

    /// <summary>The hours by which the market as a whole is told of.</summary>
    public MarketCalendar Calendar { get; }

    /// <summary>What the flow as a whole does.</summary>
    public FlowWatch Watch { get; }

    /// <summary>The last gaps, statuses and detections.</summary>
    public NewsLog News { get; } = new();

    /// <summary>The recording of what comes in, which can be switched on.</summary>
    public HostRecorder Recorder { get; }

    /// <summary>The test feed, whose clients and hub are its own.</summary>
    public TestFeed TestFeed { get; }

    /// <summary>What is wrong with it.</summary>
    public HostAlerts Alerts { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>How old events are at each stage of their way.</summary>
    public FlowMeter<MarketEvent> Ages { get; }

    /// <summary>Single events, followed on their way.</summary>
    public StageTraces Traces { get; } = new();

    /// <summary>The processor time of the delivery thread.</summary>
    public ThreadUsage DeliveryUsage { get; } = new();

    /// <summary>Looks at all this once a second.</summary>
    public HostMonitor Monitor { get; }

    /// <summary>The latest events of a symbol, one of each kind. Any thread.</summary>
    public IReadOnlyList<MarketEvent> LatestOf(string symbol) => _latest.Of(symbol);

    /// <summary>In which dialect, and of which market, each feed's events are.</summary>
    public FeedOrigins Origins { get; }

    /// <summary>Completes when every event of every feed has gone the whole way, and no more can come.</summary>
    public Task FlowEnded => _flowEnded.Task;

    public IScheduler Clock => _feedClock;

    /// <summary>The thread on which events leave for clients; what holds it up holds up all of them.</summary>
    public IScheduler Delivery => _delivery;

    public DateTimeOffset Now => _delivery.Now;

    /// <summary>Why the host is not ready, in words; empty where it is.</summary>
    public IReadOnlyList<string> NotReady =>
        _flow is null ? ["the pipeline has not started"]
        : _flowEnded.Task.IsCompleted ? ["the pipeline has ended"]
        : [.. Feeds.Select(feed => feed.NotReady).OfType<string>(),
           .. Pipeline.Channels.Where(channel => channel.Monitor.State.IsOpen(Now)).Select(channel =>
               $"channel {channel.Name}: {ChannelSampler.WhyOpen(channel.Monitor.State)}")];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _latest.Subscribe(Hub);
        _flow = _latest.Connect();
        TestFeed.Start();
        Monitor.Samples.Subscribe(new FeedLog(_log));
        Alerts.Watch(Monitor.Samples);
        Monitor.Start();
        _state?.Start();
        return Task.CompletedTask;
    }

    /// <summary>Ends the feeds, lets what is under way reach the clients within the bound, then closes them with 1012.</summary>
    /// <remarks>Done before the web server stops, because that waits for its sockets.</remarks>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var until = Now + _settings.ShutdownTimeout;
        foreach (var feed in Feeds)
        {
            feed.Stop();
        }

        if (await Task.WhenAny(_flowEnded.Task, After(_settings.ShutdownTimeout)) != _flowEnded.Task)
        {
            HostLog.FlowDidNotEnd(_log, _settings.ShutdownTimeout);
        }

        _flow?.Dispose();
        await Recorder.StopAsync();
        var left = until - Now;
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        TestFeed.Dispose();
        await Task.WhenAll(Hub.DrainAsync(left), TestFeed.Hub.DrainAsync(left));
        _state?.Stop();
        HostLog.Drained(_log, Ledger.Snapshot().Imbalance + Hub.Ledger.Snapshot().Imbalance);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Monitor.Dispose();
        await Alerts.DisposeAsync(); // counts its waits on the clock
        _monitoring.Dispose();
        _flow?.Dispose();
        await Recorder.StopAsync();
        TestFeed.Dispose();
        foreach (var feed in Feeds.OfType<IDisposable>())
        {
            feed.Dispose();
        }

        _state?.Dispose();
        _feedClock.Dispose();
        _delivery.Dispose();
    }

    private IObservable<MarketEvent> FeedsMerged(LedgerStage[] decoded, out IReadOnlyList<LedgerStage> entering)
    {
        const int WaitingEvents = 262_144;
        if (Feeds.Count == 1)
        {
            entering = decoded;
            return Feeds[0].Events;
        }

        var merged = Ledger.Stage("feeds", decoded);
        entering = [merged];
        return Feeds.Select(feed => feed.Events).Interleave(WaitingEvents, merged);
    }

    private IEnumerable<string> ConfiguredSymbols => _settings.Feeds.SelectMany(feed => feed.Symbols);

    private ThreadStart Measured(ThreadStart work) => () =>
    {
        DeliveryUsage.Begin();
        work();
    };

    private void Want(TopicFilter topic)
    {
        FeedsOf(topic, feed => feed.Want(topic));
        Verdicts.Add(topic);
    }

    private void Unwant(TopicFilter topic)
    {
        FeedsOf(topic, feed => feed.Unwant(topic));
        Verdicts.Remove(topic);
    }

    // A client of one market costs the feeds of other markets nothing.
    private void FeedsOf(TopicFilter topic, Action<IFeed> action)
    {
        foreach (var feed in Feeds)
        {
            if (Origins.Of(feed.Name)!.MayHave(topic))
            {
                action(feed);
            }
        }
    }

    private void Post(Action action)
    {
        try
        {
            _delivery.Schedule(action);
        }
        catch (ObjectDisposedException)
        {
            // the host is gone, and with it whatever the action was to change: a socket may end after it
        }
    }

    private Task After(TimeSpan time)
    {
        TaskCompletionSource isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _feedClock.Schedule(time, () => isOver.TrySetResult());
        return isOver.Task;
    }
}
