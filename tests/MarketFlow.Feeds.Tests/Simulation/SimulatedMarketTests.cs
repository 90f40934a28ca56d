using System.Globalization;
using System.Reactive.Disposables;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;
using static MarketFlow.Feeds.Tests.SimulatedSession;

namespace MarketFlow.Feeds.Tests;

public sealed class SimulatedMarketTests
{
    private static readonly SimulatedMarketOptions _small = new() { Symbols = 30, EventsPerSecond = 300 };

    [Fact]
    public void Refuses_options_out_of_range_naming_them()
    {
        Refuses("Symbols", new() { Symbols = 0 });
        Refuses("Symbols", new() { Symbols = 100_001 });
        Refuses("EventsPerSecond", new() { EventsPerSecond = 0 });
        Refuses("EventsPerSecond", new() { EventsPerSecond = 10_000_001 });
        Refuses("EventsPerSecond", new() { EventsPerSecond = double.NaN });
        Refuses("TradeShare", new() { TradeShare = -0.1 });
        Refuses("QuoteShare", new() { QuoteShare = double.NaN });
        Refuses("FairMarketValueShare", new() { FairMarketValueShare = double.PositiveInfinity });
        Refuses("TradeShare", new() { TradeShare = 0, QuoteShare = 0, FairMarketValueShare = 0 });
        Refuses("ZipfExponent", new() { ZipfExponent = -0.1 });
        Refuses("ZipfExponent", new() { ZipfExponent = 4.1 });
        Refuses("StartTime", new() { StartTime = DateTimeOffset.MinValue });
        Assert.Throws<ArgumentNullException>("options", () => SimulatedMarket.Events(null!, new VirtualMarketClock()));
        Assert.Throws<ArgumentNullException>("clock", () => SimulatedMarket.Events(new(), null!));

        static void Refuses(string property, SimulatedMarketOptions options) =>
            Assert.Contains(
                $"{property} is ",
                Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedMarket.Events(options, new VirtualMarketClock())).Message,
                StringComparison.Ordinal);
    }

    /// <summary>The same seed is the same market, event by event and byte by byte; another seed is another.</summary>
    [Fact]
    public void Follows_from_its_seed() =>
        Prop.ForAll<int>(seed =>
        {
            var (first, again, other) = (Run(_small with { Seed = seed }, 3), Run(_small with { Seed = seed }, 3), Run(_small with { Seed = seed + 1 }, 3));
            return first.SequenceEqual(again) && !first.SequenceEqual(other);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Tells_only_valid_events_numbered_without_a_gap_with_ids_of_their_own() =>
        Prop.ForAll<int>(seed =>
        {
            var events = Run(_small with { Seed = seed }, 62);
            var ids = events.Where(told => told is Trade or Status { Kind: "correction" }) // a corrected trade has an id of its own
                .GroupBy(told => told.Symbol)
                .Select(trades => trades.Select((told, i) => told is Trade trade ? trade.Id.ToString() : $"{i + 1}"));
            return events.All(told => told.Validate() is null)
                && events.Select(told => told.Source.Sequence).SequenceEqual(Enumerable.Range(1, events.Count).Select(n => (long?)n))
                && events.All(told => told.Source is { Feed: "simulated", Connection: 1 })
                && ids.All(of => of.SequenceEqual(Enumerable.Range(1, of.Count()).Select(n => n.ToString(CultureInfo.InvariantCulture))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    /// <summary>For each symbol and minute with trades, and no other, one bar, and it says what the trades say.</summary>
    [Fact]
    public void Tells_bars_that_agree_with_the_trades() =>
        Prop.ForAll<int, byte>((seed, startSecond) =>
        {
            var start = VirtualMarketClock.Open.AddSeconds(startSecond % 60);
            var events = Run(_small with { Seed = seed, EventsPerSecond = 50, StartTime = start, HasNotices = false }, 180);
            var ended = Math.Floor((startSecond % 60 + 179.5) / 60);
            var expected = events.OfType<Trade>()
                .GroupBy(trade => (trade.Symbol, Minute: (long)Math.Floor((trade.Time - VirtualMarketClock.Open).TotalMinutes)))
                .Where(minute => minute.Key.Minute < ended && minute.Any(SetsPrice))
                .Select(minute => (
                    minute.Key.Symbol, (DateTimeOffset)VirtualMarketClock.Open.AddMinutes(minute.Key.Minute), minute.First(SetsPrice).Price,
                    minute.Where(SetsPrice).Max(t => t.Price), minute.Where(SetsPrice).Min(t => t.Price), minute.Last(SetsPrice).Price, minute.Sum(t => t.Size),
                    Math.Round(minute.Sum(t => t.Price * t.Size) / minute.Sum(t => t.Size), 4, MidpointRounding.AwayFromZero), (long)minute.Count()));
            var told = MinuteBars(events).Select(bar => (
                bar.Symbol, bar.Time.ToDateTimeOffset(), bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Vwap!.Value, bar.Trades!.Value));
            return told.Order().SequenceEqual(expected.Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private static IEnumerable<Bar> MinuteBars(IEnumerable<MarketEvent> events) => events.OfType<Bar>().Where(bar => bar.Interval == TimeSpan.FromMinutes(1));

    private static bool SetsPrice(Trade trade) => trade.Size >= 100; // an odd lot does not

    [Fact]
    public void Tells_bars_within_the_first_half_second_after_their_minute()
    {
        var bars = MinuteBars(Run(new() { Symbols = 1_000, EventsPerSecond = 2_000 }, 62)).ToList();

        var delays = bars.Select(bar => bar.Source.ReceivedAt - (bar.Time + bar.Interval)).ToList();
        Assert.Equal(TimeSpan.FromMilliseconds(10), delays.Min());
        Assert.Equal(TimeSpan.FromMilliseconds(500), delays.Max());
        Assert.All(bars, bar => Assert.Equal(TimeSpan.FromMinutes(1), bar.Interval));
        Assert.Equal(bars.Count, bars.Select(bar => bar.Identity).Distinct().Count());
    }

    [Fact]
    public void Tells_no_bars_where_none_are_wanted() =>
        Assert.Empty(Run(_small with { HasMinuteBars = false }, 130).OfType<Bar>());

    [Fact]
    public void Makes_the_first_symbol_twice_as_popular_as_the_second_and_three_times_as_the_third()
    {
        var counts = Run(new() { Symbols = 1_000, EventsPerSecond = 20_000, HasMinuteBars = false, HasNotices = false }, 15).CountBy(told => told.Symbol).ToDictionary();

        Assert.InRange(counts["AAPL"] / (double)counts["MSFT"], 1.95, 2.05);
        Assert.InRange(counts["AAPL"] / (double)counts["SPY"], 2.9, 3.1);
        Assert.InRange(counts["AAPL"] / 300_000.0, 0.130, 0.137); // 1 / (1 + 1/2 + … + 1/1000)
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2_000)]
    [InlineData(3_001)]
    [InlineData(50_000)]
    public void Keeps_its_rate_on_average(double rate)
    {
        var count = Run(_small with { EventsPerSecond = rate, HasMinuteBars = false, HasNotices = false }, 5).Count;

        Assert.InRange(count, (5 * rate) - (5 * Math.Sqrt(5 * rate)), (5 * rate) + (5 * Math.Sqrt(5 * rate)));
    }

    [Fact]
    public void Shares_events_between_the_kinds_by_weight()
    {
        var counts = Run(_small with { EventsPerSecond = 10_000, TradeShare = 1, QuoteShare = 2, FairMarketValueShare = 1 }, 10).CountBy(told => told.Type).ToDictionary();
        Assert.InRange(counts[EventType.Trade], 24_000, 26_000);
        Assert.InRange(counts[EventType.Quote], 49_000, 51_000);
        Assert.InRange(counts[EventType.FairMarketValue], 24_000, 26_000);

        Assert.All(Run(_small with { HasNotices = false, TradeShare = 0, FairMarketValueShare = 0 }, 5), told => Assert.IsType<Quote>(told));
    }

    [Fact]
    public void Emits_every_ten_milliseconds_what_fell_into_them()
    {
        var clock = new VirtualMarketClock(VirtualMarketClock.Open.AddTicks(1));
        var seen = new RecordingObserver<MarketEvent>(clock);
        using var subscription = SimulatedMarket.Events(_small with { EventsPerSecond = 5_000, HasMinuteBars = false, HasNotices = false }, clock).Subscribe(seen);
        clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(20), seen.Received[0].At - VirtualMarketClock.Open); // the first whole slice begins at 10
        Assert.All(seen.Received, received =>
        {
            Assert.Equal(0, received.At.Ticks % TimeSpan.TicksPerMillisecond % 10);
            Assert.Equal(received.At, received.Value.Source.ReceivedAt.ToDateTimeOffset());
            Assert.InRange(received.At - received.Value.Time.ToDateTimeOffset(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
            Assert.Equal(3, received.Value.Time.FractionDigits);
        });
        Assert.Equal(seen.Values.OrderBy(told => told.Time), seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Makes_up_for_a_late_tick()
    {
        var clock = new VirtualMarketClock();
        var isFirst = true;
        var seen = new RecordingObserver<MarketEvent>
        {
            WhileReceiving = _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    clock.Sleep(TimeSpan.FromSeconds(1)); // the thread was busy elsewhere
                }
            },
        };
        using var subscription = SimulatedMarket.Events(_small, clock).Subscribe(seen);
        clock.AdvanceTo(VirtualMarketClock.Open.AddSeconds(3));

        var undisturbed = Run(_small, 3);
        Assert.Equal(undisturbed.Select(Text), seen.Values.Select(Text));
    }

    [Fact]
    public void Starts_at_another_time_where_told_to()
    {
        var start = new DateTimeOffset(2026, 7, 1, 9, 30, 0, TimeSpan.FromHours(-4));
        var (here, there) = (Run(_small with { HasNotices = false }, 2), Run(_small with { StartTime = start, HasNotices = false }, 2));

        Assert.Equal(here.Select(told => told.Time - VirtualMarketClock.Open), there.Select(told => told.Time - start));
        Assert.Equal(here.Select(told => told.Source.ReceivedAt), there.Select(told => told.Source.ReceivedAt));
    }

    [Fact]
    public void Stops_when_disposed_even_from_within_OnNext()
    {
        var clock = new VirtualMarketClock();
        using var subscription = new SingleAssignmentDisposable();
        var seen = new RecordingObserver<MarketEvent> { WhileReceiving = told => subscription.Disposable!.Dispose() };
        subscription.Disposable = SimulatedMarket.Events(_small with { EventsPerSecond = 10_000 }, clock).Subscribe(seen);
        clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Single(seen.Values);
    }

    [Fact]
    public void Gives_each_subscription_a_market_of_its_own()
    {
        var clock = new VirtualMarketClock();
        var market = SimulatedMarket.Events(_small, clock);
        var (first, second) = (new RecordingObserver<MarketEvent>(), new RecordingObserver<MarketEvent>());
        using var one = market.Subscribe(first);
        using var two = market.Subscribe(second);
        clock.AdvanceBy(TimeSpan.FromSeconds(2));

        Assert.Equal(first.Values, second.Values);
    }

    [Fact]
    public void Allocates_the_events_and_their_frames_and_hardly_anything_else()
    {
        var clock = new VirtualMarketClock();
        long count = 0;
        long bytesOfFrames = 0;
        var options = new SimulatedMarketOptions { EventsPerSecond = 200_000, HasMinuteBars = false };
        using var subscription = SimulatedMarket.Events(options, clock).Subscribe(System.Reactive.Observer.Create<MarketEvent>(told =>
        {
            count++;
            bytesOfFrames += told.Source.Original.Length + 1;
        }));
        clock.AdvanceBy(TimeSpan.FromSeconds(1));

        (count, bytesOfFrames) = (0, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        clock.AdvanceBy(TimeSpan.FromSeconds(1));
        var perEvent = (GC.GetAllocatedBytesForCurrentThread() - before - bytesOfFrames) / (double)count;

        Assert.InRange(perEvent, 100, 170); // a quote, the largest kind, takes 168 bytes
    }

    [Fact]
    public void Names_known_symbols_first_and_invents_the_rest_each_once()
    {
        var all = SimulatedMarket.Symbols(100_000);

        Assert.Equal(["AAPL", "MSFT", "SPY", "QQQ", "NVDA", "TSLA", "AMZN", "IWM", "DIA", "GOOG"], all.Take(10));
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(all, symbol => Assert.Matches("^[A-Z]{2,4}(\\.[AB])?$", symbol));
        Assert.Equal(all.Take(50), SimulatedMarket.Symbols(50));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedMarket.Symbols(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedMarket.Symbols(100_001));
    }
}
