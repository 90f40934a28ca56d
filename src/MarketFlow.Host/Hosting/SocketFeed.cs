using System.Globalization;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using System.Text.Json.Nodes;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>A vendor's feed over one or more WebSockets.</summary>
internal sealed class SocketFeed : IFeed
{
    // Frames that may wait while one is being decoded; at 256 KB each a bound nobody wants to see reached, but a bound.
    private const int WaitingFrames = 16_384;
    private readonly IDialect _dialect;
    private readonly Uri _url;
    private readonly WebSocketFeed _sockets;
    private readonly FaultLog<FeedFault> _socketFaults = new();
    private readonly FaultLog<DecodeFault> _decodeFaults = new();
    private readonly FaultLog<VendorMessage> _unusual = new();
    private readonly FaultLog<Gap<string>> _gaps = new(capacity: 100);
    private readonly FeedDemand _demand;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyDictionary<FeedTopic, TopicStatus> _refused = new Dictionary<FeedTopic, TopicStatus>();

    /// <param name="settings">Where it is, and what is asked for.</param>
    /// <param name="clock">Stamps what comes.</param>
    /// <param name="ledger">Where its stages are.</param>
    /// <param name="tap">Sees each frame before it is decoded; null where nobody wants to.</param>
    /// <param name="state">Until when it was received before, and where that is kept; null where it is not.</param>
    public SocketFeed(FeedSettings settings, IScheduler clock, Ledger ledger, FrameTap? tap = null, FeedStateFile? state = null)
    {
        _dialect = settings.FindDialect();
        _url = settings.FindUrl();
        Name = settings.NameOrDialect;
        IsSimulated = settings.IsSimulated;
        Origin = FeedOrigin.Of(_dialect.Name, _url);
        Calendar = settings.FindCalendar();
        SilenceLimit = settings.SilenceLimit;
        _sockets = new(SocketsOf(settings, state?.LastSeen(Name)), _socketFaults, clock);
        _demand = new(_dialect, settings, clock, _sockets.Want);
        TopicsJudged = _sockets.TopicsJudged;
        _sockets.TopicsJudged.Subscribe(_ => Volatile.Write(ref _refused, _sockets.Refused.ToDictionary(status => status.Topic))); // before those who ask
        var decoded = Decoding = ledger.Stage($"decode-{Name}");
        FeedNewsOptions news = new()
        {
            StaleAfter = settings.StaleAfter,
            IsDataExpected = settings.FindHours(),
            IsWanted = settings.Asks ? _demand.IsWanted : static _ => true,
            GapStage = ledger.Stage($"gaps-{Name}"),
            StaleStage = ledger.Stage($"stale-{Name}"),
        };
        var entered = settings.Besides is null ? null : ledger.Stage($"besides-{Name}");
        var joined = entered is null ? decoded : ledger.Stage($"joined-{Name}", decoded, entered);
        Stage = ledger.Stage($"feed-{Name}", joined, news.GapStage, news.StaleStage);
        var events = (tap is null ? _sockets.Connections : _sockets.Connections.Select(connection => connection.Do(tap.Pass)))
            .Interleave(WaitingFrames, ledger.Stage($"frames-{Name}"))
            .Decode(new ExplainingDecoder(_dialect.CreateDecoder(settings.FindProfile()), _dialect.Name), _decodeFaults, decoded, _unusual);
        if (settings.Besides is { } besides && entered is not null)
        {
            events = new[] { events, besides.TakeUntil(_stopping.Task.ToObservable()).Do(_ => entered.Changed(received: 0, emitted: 1, created: 1)) }
                .Interleave(WaitingFrames, joined);
        }

        var mark = state?.MarkOf(Name);
        Events = (mark is null ? events : events.Do(value => mark.Seen(value.Source.ReceivedAt)))
            .WithNews(_sockets.Gaps.Do(Note), news, clock, Stage);
    }

    public string Name { get; }

    public bool IsSimulated { get; }

    public FeedOrigin Origin { get; }

    public int ReplayDepth => _dialect.ReplayDepth;

    public bool HasCopies => _sockets.Connections.Count > 1 || _dialect.ReplayDepth > 0;

    public MarketCalendar Calendar { get; }

    public LedgerStage Stage { get; }

    public IObservable<MarketEvent> Events { get; }

    public LedgerStage Decoding { get; }

    public long GapCount => _gaps.Total;

    public TimeSpan SilenceLimit { get; }

    public long FaultCount => _socketFaults.Total + _decodeFaults.Total;

    public IReadOnlyList<ConnectionStatus> Connections => _sockets.Status;

    public string? NotReady =>
        _sockets.Status.Any(connection => connection.State == ConnectionState.Open)
            ? null
            : $"feed {Name}: no connection to {_url} is open; the last error was: {_sockets.Status.Select(connection => connection.LastError).FirstOrDefault(error => error is not null) ?? "none"}";

