using System.Net.WebSockets;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace MarketFlow.Feeds;

/// <summary>What the connections of one feed have in common.</summary>
internal sealed class FeedShared(
    WebSocketFeedOptions options, IObserver<FeedFault> faults, IScheduler clock, Func<Uri, CancellationToken, Task<WebSocket>> connect)
{
    // No connection has it: these are numbered from 1.
    private const int BeforeAll = 0;

    // One that is lost beyond it makes a gap wider, never narrower.
    private const int WaitingReceptions = 16_384;
    private static readonly TimeSpan _longestRegularPause = TimeSpan.FromSeconds(150);
    private readonly FaultReporter _faults = new(faults);
    private readonly bool[] _isNumbered = new bool[options.Connections];
    private readonly Subject<Reception>[] _receptions = [.. Enumerable.Range(0, options.Connections).Select(_ => new Subject<Reception>())];
    private readonly Subject<Reception>[] _alive = [.. Enumerable.Range(0, options.Connections).Select(_ => new Subject<Reception>())];
    private readonly Lock _gate = new();
    private int _lastNumber = options.Connections;
    private IReadOnlyCollection<FeedTopic>? _wanted;

    public WebSocketFeedOptions Options { get; } = options;

    public IScheduler Clock { get; } = clock;

    public SchedulerTimeProvider Time { get; } = new(clock);

    public CapCooldown Cap { get; } = new(options.CapCooldown, clock);

    /// <summary>What is wanted of the vendor; null while nobody has said. Replaced as a whole, never changed.</summary>
    public IReadOnlyCollection<FeedTopic>? Wanted
    {
        get => Volatile.Read(ref _wanted);
        set => Interlocked.Exchange(ref _wanted, value);
    }

    /// <summary>Times of which no connection of the feed spoke both before and after.</summary>
    public IObservable<Gap<string>> Gaps => _receptions
        .Select((receptions, slot) => (Slot: slot, Receptions: SinceLastSeen(receptions)))
        .Concat(_alive.Select((alive, slot) => (Slot: slot, Receptions: alive.AsObservable())))
        .Select(each => each.Receptions.Select(reception => (each.Slot, reception.Connection, reception.At)))
        .Interleave(WaitingReceptions)
        .DetectConnectionGaps(_ => Options.Name, came => came.Slot, came => came.Connection, came => came.At, QuietAtMost, Clock);

    // What an earlier process received came over a connection that was lost with it.
    private IObservable<Reception> SinceLastSeen(IObservable<Reception> receptions) =>
        Options.LastSeen is { } seen ? receptions.StartWith(new Reception(BeforeAll, seen)) : receptions;

    // Minute bars of a whole market pause for 150 s at most; a connection without regular data shows within two minutes that it is alive.
    private TimeSpan QuietAtMost => Options.SilenceLimit > _longestRegularPause ? Options.SilenceLimit : _longestRegularPause;

    /// <summary>When each connection last received data.</summary>
    public DataSigns Signs { get; } = new(options.Connections);

    /// <summary>What the vendor has said about topics has changed on a connection.</summary>
    public CoalescedSignal TopicsJudged { get; } = new(clock);

    /// <summary>Data flows on a connection. Never by two at once in one slot.</summary>
    public void Received(int slot, Reception reception) => _receptions[slot].OnNext(reception);

    /// <summary>A connection without regular data was alive at a time in the past. On the clock's thread.</summary>
    public void WasAlive(int slot, Reception reception) => _alive[slot].OnNext(reception);

    public Task<WebSocket> ConnectAsync(CancellationToken cancel) => connect(Options.Url, cancel);

    /// <summary>The number of a new connection: the first ones by slot, those that follow the next free one.</summary>
    public int TakeNumber(int slot)
    {
        lock (_gate)
        {
            if (_isNumbered[slot])
            {
                return ++_lastNumber;
            }

            _isNumbered[slot] = true;
            return slot + 1;
        }
    }

    public void Report(int connection, string reason) => _faults.Report(new(Options.Name, connection, Clock.Now, reason));
}
