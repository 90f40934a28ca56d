using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The rule of recency at its bounds, where two events have equal times.</summary>
public sealed class EventRecencyRuleTests
{
    private static readonly DateTimeOffset _open = VirtualMarketClock.Open;

    [Fact]
    public void Names_the_missing_event()
    {
        Assert.Throws<ArgumentNullException>("kept", () => EventRecency.Replaces(null!, Trade()));
        Assert.Throws<ArgumentNullException>("next", () => EventRecency.Replaces(Trade(), null!));
    }

    [Fact]
    public void Lets_an_event_exactly_the_limit_ahead_replace_one_that_is_farther_ahead()
    {
        Timestamp received = _open;
        Timestamp limit = _open + EventRecency.MaxAhead;
        Timestamp beyond = _open + EventRecency.MaxAhead + TimeSpan.FromTicks(1);

        Assert.True(EventRecency.Replaces(_open.AddHours(2), limit, received));
        Assert.False(EventRecency.Replaces(_open.AddHours(2), beyond, received));
    }

    [Fact]
    public void Leaves_equal_times_to_something_else() =>
        Assert.Null(EventRecency.Replaces(_open.AddHours(2), _open.AddHours(2), _open));

    [Fact]
    public void Takes_what_was_not_undone_for_no_state()
    {
        Status notUndone = new() { Symbol = "A", Time = _open, Kind = StatusKinds.NotUndone, Source = Source() };

        Assert.False(EventRecency.IsState(notUndone));
        Assert.False(EventRecency.Replaces(Trade(), notUndone));
    }

    [Fact]
    public void Lets_backfill_replace_backfill_of_its_time() =>
        Assert.True(EventRecency.Replaces(Trade() with { IsBackfill = true }, Trade() with { IsBackfill = true }));

    [Fact]
    public void Lets_a_bar_replace_one_of_the_same_revision() =>
        Assert.True(EventRecency.Replaces(Bar(revision: 1), Bar(revision: 1)));

    [Fact]
    public void Compares_the_sequences_of_one_feed_only() =>
        Assert.True(EventRecency.Replaces(Trade(sequence: 7), Trade(sequence: 6, feed: "other")));

    [Fact]
    public void Lets_an_event_replace_another_where_one_of_them_has_no_sequence()
    {
        Assert.True(EventRecency.Replaces(Trade(sequence: 7), Trade()));
        Assert.True(EventRecency.Replaces(Trade(), Trade(sequence: 6)));
    }

    private static Trade Trade(long? sequence = null, string feed = "test") =>
        new() { Symbol = "A", Time = _open, Price = 1, Size = 1, Source = Source(sequence, feed) };

    private static Bar Bar(int revision) => new()
    {
        Symbol = "A",
        Time = _open,
        Interval = TimeSpan.FromMinutes(1),
        Open = 1,
        High = 1,
        Low = 1,
        Close = 1,
        Volume = 1,
        Revision = revision,
        Source = Source(),
    };

    private static SourceContext Source(long? sequence = null, string feed = "test") =>
        new(new Frame(feed, 1, _open, default), 0, 0, sequence);
}
