using System.Reactive.Linq;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class NumberRevisionsTests : OperatorContract<MarketEvent>
{
    private readonly RecordingObserver<MarketEvent> _seen = new();

    [Fact]
    public void Counts_the_tellings_of_one_bar() => Assert.Equal([0, 1, 2], Revisions(128, Candle(1), Candle(1), Candle(1)));

    [Fact]
    public void Counts_each_start_for_itself() => Assert.Equal([0, 0, 1, 1], Revisions(128, Candle(1), Candle(2), Candle(1), Candle(2)));

    [Fact]
    public void Counts_each_symbol_for_itself() =>
        Assert.Equal([0, 0, 1, 1], Revisions(128, Candle(1), Candle(1, symbol: "ETHUSD"), Candle(1), Candle(1, symbol: "ETHUSD")));

    [Fact]
    public void Counts_each_interval_for_itself() =>
        Assert.Equal([0, 0, 1, 1], Revisions(128, Candle(1), Candle(1, minutes: 5), Candle(1), Candle(1, minutes: 5)));

    [Fact]
    public void Passes_a_bar_that_has_its_number_as_the_same_instance()
    {
        var (first, second) = (Candle(1), Candle(1) with { Revision = 1 });
        using var subscription = new MarketEvent[] { first, second }.ToObservable().NumberRevisions().Subscribe(_seen);

        Assert.Same(first, _seen.Values[0]);
        Assert.Same(second, _seen.Values[1]);
    }

    [Fact]
    public void Numbers_updates_from_1_whatever_number_they_came_with()
    {
        Assert.Equal([1, 2, 3, 4], Revisions(128, Candle(1) with { Revision = 1 }, Candle(1) with { Revision = 1 }, Candle(1) with { Revision = 7 }, Candle(1)));
        Assert.Equal([0, 1, 2], Revisions(128, Candle(1), Candle(1) with { Revision = 1 }, Candle(1) with { Revision = 1 }));
    }

    [Fact]
    public void Changes_nothing_but_the_number()
    {
        var told = Candle(1);
        using var subscription = new MarketEvent[] { told, told }.ToObservable().NumberRevisions().Subscribe(_seen);

        Assert.Equal(told with { Revision = 1 }, _seen.Values[1]);
    }

    [Fact]
    public void Leaves_the_vendors_own_revisions_alone_and_does_not_count_them()
    {
        var numbered = Candle(1) with { Revision = 3, HasVendorRevision = true };
        using var subscription = new MarketEvent[] { numbered, Candle(1) }.ToObservable().NumberRevisions().Subscribe(_seen);

        Assert.Same(numbered, _seen.Values[0]);
        Assert.Equal(0, Assert.IsType<Bar>(_seen.Values[1]).Revision);
    }

    [Fact]
    public void Passes_other_events_as_they_are()
    {
        var trade = new Trade { Symbol = "BTCUSD", Time = default, Price = 1, Size = 1 };
        using var subscription = new MarketEvent[] { trade, trade }.ToObservable().NumberRevisions().Subscribe(_seen);

        Assert.All(_seen.Values, seen => Assert.Same(trade, seen));
        Assert.Equal(2, _seen.Values.Count);
    }

    [Fact]
    public void Remembers_as_many_starts_as_depth_and_no_more()
    {
        Assert.Equal([0, 0, 0, 1], Revisions(3, Candle(1), Candle(2), Candle(3), Candle(1)));
        Assert.Equal([0, 0, 0, 0, 1, 0], Revisions(3, Candle(1), Candle(2), Candle(3), Candle(4), Candle(2), Candle(1)));
    }

    [Fact]
    public void Goes_on_counting_the_open_bar_when_old_ones_are_told_again() =>
        Assert.Equal([0, 0, 0, 0, 0, 1], Revisions(2, Candle(9), Candle(8), Candle(7), Candle(6), Candle(5), Candle(9)));

    [Fact]
    public void Remembers_as_many_series_as_allowed_and_forgets_the_one_longest_without_a_bar()
    {
        Bar[] told = [Candle(1), Candle(1, "b"), Candle(1), Candle(1, "c"), Candle(1), Candle(1, "b")];
        using var subscription = told.ToObservable().NumberRevisions(maxSeries: 2).Subscribe(_seen);

        Assert.Equal([0, 0, 1, 0, 2, 0], _seen.Values.Select(seen => ((Bar)seen).Revision));
    }

    [Fact]
    public void Passes_every_event_in_its_account()
    {
        var stage = new Ledger().Stage("revisions");
        using var subscription = new[] { Candle(1), Candle(1) }.ToObservable().NumberRevisions(stage: stage).Subscribe(_seen);

        Assert.Equal((2, 2, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Refuses_a_missing_source_and_bounds_below_one()
    {
        var source = Observable.Empty<MarketEvent>();

        Assert.Throws<ArgumentNullException>("source", () => Apply(null!));
        Assert.Throws<ArgumentOutOfRangeException>("depth", () => source.NumberRevisions(depth: 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxSeries", () => source.NumberRevisions(maxSeries: 0));
        Assert.NotNull(source.NumberRevisions(depth: 1, maxSeries: 1));
    }

    /// <summary>The model: per series the starts told so far; only the latest of them are remembered.</summary>
    [Fact]
    public void Agrees_with_a_plain_count() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Symbol, byte Start)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, bound) =>
        {
            var depth = 1 + (bound % 6);
            var series = new Dictionary<int, SortedDictionary<int, int>>();
            var expected = arrivals.Select(arrival =>
            {
                var told = series.TryGetValue(arrival.Symbol % 2, out var known) ? known : series[arrival.Symbol % 2] = [];
                var revision = told[arrival.Start % 10] = told.TryGetValue(arrival.Start % 10, out var last) ? last + 1 : 0;
                if (told.Count > depth)
                {
                    told.Remove(told.Keys.First());
                }

                return revision;
            }).ToList();

            return Revisions(depth, [.. arrivals.Select(arrival => Candle(arrival.Start % 10, $"{arrival.Symbol % 2}"))]).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_the_law_at_every_instant() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Symbol, byte Start)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, disposeAfter) =>
            KeepsTheLaw(arrivals, arrival => Candle(arrival.Start % 3, $"{arrival.Symbol % 2}"), disposeAfter % 20)).QuickCheckThrowOnFailure();

    protected override IObservable<MarketEvent> Apply(IObservable<MarketEvent> source, LedgerStage? stage = null) =>
        source.NumberRevisions(stage: stage);

    protected override MarketEvent Fresh(int number) => Candle(number);

    private static Bar Candle(int start, string symbol = "BTCUSD", int minutes = 1) => new()
    {
        Symbol = symbol,
        Time = Timestamp.FromUnixMilliseconds(start * 60_000L),
        Interval = TimeSpan.FromMinutes(minutes),
        Open = 1,
        High = 2,
        Low = 1,
        Close = 2,
        Volume = 3,
    };

    private static List<int> Revisions(int depth, params Bar[] told)
    {
        var seen = new RecordingObserver<MarketEvent>();
        using var subscription = told.ToObservable().NumberRevisions(depth).Subscribe(seen);
        seen.AssertGrammar();
        return [.. seen.Values.Select(bar => ((Bar)bar).Revision)];
    }
}
