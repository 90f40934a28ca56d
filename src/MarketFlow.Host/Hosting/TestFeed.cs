using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace MarketFlow.Host;

/// <summary>Alpaca's test feed: one symbol that always trades, so that a program can be tried at any hour.</summary>
/// <remarks>
/// A trade and a quote a second, and a minute's bar a minute. It has a hub of its own: its symbol is no part of the market that other
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
        Hub = new(options, clock, action => clock.Schedule(action), _ => [], (messages, _) => messages);
    }

    /// <summary>The clients of <c>/v2/test</c>.</summary>
    public ClientHub Hub { get; }

    /// <summary>Begins to tell events.</summary>
    public void Start() => _running.Disposable = Observable.Interval(_interval, _clock).SelectMany(EventsOf).SubscribeSafe(Hub);

    /// <summary>Tells no more events.</summary>
    public void Dispose() => _running.Dispose();

    private IEnumerable<MarketEvent> EventsOf(long second)
    {
        Timestamp now = _clock.Now;
        var price = 100 + (second % 100 / 100m);
        yield return new Trade { Symbol = Symbol, Time = now, Price = price, Size = 100, Id = TradeId.Of(second + 1), Exchange = "N", Conditions = ["@"] };
        yield return new Quote { Symbol = Symbol, Time = now, BidPrice = price - 0.01m, BidSize = 1, BidExchange = "O", AskPrice = price + 0.01m, AskSize = 1, AskExchange = "R", Conditions = ["R"] };
        if ((second + 1) % 60 == 0)
        {
            yield return new Bar
            {
                Symbol = Symbol,
                Time = _clock.Now - TimeSpan.FromMinutes(1),
                Interval = TimeSpan.FromMinutes(1),
                Open = 100,
                High = 101,
                Low = 100,
                Close = price,
                Volume = 6_000,
                Trades = 60,
            };
        }
    }
}
