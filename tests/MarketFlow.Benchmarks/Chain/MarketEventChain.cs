using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace MarketFlow.Benchmarks;

/// <summary>The job with <see cref="MarketEvent"/>s, as feeds make them: records with names, decimals and an identity.</summary>
internal sealed class MarketEventChain : IChain
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private readonly HandSource<MarketEvent> _source = new();
    private readonly MarketEvent[] _events = new MarketEvent[MarketJob.Length];
    private readonly HistoricalScheduler _clock = new(MarketJob.Start);
    private readonly NamedStates _states = new();
    private readonly bool _isInOrder;
    private readonly string[] _names;
    private readonly IDisposable _subscription;

    /// <param name="symbols">How many symbols there are.</param>
    /// <param name="build">Makes the chain of its source, its states and its clock.</param>
    /// <param name="isInOrder">Whether it keeps the order of priority within a batch.</param>
    public MarketEventChain(
        int symbols, Func<IObservable<MarketEvent>, NamedStates, IScheduler, IObservable<MarketEvent>> build, bool isInOrder = true)
    {
        _isInOrder = isInOrder;
        _names = [.. Enumerable.Range(0, symbols).Select(symbol => string.Create(CultureInfo.InvariantCulture, $"S{symbol}"))];
        _subscription = build(_source, _states, _clock).Subscribe(Out);
    }

    public Sums Out { get; } = new();

    /// <summary>Route by type, apply the state step, and merge by priority.</summary>
    public static IObservable<MarketEvent> Prioritised(IObservable<MarketEvent> events, NamedStates states, IScheduler clock) => events.RouteBy(
        value => value.Type,
        routes => FlowOperators.PriorityMerge(
            [.. new[] { EventType.Trade, EventType.Bar, EventType.FairMarketValue }.Select(type => routes[type]
                .Select(states.Apply)
                .InLane(new() { Name = type.ToString(), Capacity = MarketJob.BatchLength * 4 }))],
            clock,
            maxBurst: MarketJob.BatchLength));

    /// <summary>The identity of an event; a fair value, which has none, is told apart by its time.</summary>
    public static EventKey KeyOf(MarketEvent value) => value.Identity ?? EventKey.OfBar(value.Symbol, TimeSpan.Zero, value.Time, revision: 0);

    public void Prepare(MarketJob job)
    {
        Timestamp now = job.ArrivalOf(0);
        SourceContext[] connections = [.. Enumerable.Range(1, 2).Select(connection => new SourceContext(new("job", connection, now, default), 0, 0))];
        for (var i = 0; i < _events.Length; i++)
        {
            _events[i] = Make(job.Events[i], connections[job.IsCopy(i) ? 1 : 0]);
        }
    }

    public void Take(MarketJob job, int from)
    {
        _clock.AdvanceTo(job.ArrivalOf(from));
        foreach (var value in _events.AsSpan(from, MarketJob.BatchLength))
        {
            _source.OnNext(value);
        }

        _clock.AdvanceTo(job.ArrivalOf(from).AddTicks(1));
    }

    public string? Differs(PlainModel model) =>
        Out.DifferFrom(model.Times, _isInOrder) ?? (_states.Hash == model.States ? null : "The states at the end are others.");

    public void Dispose() => _subscription.Dispose();

    private MarketEvent Make(Tick value, SourceContext source)
    {
        var (price, time) = ((decimal)value.Price, Timestamp.FromUnixNanoseconds(value.Time));
        return value.Kind switch
        {
            TickKind.Tick => new Trade
            {
                Symbol = _names[value.Symbol],
                Time = time,
                Price = price,
                Size = (decimal)value.Size,
                Exchange = "4",
                Id = MarketJob.NumberOf(value.Key),
                Source = source,
            },
            TickKind.Bar => new Bar
            {
                Symbol = _names[value.Symbol],
                Time = time,
                Interval = _minute,
                Open = price,
                High = price,
                Low = price,
                Close = price,
                Volume = (decimal)value.Size,
                HasVendorRevision = true,
                Source = source,
            },
            _ => new FairMarketValue { Symbol = _names[value.Symbol], Time = time, Price = price, Source = source },
        };
    }
}
