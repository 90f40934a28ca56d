using System.Net.WebSockets;
using System.Reactive.Concurrency;

namespace MarketFlow.Feeds;

/// <summary>What the connections of one feed have in common.</summary>
internal sealed class FeedShared(
    WebSocketFeedOptions options, IObserver<FeedFault> faults, IScheduler clock, Func<Uri, CancellationToken, Task<WebSocket>> connect)
{
    private readonly FaultReporter _faults = new(faults);
    private readonly bool[] _isNumbered = new bool[options.Connections];
    private readonly Lock _gate = new();
    private int _lastNumber = options.Connections;
    private IReadOnlyCollection<Topic>? _wanted;

    public WebSocketFeedOptions Options { get; } = options;

    public IScheduler Clock { get; } = clock;

    public SchedulerTimeProvider Time { get; } = new(clock);

    public CapCooldown Cap { get; } = new(options.CapCooldown, clock);

    /// <summary>What is wanted of the vendor; null while nobody has said. Replaced as a whole, never changed.</summary>
    public IReadOnlyCollection<Topic>? Wanted
    {
        get => Volatile.Read(ref _wanted);
        set => Interlocked.Exchange(ref _wanted, value);
    }

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
