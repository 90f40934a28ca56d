using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Connections of one feed whose slots hand over out of the order of their times.</summary>
public sealed class CoverageBookTests
{
    private static readonly TimeSpan _long = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset _start = VirtualMarketClock.Open;

    /// <summary>Whatever connections there are, and in whatever order their events come: each time that none spans is in a gap.</summary>
    [Fact]
    public void Reports_every_time_that_no_connection_spans_in_whatever_order_slots_hand_over() =>
        Prop.ForAll<(byte Slot, byte Reconnects, byte Step, byte Wait)[], byte, byte>((given, maxWaiting, maxDelay) =>
        {
            int[] times = [0, 0, 0];
            int[] connections = [0, 1, 2];
            return Holds(given.Select(one =>
            {
                var slot = one.Slot % 3;
                times[slot] += one.Step % 5; // each slot runs at its own pace
                connections[slot] += one.Reconnects % 3 == 0 ? 3 : 0;
                return new Event(slot, connections[slot], times[slot], one.Wait % 4);
            }), maxWaiting, maxDelay);
        }).QuickCheckThrowOnFailure();

    /// <summary>The same where times step back and leap within a connection too: it spans from its least to its greatest time.</summary>
    [Fact]
    public void Reports_every_time_that_no_connection_spans_whatever_the_times() =>
        Prop.ForAll<(byte Slot, byte Reconnects, byte Time, byte Wait)[], byte, byte>((given, maxWaiting, maxDelay) =>
        {
            int[] connections = [0, 1, 2];
            return Holds(given.Select(one =>
            {
                connections[one.Slot % 3] += one.Reconnects % 2 == 0 ? 3 : 0;
                return new Event(one.Slot % 3, connections[one.Slot % 3], one.Time % 60, one.Wait % 4);
            }), maxWaiting, maxDelay);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reports_a_gap_before_all_that_was_heard_where_a_connection_is_lost_there()
    {
        var told = Play(_long, new(1, 1, 30), new(0, 0, 1), new(0, 0, 10), new(0, 2, 20), new(0, 2, 40), new(1, 1, 50));

        Assert.Equal([(1, 30), (10, 20)], told); // slot 0 was lost after 10, and began again at 20
    }

    [Fact]
    public void Drops_a_gap_before_all_that_was_heard_where_the_connection_goes_on_past_it() =>
        Assert.Empty(Play(_long, new(1, 1, 30), new(0, 0, 1), new(0, 0, 30), new(1, 1, 31)));

    [Fact]
    public void Counts_on_from_the_latest_time_of_all_slots_where_one_lags_behind() =>
        Assert.Equal([(10, 20)], Play(_long, new(0, 0, 1), new(1, 1, 1), new(0, 0, 10), new(1, 1, 8), new(0, 2, 20), new(1, 3, 21), new(0, 2, 22)));

    [Fact]
    public void Awaits_a_new_connection_that_lags_and_began_before_the_gap() =>
        Assert.Empty(Play(_long, new(0, 0, 1), new(1, 1, 1), new(0, 0, 10), new(0, 2, 20), new(1, 3, 10), new(1, 3, 21), new(0, 2, 22)));

    [Fact]
    public void A_wrong_time_far_ahead_hides_no_gap_after_it_of_the_same_slot() =>
        Assert.Equal([(5, 12), (13, 20)], Play(_long, new(0, 0, 1), new(0, 0, 5), new(0, 0, 1_000_000), new(0, 1, 12), new(0, 1, 13), new(0, 2, 20)));

    [Fact]
    public void A_wrong_time_far_ahead_hides_no_gap_of_another_slot_where_its_own_slot_is_silent_ever_after()
    {
        var told = Play(TimeSpan.FromSeconds(2), new(0, 0, 1), new(1, 1, 1), new(0, 0, 5), new(1, 1, 8), new(0, 0, 1_000_000), new(1, 3, 12, 5), new(1, 3, 15), new(1, 5, 20, 5), new(1, 5, 21, 5));

        Assert.Equal([(8, 12), (15, 20)], told);
    }

    [Fact]
    public void A_connection_that_begins_with_a_wrong_time_far_ahead_hides_nothing_later() =>
        Assert.Contains((12, 20), Play(_long, new(0, 0, 1), new(0, 1, 1_000_000), new(0, 1, 12), new(0, 2, 20), new(0, 2, 21)));

    [Fact]
    public void Awaits_a_connection_that_began_with_a_wrong_time_far_ahead() =>
        Assert.Empty(Play(_long, new(0, 0, 1_000_000), new(0, 0, 6), new(1, 1, 6), new(1, 1, 7), new(1, 3, 20), new(0, 0, 21)));

    [Fact]
    public void Merges_a_gap_with_a_later_one_where_too_many_wait() =>
        Assert.Equal([(1, 30)], Play(_long, 1, [new(0, 0, 5), new(1, 1, 5), new(0, 0, 10), new(0, 2, 30), new(2, 4, 1)]));

    private static bool Holds(IEnumerable<Event> events, int maxWaiting, int maxDelay)
    {
        var given = events.ToArray();
        var told = Play(TimeSpan.FromSeconds(1 + (maxDelay % 8)), 1 + (maxWaiting % 4), given);
        return Unspanned(given).All(instant => told.Exists(gap => gap.From < instant && instant < gap.To));
    }

    // The instants half-way between whole seconds: those of a span's ends are spanned.
    private static IEnumerable<double> Unspanned(Event[] events)
    {
        var spans = events.GroupBy(one => one.Connection).Select(one => (First: one.Min(x => x.Time), Last: one.Max(x => x.Time))).ToList();
        for (var instant = events.Select(one => one.Time).DefaultIfEmpty().Min() + 0.5; instant < events.Select(one => one.Time).DefaultIfEmpty().Max(); instant++)
        {
            if (!spans.Exists(span => span.First <= instant && instant <= span.Last))
            {
                yield return instant;
            }
        }
    }

    private static List<(int From, int To)> Play(TimeSpan maxDelay, params Event[] events) => Play(maxDelay, 64, events);

    private static List<(int From, int To)> Play(TimeSpan maxDelay, int maxWaiting, Event[] events)
    {
        CoverageBook<string, int> book = new(maxDelay, maxWaiting);
        List<(int, int)> told = [];
        var now = _start;
        foreach (var one in events)
        {
            now = now.AddSeconds(one.Wait);
            Take(isEnding: false);
            book.Heard("feed", one.Slot, one.Connection, _start.AddSeconds(one.Time), now);
            Take(isEnding: false);
        }

        Take(isEnding: true);
        return told;

        void Take(bool isEnding)
        {
            while (book.TryTake(now, isEnding, out var gap))
            {
                told.Add((Second(gap.From), Second(gap.To)));
            }
        }
    }

    private static int Second(Timestamp time) => (int)(time.ToDateTimeOffset() - _start).TotalSeconds;

    /// <param name="Slot">The slot.</param>
    /// <param name="Connection">The connection in it.</param>
    /// <param name="Time">The time that it says, in seconds.</param>
    /// <param name="Wait">How long after the one before it comes, in seconds.</param>
    private sealed record Event(int Slot, int Connection, int Time, int Wait = 0);
}