    public IEnumerable<JsonObject> Faults =>
        _socketFaults.Latest().Select(fault => FaultJson.Write(Name, fault.Connection, fault.At, fault.Reason, default))
            .Concat(_decodeFaults.Latest().Select(fault => FaultJson.Write(Name, fault.Frame.Connection, fault.Frame.ReceivedAt, fault.Reason, fault.Bytes)));

    public IEnumerable<JsonObject> Unusual => _unusual.Latest().Select(FaultJson.Write);

    public long UnusualCount => _unusual.Total;

    public IObservable<Unit> TopicsJudged { get; }

    public bool HasRefusals => Volatile.Read(ref _refused).Count > 0;

    public IReadOnlyList<TopicStatus> NotServed =>
        [.. _sockets.Status.SelectMany(connection => connection.NotServed).Where(status => status.IsWanted).DistinctBy(status => status.Topic)];

    public TopicVerdict VerdictOf(TopicFilter topic) => _demand.VerdictOf(topic, Volatile.Read(ref _refused));

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["simulated"] = IsSimulated,
        ["dialect"] = _dialect.Name,
        ["url"] = _url.ToString(),
        ["faults"] = FaultCount,
        ["unusual"] = UnusualCount,
        ["topics"] = _demand.Topics,
        ["refused"] = TopicsJson(SubscriptionState.Refused),
        ["unanswered"] = TopicsJson(SubscriptionState.Unanswered),
        ["gaps"] = _gaps.Total,
        ["latestGaps"] = new JsonArray([.. _gaps.Latest().Select(GapJson.Write)]),
        ["connections"] = new JsonArray([.. _sockets.Status.Select(ToJson)]),
    };

    public void Want(TopicFilter topic) => _demand.Add(topic);

    public void Unwant(TopicFilter topic) => _demand.Remove(topic);

    public void Stop()
    {
        _stopping.TrySetResult();
        _sockets.Stop();
    }

    /// <summary>How a feed's sockets are opened and spoken to.</summary>
    public static WebSocketFeedOptions SocketsOf(FeedSettings settings, Timestamp? lastSeen = null) => new()
    {
        Name = settings.NameOrDialect,
        Url = settings.FindUrl(),
        Connections = settings.Connections,
        CreateConversation = settings.Asks ? () => Converse(settings) : null,
        SilenceLimit = settings.SilenceLimit,
        LongestPause = topic => settings.FindDialect().LongestPause(topic, settings.FindUrl()),
        KeepAliveInterval = settings.PingInterval,
        KeepAliveTimeout = settings.PongTimeout,
        IsDataExpected = settings.FindHours(),
        LastSeen = lastSeen,
        ContentType = IsMessagePack(settings) ? "application/msgpack" : null,
    };

    private void Note(Gap<string> gap)
    {
        _gaps.OnNext(gap);
        FeedMetrics.Gap(gap);
    }

    private static IConversation Converse(FeedSettings settings)
    {
        var dialect = settings.FindDialect();
        return dialect.CreateConversation(new() { Key = settings.Key, Secret = settings.Secret, Topics = [.. dialect.TopicsOf(settings.Symbols, settings.FindProfile())], IsMessagePack = IsMessagePack(settings) });
    }

    private static bool IsMessagePack(FeedSettings settings) => settings.FindProfile()?.Encodings == EndpointEncodings.MessagePack;

    private JsonArray TopicsJson(SubscriptionState state) =>
        [.. NotServed.Where(status => status.State == state).Select(status => ToJson(status, Volatile.Read(ref _refused).ContainsKey(status.Topic)))];

    private static JsonObject ToJson(TopicStatus status, bool isRefusedEverywhere) => new()
    {
        ["topic"] = status.Topic.ToString(),
        ["code"] = status.Code,
        ["message"] = status.Message,
        ["since"] = ((Timestamp)status.Since).ToString(format: null, CultureInfo.InvariantCulture),
        ["nextTryAt"] = ((Timestamp)status.NextTryAt).ToString(format: null, CultureInfo.InvariantCulture),
        ["onEveryConnection"] = isRefusedEverywhere,
    };

    private static JsonObject ToJson(ConnectionStatus status) => new()
    {
        ["connection"] = status.Connection,
        ["state"] = status.State.ToString().ToLowerInvariant(),
        ["attempts"] = status.Attempts,
        ["lastError"] = TopicText.LastErrorOf(status),
        ["lastFrameAt"] = status.LastFrameAt?.ToString(format: null, CultureInfo.InvariantCulture),
        ["frames"] = status.Frames,
        ["bytes"] = status.Bytes,
        ["silentSince"] = status.SilentSince?.ToString(format: null, CultureInfo.InvariantCulture),
        ["pauseLimit"] = status.PauseLimit?.ToString(format: null, CultureInfo.InvariantCulture),
    };
}
