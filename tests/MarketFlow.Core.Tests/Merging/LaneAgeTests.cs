using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>How old an event is when it is emitted, on clocks of any year.</summary>
public sealed class LaneAgeTests
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromSeconds(120);

    public static TheoryData<DateTimeOffset> Instants =>
    [
        DateTimeOffset.MinValue,
        new DateTimeOffset(1677, 9, 20, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(1960, 1, 1, 0, 0, 0, TimeSpan.Zero),
        VirtualMarketClock.Open,
        new DateTimeOffset(2262, 4, 12, 0, 0, 0, TimeSpan.Zero),
        DateTimeOffset.MaxValue - TimeSpan.FromHours(1),
    ];

    /// <summary>Whatever arrives, and however long the consumer stalls, no event is emitted older than MaxAge and the time taken for 15 others.</summary>
    [Fact]
    public void Emits_nothing_older_than_MaxAge_and_the_delivery_of_15_others() =>
        Prop.ForAll<(byte Lane, byte Gap)[], byte[], PositiveInt>((arrivals, stalls, burst) =>
        {
            VirtualMarketClock clock = new();
            Subject<Timestamp>[] feeds = [new(), new(), new()];
            List<TimeSpan> delivering = [];
            var isFresh = true;
            using var subscription = FlowOperators.PriorityMerge(
                Array.ConvertAll(feeds, feed => feed.InLane(Options(), receivedAt => receivedAt)), clock, 1 + (burst.Get % 40)).Subscribe(receivedAt =>
                {
                    var neighbours = delivering.TakeLast(15).Aggregate(TimeSpan.Zero, (sum, stall) => sum + stall);
                    isFresh &= (Timestamp)clock.Now - receivedAt <= _maxAge + neighbours;
                    var stall = TimeSpan.FromSeconds(stalls.Length == 0 ? 10 : stalls[delivering.Count % stalls.Length] % 30);
                    if (delivering.Count % 3 == 0)
                    {
                        feeds[delivering.Count % 2].OnNext(clock.Now);
                    }

                    delivering.Add(stall);
                    clock.Sleep(stall);
                });

            foreach (var (lane, gap) in arrivals.SelectMany(arrival => Enumerable.Repeat(arrival, 5)))
            {
                clock.Sleep(TimeSpan.FromMilliseconds(gap));
                feeds[lane % 3].OnNext(clock.Now);
            }

            clock.RunDue();
            return isFresh;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Emits_no_more_than_a_run_after_the_consumer_stalled()
    {
        VirtualMarketClock clock = new();
        using Subject<Timestamp> feed = new();
        List<TimeSpan> ages = [];
        var stage = new Ledger().Stage("lane");
        using var subscription = FlowOperators.PriorityMerge([feed.InLane(Options(), receivedAt => receivedAt, stage)], clock).Subscribe(receivedAt =>
        {
            ages.Add((Timestamp)clock.Now - receivedAt);
            clock.Sleep(ages.Count == 1 ? TimeSpan.FromSeconds(600) : TimeSpan.Zero);
        });

        foreach (var receivedAt in Enumerable.Repeat(clock.Now, 1_024))
        {
            feed.OnNext(receivedAt);
        }

        clock.RunDue();

        Assert.Equal(15, ages.Count(age => age > _maxAge));
        Assert.Equal((16, 1_008), (stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Expired)));
    }

    [Fact]
    public void Judges_again_what_it_had_taken_when_a_higher_lane_filled()
    {
        VirtualMarketClock clock = new();
        using Subject<Timestamp> high = new();
        using Subject<Timestamp> low = new();
        var count = 0;
        using var subscription = FlowOperators.PriorityMerge(
            [high.InLane(Options(), receivedAt => receivedAt), low.InLane(Options(), receivedAt => receivedAt)], clock).Subscribe(_ =>
            {
                if (++count == 1)
                {
                    high.OnNext(clock.Now); // interrupts the run of the low lane
                }
                else if (count == 2)
                {
                    clock.Sleep(_maxAge + TimeSpan.FromTicks(1));
                }
            });

        foreach (var receivedAt in Enumerable.Repeat(clock.Now, 5))
        {
            low.OnNext(receivedAt);
        }

        clock.RunDue();

        Assert.Equal(2, count);
    }

    /// <summary>An event received now expires after MaxAge on any clock, and not one tick before.</summary>
    [Theory]
    [MemberData(nameof(Instants))]
    public void Emits_what_is_as_old_as_MaxAge_and_removes_what_is_older(DateTimeOffset start)
    {
        HistoricalScheduler clock = new(start);
        RecordingObserver<int> seen = new();
        var stage = new Ledger().Stage("lane");
        using Subject<int> feed = new();
        using var subscription = FlowOperators.PriorityMerge([feed.InLane(Options(), _ => Timestamp.Clamp(clock.Now), stage)], clock).Subscribe(seen);

        clock.AdvanceBy(TimeSpan.FromTicks(1));
        foreach (var number in Enumerable.Range(0, 100))
        {
            feed.OnNext(number);
        }

        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal(Enumerable.Range(0, 100), seen.Values);
        Assert.Equal(0, stage.Snapshot().Imbalance);
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Expires_by_the_tick(DateTimeOffset start)
    {
        foreach (var excess in new[] { 0, 1 })
        {
            HistoricalScheduler clock = new(start);
            var receivedAt = Timestamp.Clamp(clock.Now);
            List<int> seen = [];
            using Subject<int> feed = new();
            using var subscription = FlowOperators.PriorityMerge([feed.InLane(Options(), _ => receivedAt)], clock).Subscribe(value =>
            {
                seen.Add(value);
                clock.Sleep(value == 0 ? _maxAge + TimeSpan.FromTicks(excess) : TimeSpan.Zero);
            });

            foreach (var number in Enumerable.Range(0, 20))
            {
                feed.OnNext(number);
            }

            clock.AdvanceBy(TimeSpan.FromTicks(1));

            Assert.Equal(excess == 0 ? 20 : 16, seen.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public void Never_expires_what_has_no_receive_time_or_where_MaxAge_is_unlimited(DateTimeOffset start)
    {
        HistoricalScheduler clock = new(start);
        RecordingObserver<int> seen = new();
        using Subject<int> feed = new();
        using Subject<int> unlimited = new();
        using var subscription = FlowOperators.PriorityMerge(
            [feed.InLane(Options(), _ => Timestamp.MaxValue), unlimited.InLane(Options() with { MaxAge = TimeSpan.MaxValue }, _ => Timestamp.MinValue)],
            clock).Subscribe(seen);

        feed.OnNext(1);
        unlimited.OnNext(2);
        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal([1, 2], seen.Values);
    }

    [Fact]
    public void Asks_for_no_receive_time_where_none_can_be_given()
    {
        HistoricalScheduler clock = new(); // year 1
        RecordingObserver<int> seen = new();
        using Subject<int> feed = new();
        using var subscription = FlowOperators.PriorityMerge([feed.InLane(Options(), _ => clock.Now)], clock).Subscribe(seen);

        feed.OnNext(1);
        clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.Equal([1], seen.Values);
        Assert.Null(seen.Error);
    }

    [Fact]
    public void Counts_from_receive_times_again_when_the_clock_comes_into_range_and_from_arrival_when_it_leaves_it()
    {
        HistoricalScheduler clock = new();
        List<int> seen = [];
        using Subject<int> feed = new();
        using var subscription = FlowOperators.PriorityMerge([feed.InLane(Options(), _ => Timestamp.Clamp(clock.Now))], clock).Subscribe(seen.Add);

        foreach (var year in new[] { 1, 2026, 2027, 9000, 9001 })
        {
            clock.AdvanceTo(new(year, 2, 1, 0, 0, 0, TimeSpan.Zero));
            feed.OnNext(year);
            clock.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 2026, 2027, 9000, 9001], seen);
    }

    [Fact]
    public void The_pipeline_emits_events_without_a_source_on_a_clock_of_1960()
    {
        HistoricalScheduler clock = new(new DateTimeOffset(1960, 1, 1, 15, 0, 0, TimeSpan.Zero));
        RecordingObserver<MarketEvent> seen = new();
        using Subject<MarketEvent> feed = new();
        using var subscription = new MarketPipeline(feed, new(), clock, new()).Subscribe(seen);

        feed.OnNext(new Trade { Symbol = "MSFT", Time = clock.Now, Price = 1, Size = 1, Id = 1 });
        clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Single(seen.Values);
    }

    private static LaneOptions Options() => new() { Name = "tick", Capacity = 10_000, MaxAge = _maxAge };
}
