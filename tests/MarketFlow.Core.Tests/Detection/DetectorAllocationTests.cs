using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>An event in which nothing is found costs no memory, whatever was told before.</summary>
public sealed class DetectorAllocationTests
{
    private const int Events = 1_000;

    [Fact]
    public void A_bar_in_which_nothing_is_found_allocates_nothing()
    {
        Check(bars => bars.DetectVolumeSurge());
        Check(bars => bars.DetectSignificantMove());
        Check(bars => bars.DetectCloseAtExtreme());
        Check(bars => bars.DetectBarGap());

        static void Check(Func<IObservable<Bar>, IObservable<Detection>> detect)
        {
            using var feed = new Subject<Bar>();
            using var subscription = detect(feed).Subscribe(found => Assert.Fail($"{found} was found."));
            Action<Bar> tell = feed.OnNext; // made once, as it is memory too
            Bar[] bars =
            [
                .. Enumerable.Range(0, Events).Select(number => TestBars.Bar(0, high: 101, low: 99, symbol: number % 2 == 0 ? "A" : "B")),
                .. Enumerable.Range(1, 50).Select(minute => TestBars.Bar(minute, high: 101, low: 99)),
            ];

            Assert.Equal(0, Allocation.Least(() => Array.ForEach(bars, tell)));
        }
    }

    [Fact]
    public void New_bars_of_a_known_symbol_allocate_nothing()
    {
        using var feed = new Subject<Bar>();
        using var subscription = feed.DetectVolumeSurge(new() { Calendar = MarketCalendar.AroundTheClock }).Subscribe();
        using var gaps = feed.DetectBarGap().Subscribe();
        var minute = 0;
        Bar[] rounds = [.. Enumerable.Range(0, 5_000).Select(next => TestBars.Bar(next))]; // 100 for each of the rounds that are measured

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var end = minute + 100; minute < end; minute++)
            {
                feed.OnNext(rounds[minute]);
            }
        }));
    }

    [Fact]
    public void A_trade_and_a_value_beside_it_allocate_nothing()
    {
        using var feed = new Subject<MarketEvent>();
        using var subscription = feed.DetectFairValue().Subscribe(found => Assert.Fail($"{found} was found."));
        Action<MarketEvent> tell = feed.OnNext;
        MarketEvent[] events = [.. Enumerable.Range(0, Events).SelectMany(number => (MarketEvent[])
        [
            FairValueEvents.Trade(0, 100, number % 2 == 0 ? "A" : "B"),
            FairValueEvents.Value(0, number % 4 < 2 ? 100.1m : 99.9m, number % 2 == 0 ? "A" : "B"),
        ])];

        Assert.Equal(0, Allocation.Least(() => Array.ForEach(events, tell)));
    }

    [Fact]
    public void A_trade_within_an_open_bar_allocates_nothing()
    {
        using var feed = new Subject<Trade>();
        var clock = new VirtualMarketClock();
        using var subscription = feed.AggregateBars(TestTrades.TenSeconds, clock).Subscribe(bar => Assert.Fail($"{bar} was told."));
        Action<Trade> tell = feed.OnNext;
        Trade[] trades = [.. Enumerable.Range(0, Events).Select(number => TestTrades.Trade(number % 10, 100 + (number % 7), 1, number % 2 == 0 ? "A" : "B"))];

        Assert.Equal(0, Allocation.Least(() => Array.ForEach(trades, tell)));
    }

    [Fact]
    public void A_late_trade_allocates_the_bar_it_revises_and_no_more()
    {
        using var feed = new Subject<Trade>();
        using var subscription = feed.AggregateBars(TestTrades.TenSeconds, new VirtualMarketClock()).Subscribe();
        feed.OnNext(TestTrades.Trade(15));
        var late = TestTrades.Trade(5);
        var one = Allocation.Least(() => _ = TestBars.Bar(0));

        Assert.Equal(one, Allocation.Least(() => feed.OnNext(late)));
    }
}
