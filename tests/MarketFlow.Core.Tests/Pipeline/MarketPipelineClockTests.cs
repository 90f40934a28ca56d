using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The whole way of an event, on clocks that show any year: nothing expires that did not wait, and all accounts balance.</summary>
public sealed class MarketPipelineClockTests : IDisposable
{
    private readonly Subject<MarketEvent> _feed = new();
    private readonly Ledger _ledger = new();
    private readonly RecordingObserver<MarketEvent> _seen = new();

    /// <summary>Year 1 is where a scheduler begins as it comes.</summary>
    public static TheoryData<int> Years => [1, 1677, 1960, 2026, 2262, 2263, 9000, 9999];

    public void Dispose() => _feed.Dispose();

    [Theory]
    [MemberData(nameof(Years))]
    public void Delivers_everything_once(int year)
    {
        var clock = ClockOf(year);
        var pipeline = Open(clock);
        using var subscription = pipeline.Subscribe(_seen);
        List<MarketEvent> sent = [];
        for (var number = 0; number < 200; number++)
        {
            foreach (var value in new MarketEvent[] { Trade(number), Quote(number), Bar(number), Value(number), News(number) })
            {
                var received = number % 2 == 0 ? value : value with { Source = From(clock, connection: 1) };
                sent.Add(received);
                _feed.OnNext(received);
                if (number % 2 == 1)
                {
                    _feed.OnNext(value with { Source = From(clock, connection: 2) }); // a copy
                }
            }

            clock.AdvanceBy(TimeSpan.FromMilliseconds(50));
        }

        clock.AdvanceBy(TimeSpan.FromSeconds(2));

        Assert.Null(_seen.Error);
        Assert.Equal(sent.GroupBy(value => value.Type).Select(each => (each.Key, each.Count())).Order(), Kinds());
        AssertAtRest();
        Assert.False(_seen.HasEnded);
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void Delivers_what_detectors_find_when_conflicts_close(int year)
    {
        var clock = ClockOf(year);
        using var subscription = Open(clock).Subscribe(_seen);
        for (var number = 0; number < 60; number++)
        {
            _feed.OnNext(Trade(number) with { Price = 100 + number, Source = From(clock, connection: 1) });
            clock.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        clock.AdvanceBy(TimeSpan.FromSeconds(2));

        Assert.Null(_seen.Error);
        Assert.InRange(_seen.Values.OfType<Detection>().Count(found => found.Kind == DetectionKinds.HighLow), 50, 59);
        AssertAtRest();
    }

    [Theory]
    [MemberData(nameof(Years))]
    public void Leaves_nothing_when_disposed_or_at_the_end(int year)
    {
        var clock = ClockOf(year);
        var subscription = Open(clock).Subscribe(_seen);
        for (var number = 0; number < 20; number++)
        {
            _feed.OnNext(Bar(number) with { Source = From(clock, connection: 1) });
            _feed.OnNext(Trade(number) with { Source = From(clock, connection: 1) });
        }

        if (year % 2 == 0)
        {
            _feed.OnCompleted();
            clock.AdvanceBy(TimeSpan.FromSeconds(2));
            Assert.True(_seen.IsCompleted);
        }
        else
        {
            subscription.Dispose();
            clock.AdvanceBy(TimeSpan.FromSeconds(2));
        }

        AssertAtRest();
    }

    [Fact]
    public void Can_be_subscribed_to_once()
    {
        var clock = ClockOf(2026);
        var pipeline = Open(clock);
        Assert.Throws<ArgumentNullException>(() => pipeline.Subscribe((IObserver<MarketEvent>)null!));
        var subscription = pipeline.Subscribe(_seen);

        Assert.Contains("subscribed to before", Assert.Throws<InvalidOperationException>(() => pipeline.Subscribe(new RecordingObserver<MarketEvent>())).Message, StringComparison.Ordinal);
        _feed.OnNext(Trade(1));
        clock.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.Single(_seen.Values);
        subscription.Dispose();
        Assert.Throws<InvalidOperationException>(() => pipeline.Subscribe(_seen));
        AssertAtRest();
    }

    private static HistoricalScheduler ClockOf(int year) => year == 1 ? new() : new(new(year, year == 2262 ? 4 : 9, 11, 23, 47, 0, TimeSpan.Zero));

    private static SourceContext From(HistoricalScheduler clock, int connection) => new(new Frame("test", connection, Timestamp.Clamp(clock.Now), default), 0, 0);

    private static Timestamp At(int number) => VirtualMarketClock.Open.AddSeconds(number);

    private static Trade Trade(int number) => new() { Symbol = "MSFT", Time = At(number), Price = 100, Size = 1, Id = number + 1 };

    private static Quote Quote(int number) => new() { Symbol = $"Q{number}", Time = At(number), BidPrice = 1, AskPrice = 2 };

    private static Bar Bar(int number) => new()
    {
        Symbol = $"B{number}",
        Time = At(number),
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 1,
        Low = 1,
        Close = 1,
        Volume = 1,
    };

    private static FairMarketValue Value(int number) => new() { Symbol = $"F{number}", Time = At(number), Price = 1 };

    private static Status News(int number) => new() { Symbol = "MSFT", Time = At(number), Kind = "halt", Message = $"{number}" };

    private MarketPipeline Open(HistoricalScheduler clock) => new(
        _feed,
        new()
        {
            Detectors =
            [
                new MarketDetectors
                {
                    HighLow = new() { Bands = [new(decimal.MaxValue, 0, 0)], Cooldown = TimeSpan.Zero },
                    Trend = null,
                    Surge = null,
                }.By(MarketCalendar.AroundTheClock),
            ],
        },
        clock,
        _ledger);

    private IEnumerable<(EventType, int)> Kinds() => _seen.Values.GroupBy(value => value.Type).Select(each => (each.Key, each.Count())).Order();

    private void AssertAtRest()
    {
        Laws.NothingLeft(_ledger);
        Assert.All(_ledger.Snapshot().Stages, stage => Assert.Equal((0, 0, 0), (stage.Removed(RemovalReason.Expired), stage.Removed(RemovalReason.Overflow), stage.Removed(RemovalReason.Invalid))));
        _seen.AssertGrammar();
    }
}
