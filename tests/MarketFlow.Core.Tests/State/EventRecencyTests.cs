using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class EventRecencyTests
{
    private static readonly DateTimeOffset _open = VirtualMarketClock.Open;

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, true)]
    [InlineData(-0.001, false)]
    [InlineData(-600, false)]
    public void Prefers_the_later_time_and_of_equal_times_what_came_last(double seconds, bool replaces) =>
        Assert.Equal(replaces, EventRecency.Replaces(Trade(0), Trade(seconds)));

    [Theory]
    [InlineData(1, 8, true)]
    [InlineData(1, 7, true)]
    [InlineData(1, 6, false)]
    [InlineData(2, 6, true)]
    public void Prefers_the_later_sequence_of_one_connection_where_times_are_equal(int connection, long sequence, bool replaces) =>
        Assert.Equal(replaces, EventRecency.Replaces(Trade(0, sequence: 7), Trade(0, sequence: sequence, connection: connection)));

    [Fact]
    public void Prefers_live_events_to_backfill_of_the_same_time()
    {
        Assert.False(EventRecency.Replaces(Trade(0), Trade(0) with { IsBackfill = true }));
        Assert.True(EventRecency.Replaces(Trade(0), Trade(1) with { IsBackfill = true }));
        Assert.True(EventRecency.Replaces(Trade(0) with { IsBackfill = true }, Trade(0)));
    }

    [Fact]
    public void Orders_bars_by_start_and_then_by_revision()
    {
        Assert.False(EventRecency.Replaces(Bar(60, revision: 0), Bar(0, revision: 3)));
        Assert.False(EventRecency.Replaces(Bar(0, revision: 1), Bar(0, revision: 0)));
        Assert.True(EventRecency.Replaces(Bar(0, revision: 1), Bar(0, revision: 2)));
        Assert.True(EventRecency.Replaces(Bar(0, revision: 1), Bar(60, revision: 0)));
    }

    [Fact]
    public void Orders_statuses_of_vendors_by_time_and_those_of_the_host_by_arrival()
    {
        Assert.False(EventRecency.Replaces(Status("halt", 10), Status("resume", 5)));
        Assert.True(EventRecency.Replaces(Status("halt", 10), Status("stale", 5) with { Source = default }));
        Assert.True(EventRecency.Replaces(Status("stale", 10) with { Source = default }, Status("halt", 5)));
    }

    [Theory]
    [InlineData("correction")]
    [InlineData("cancel")]
    public void Takes_no_correction_for_a_state(string kind)
    {
        Assert.False(EventRecency.Replaces(Status("halt", 0), Status(kind, 10)));
        Assert.True(EventRecency.Replaces(Status(kind, 10), Status("halt", 0)));
        Assert.False(EventRecency.IsState(Status(kind, 0)));
    }

    [Fact]
    public void Lets_no_wrong_time_in_the_future_stay_beyond_the_next_event()
    {
        var wrong = Trade(7_200, receivedAt: 0);

        Assert.True(EventRecency.Replaces(Trade(0), wrong));
        Assert.True(EventRecency.Replaces(wrong, Trade(1)));
        Assert.False(EventRecency.Replaces(Trade(60, receivedAt: 0), Trade(0))); // a minute ahead may be a clock's error
        Assert.True(EventRecency.Replaces(Trade(60.001, receivedAt: 0), Trade(0)));
        Assert.False(EventRecency.Replaces(Trade(7_200) with { Source = default }, Trade(1) with { Source = default })); // when they came is not known
        Assert.False(EventRecency.Replaces(wrong, Trade(7_100, receivedAt: 0))); // both are ahead: the receiving clock is wrong
        Assert.False(EventRecency.Replaces(Trade(7_200, receivedAt: 7_200), Trade(0, receivedAt: 0)));
    }

    /// <summary>Whatever the order of arrival: what is kept of a symbol is the newest of it by time, of equal times the last one.</summary>
    [Fact]
    public void Keeps_the_newest_of_each_symbol_whatever_the_order_of_arrival()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var trades = Enumerable.Range(0, 20).Select(number => Trade(-random.Next(30), number, symbol: random.Next(2) == 0 ? "A" : "B", receivedAt: number) with { Id = number }).ToList();
            using var feed = new Subject<Trade>();
            var (latest, seen) = (feed.LatestByKey(trade => trade.Symbol, TimeSpan.FromHours(1), new VirtualMarketClock(), replaces: EventRecency.Replaces), new RecordingObserver<Trade>());
            latest.Connect();
            using var subscription = latest.Subscribe(seen);
            trades.ForEach(feed.OnNext);

            Assert.Equal(trades, seen.Values); // late events are passed on like all others
            Assert.All(latest.Snapshot(), kept => Assert.Equal(trades.Where(trade => trade.Symbol == kept.Symbol).Reverse().MaxBy(trade => trade.Time), kept));
        }
    }

    private static Trade Trade(double seconds, long? sequence = null, int connection = 1, string symbol = "A", double? receivedAt = null) => new()
    {
        Symbol = symbol,
        Time = _open.AddSeconds(seconds),
        Price = 1,
        Size = 1,
        Source = Source(receivedAt ?? 0, sequence, connection),
    };

    private static Bar Bar(double seconds, int revision) => new()
    {
        Symbol = "A",
        Time = _open.AddSeconds(seconds),
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 1,
        Low = 1,
        Close = 1,
        Volume = 1,
        Revision = revision,
        Source = Source(120),
    };

    private static Status Status(string kind, double seconds) => new() { Symbol = "A", Time = _open.AddSeconds(seconds), Kind = kind, Source = Source(10) };

    private static SourceContext Source(double receivedAt, long? sequence = null, int connection = 1) =>
        new(new Frame("test", connection, _open.AddSeconds(receivedAt), default), 0, 0, sequence);
}
