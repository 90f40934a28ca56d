using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow.Host;

/// <summary>Alpaca's test feed: one symbol that always trades, so that a program can be tried at any hour.</summary>
/// <remarks>
/// What it brings says <see cref="TestMarket"/>. It has a hub of its own: its symbol is no part of the market that other
/// clients ask for with a wildcard.
/// </remarks>
internal sealed class TestFeed : IDisposable
{
    /// <summary>The symbol.</summary>
    public const string Symbol = "FAKEPACA";

    /// <summary>The name of its endpoint: <c>/v2/test</c>.</summary>
    public const string EndpointName = "test";

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private readonly IScheduler _clock;
    private readonly SerialDisposable _running = new();

    /// <param name="options">What clients are allowed.</param>
    /// <param name="clock">Runs one action at a time, in order; events are told on it.</param>
    public TestFeed(ClientOptions options, IScheduler clock)
    {
        _clock = clock;
        Hub = new(options, clock, action => clock.Schedule(action), _ => [], (messages, _) => messages) { IsSimulated = true };
    }

    /// <summary>The clients of <c>/v2/test</c>.</summary>
    public ClientHub Hub { get; }

    /// <summary>Begins to tell events.</summary>
    public void Start()
    {
        TestMarket market = new(Symbol);
        _running.Disposable = Observable.Interval(_interval, _clock).SelectMany(second => market.EventsOf(second, _clock.Now)).SubscribeSafe(Hub);
    }

    /// <summary>Tells no more events.</summary>
    public void Dispose() => _running.Dispose();
}
