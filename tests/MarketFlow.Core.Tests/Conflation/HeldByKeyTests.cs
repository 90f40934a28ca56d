namespace MarketFlow.Tests;

public sealed class HeldByKeyTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;

    private readonly HeldByKey<string, string> _held = new(_interval, comparer: null);

    [Fact]
    public void Forgets_a_key_when_its_interval_is_over_and_not_a_tick_before()
    {
        _held.Hold("A", "A1", _start);
        _held.Take(_start);

        _held.ForgetKeys(_start + _interval - TimeSpan.FromTicks(1));
        Assert.Equal(1, _held.Keys);
        _held.ForgetKeys(_start + _interval);

        Assert.Equal(0, _held.Keys);
    }

    [Fact]
    public void Remembers_a_key_that_holds_an_event_however_late_it_is()
    {
        _held.Hold("A", "A1", _start);
        _held.Take(_start);
        _held.Hold("A", "A2", _start);

        _held.ForgetKeys(_start + (_interval * 10));

        Assert.Equal((1, 1), (_held.Keys, _held.Count));
        Assert.Equal("A2", _held.Take(_start + (_interval * 10)));
    }

    [Fact]
    public void Remembers_a_key_whose_interval_was_renewed()
    {
        _held.Hold("A", "A1", _start);
        _held.Take(_start);
        _held.Hold("A", "A2", _start);
        _held.Take(_start + _interval);

        _held.ForgetKeys(_start + _interval);

        Assert.Equal(1, _held.Keys);
        Assert.True(_held.Hold("A", "A3", _start + _interval));
        Assert.Equal(_start + (_interval * 2), _held.NextDue);
    }

    [Fact]
    public void Allocates_nothing_while_as_many_keys_come_as_go()
    {
        HeldByKey<int, int> held = new(_interval, comparer: null);
        var step = 0;

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var now = _start + (_interval * ++step / 200);
                held.ForgetKeys(now);
                held.Hold(step, step, now);
                held.Hold(step, step, now);
                held.Take(now);
            }
        }));
    }

    [Fact]
    public void Takes_an_interval_without_end_on_any_clock()
    {
        HeldByKey<string, string> held = new(TimeSpan.MaxValue, comparer: null);
        foreach (var now in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue.AddTicks(-1) })
        {
            held.ForgetKeys(now);
            var isFirst = held.Keys == 0;
            Assert.True(held.Hold("A", "A1", now));
            Assert.Equal(isFirst ? now : DateTimeOffset.MaxValue, held.NextDue);
            held.Take(now);
        }

        Assert.Equal(1, held.Keys);
    }

    [Fact]
    public void Stays_as_it_was_where_replaces_throws()
    {
        HeldByKey<string, string> held = new(_interval, comparer: null, replaces: (_, next) => next == "bad" ? throw new InvalidOperationException() : true);
        held.Hold("A", "A1", _start);

        Assert.Throws<InvalidOperationException>(() => held.Hold("A", "bad", _start));

        Assert.Equal((1, 1), (held.Count, held.Keys));
        Assert.Equal("A1", held.Take(_start));
    }

    [Fact]
    public void Remembers_only_the_keys_of_the_last_interval()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var now = _start + (_interval * i / 100);
            _held.ForgetKeys(now);
            _held.Hold($"K{i}", "event", now);
            _held.Take(now);
            Assert.InRange(_held.Keys, 1, 100);
        }
    }
}
