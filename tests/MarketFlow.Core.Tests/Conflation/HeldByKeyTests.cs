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
