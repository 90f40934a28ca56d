using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class WithNewsTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<MarketEvent> _events = new();
    private readonly Subject<Gap<string>> _gaps = new();
    private RecordingObserver<MarketEvent> _seen = new();

    [Fact]
    public void Refuses_missing_arguments_and_options_out_of_range()
    {
        FeedNewsOptions options = new();
        Assert.Throws<ArgumentNullException>("events", () => ((IObservable<MarketEvent>)null!).WithNews(_gaps, options, _clock));
        Assert.Throws<ArgumentNullException>("gaps", () => _events.WithNews(null!, options, _clock));
        Assert.Throws<ArgumentNullException>("options", () => _events.WithNews(_gaps, null!, _clock));
        Assert.Throws<ArgumentNullException>("clock", () => _events.WithNews(_gaps, options, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _events.WithNews(_gaps, options with { StaleAfter = TimeSpan.FromTicks(-1) }, _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => _events.WithNews(_gaps, options with { MaxSymbols = 0 }, _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => _events.WithNews(_gaps, options with { Capacity = 0 }, _clock));
    }

    [Fact]
    public void Tells_a_gap_among_the_events()
    {
        using var subscription = Subscribe(new());
        _events.OnNext(Trade("A", 1));
        _gaps.OnNext(Gap(1, 3));
        _events.OnNext(Trade("A", 2));

        var status = Assert.IsType<Status>(_seen.Values[1]);
        Assert.Equal(("gap", "massive", At(1), At(3), ""), (status.Kind, status.Feed, status.From, status.To, status.Symbol));
        Assert.Equal("Feed massive was not there from 2026-03-09T13:30:01.0000000Z to 2026-03-09T13:30:03.0000000Z.", status.Message);
        Assert.Equal(["A1", "gap", "A2"], Told());
    }

    [Fact]
    public void Tells_a_symbol_that_goes_stale_and_when_it_talks_again()
    {
        using var subscription = Subscribe(new());
        _events.OnNext(Trade("A", 1));
        Advance(59.999);
        _events.OnNext(Trade("B", 1));
        Assert.Equal(["A1", "B1"], Told());
        Advance(0.001);
        var stale = Assert.IsType<Status>(_seen.Values[^1]);
        Assert.Equal(("stale", "A", At(0), null), (stale.Kind, stale.Symbol, stale.From!.Value, stale.To));
        Advance(10);
        _events.OnNext(Trade("A", 2));

        Assert.Equal(["A1", "B1", "stale A", "resumed A", "A2"], Told());
        Assert.Equal(At(70), Assert.IsType<Status>(_seen.Values[3]).To);
    }

    [Theory]
    [InlineData(60, false)] // a symbol of which only minute bars are subscribed to
    [InlineData(30, false)]
    [InlineData(29, true)]
    [InlineData(1, true)]
    public void A_symbol_of_which_only_bars_came_is_stale_where_they_are_frequent_enough(int interval, bool isStale)
    {
        using var subscription = Subscribe(new());
        _events.OnNext(new Bar
        {
            Symbol = "A",
            Time = At(0),
            Interval = TimeSpan.FromSeconds(interval),
            Open = 1,
            High = 1,
            Low = 1,
            Close = 1,
            Volume = 1,
        });
        Advance(600);

        Assert.Equal(isStale, _seen.Values.OfType<Status>().Any(status => status.Kind == "stale"));
    }

    [Fact]
    public void Tells_no_symbol_stale_while_the_market_is_closed_or_where_it_is_told_not_to()
    {
        using var closed = Subscribe(new() { IsDataExpected = _ => false });
        _events.OnNext(Trade("A", 1));
        Advance(600);
        Assert.Equal(["A1"], Told());
        closed.Dispose();

        using var never = Subscribe(new() { StaleAfter = TimeSpan.Zero });
        _events.OnNext(Trade("A", 2));
        Advance(600);
        Assert.Equal(["A1", "A2"], Told());
    }

    [Fact]
    public void Tells_no_symbol_stale_that_nobody_wants_nor_that_it_resumes()
    {
        HashSet<string> wanted = ["A", "B"];
        using var subscription = Subscribe(new() { IsWanted = wanted.Contains });
        _events.OnNext(Trade("A", 1));
        _events.OnNext(Trade("B", 1));
        wanted.Remove("A");
        Advance(61);
        wanted.Add("A");
        _events.OnNext(Trade("A", 2));
        _events.OnNext(Trade("B", 2));
        Advance(61);

        Assert.Equal(["A1", "B1", "stale B", "A2", "resumed B", "B2", "stale A", "stale B"], Told());
    }

    [Fact]
    public void Fetches_what_a_gap_cost_on_the_clock_and_marks_it()
    {
        List<Gap<string>> asked = [];
        using var subscription = Subscribe(new()
        {
            Backfill = gap =>
            {
                asked.Add(gap);
                return new[] { Trade("A", 7), Trade("B", 8) }.ToObservable(System.Reactive.Concurrency.ImmediateScheduler.Instance);
            },
        });
        _gaps.OnNext(Gap(1, 3));
        Assert.Empty(asked);
        _clock.RunDue();

        Assert.Equal([Gap(1, 3)], asked);
        Assert.Equal(["gap", "A7", "B8"], Told());
        Assert.All(_seen.Values.Skip(1), value => Assert.True(value.IsBackfill));
        Advance(600);
        Assert.Equal(3, _seen.Values.Count); // what was fetched is no talk that could go stale
    }

    [Fact]
    public void Tells_that_fetching_failed_and_goes_on()
    {
        using var subscription = Subscribe(new()
        {
            Backfill = gap => gap.From == At(1) ? throw new InvalidOperationException("no such page") : Observable.Throw<MarketEvent>(new IOException("cut")),
        });
        _gaps.OnNext(Gap(1, 3));
        _gaps.OnNext(Gap(5, 6));
        _clock.RunDue();
        _events.OnNext(Trade("A", 1));

        Assert.Equal(["gap", "gap", "backfill-failed", "backfill-failed", "A1"], Told());
        Assert.Equal(
            ["What was missed could not be fetched: no such page", "What was missed could not be fetched: cut"],
            _seen.Values.OfType<Status>().Skip(2).Select(status => status.Message));
    }

    [Fact]
    public void Ends_with_the_events_and_gives_up_what_is_still_being_fetched()
    {
        var fetching = new Subject<MarketEvent>();
        using var subscription = Subscribe(new() { Backfill = _ => fetching });
        _gaps.OnNext(Gap(1, 3));
        _clock.RunDue();
        Assert.True(fetching.HasObservers);
        _events.OnCompleted();
        _clock.RunDue();

        Assert.True(_seen.IsCompleted);
        Assert.False(fetching.HasObservers || _gaps.HasObservers);
    }

    [Fact]
    public void Ends_with_the_error_of_the_events()
    {
        using var subscription = Subscribe(new());
        _events.OnError(new InvalidOperationException("gone"));

        Assert.Equal("gone", _seen.Error?.Message);
        Assert.False(_gaps.HasObservers);
    }

    [Fact]
    public void Lets_go_of_everything_when_disposed()
    {
        var fetching = new Subject<MarketEvent>();
        var subscription = Subscribe(new() { Backfill = _ => fetching });
        _events.OnNext(Trade("A", 1));
        _gaps.OnNext(Gap(1, 3));
        _clock.RunDue();
        subscription.Dispose();
        _clock.RunDue();

        Assert.False(fetching.HasObservers || _gaps.HasObservers || _events.HasObservers);
        Advance(600);
        Assert.Equal(["A1", "gap"], Told());
    }

    /// <summary>Whatever happens, every stage's account is balanced at every event, and all that was made or came went out.</summary>
    [Fact]
    public void Keeps_its_accounts() =>
        Prop.ForAll<byte[]>(script =>
        {
            var test = new WithNewsTests();
            var ledger = new Ledger();
            LedgerStage[] made = [ledger.Stage("gaps"), ledger.Stage("backfill"), ledger.Stage("stale")];
            var stage = ledger.Stage("feed", made);
            var isBalanced = true;
            test._seen = new() { WhileReceiving = _ => isBalanced &= ledger.Snapshot().Imbalance == 0 };
            var came = 0;
            using (test.Subscribe(
                new() { GapStage = made[0], BackfillStage = made[1], StaleStage = made[2], Backfill = _ => Observable.Return<MarketEvent>(Trade("Z", 1)) }, stage))
            {
                foreach (var step in script)
                {
                    switch (step % 4)
                    {
                        case 0:
                            test._gaps.OnNext(Gap(1, 2));
                            break;
                        case 1:
                            test.Advance(step);
                            break;
                        default:
                            came++;
                            test._events.OnNext(Trade($"S{step % 5}", came));
                            break;
                    }
                }
            }

            var created = made.Sum(one => one.Snapshot().Created);
            return isBalanced && ledger.Snapshot().Imbalance == 0
                && stage.Snapshot().Received == came + created && test._seen.Values.Count == came + created;
        }).QuickCheckThrowOnFailure();

    private static Timestamp At(double seconds) => VirtualMarketClock.Open.AddSeconds(seconds);

    private static Gap<string> Gap(double from, double to) => new("massive", At(from), At(to), At(to).ToDateTimeOffset());

    private static Trade Trade(string symbol, decimal price) => new() { Symbol = symbol, Time = At(0), Price = price, Size = 1 };

    private IDisposable Subscribe(FeedNewsOptions options, LedgerStage? stage = null) => _events.WithNews(_gaps, options, _clock, stage).Subscribe(_seen);

    private void Advance(double seconds) => _clock.AdvanceBy(TimeSpan.FromSeconds(seconds));

    private string[] Told()
    {
        _seen.AssertGrammar();
        return [.. _seen.Values.Select(value => value switch
        {
            Trade trade => $"{trade.Symbol}{trade.Price}",
            Status status => $"{status.Kind} {status.Symbol}".TrimEnd(),
            _ => value.Type.ToString(),
        })];
    }
}
