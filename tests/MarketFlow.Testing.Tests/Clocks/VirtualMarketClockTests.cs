using System.Reactive.Concurrency;

namespace MarketFlow.Testing.Tests;

public sealed class VirtualMarketClockTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Starts_at_the_open_in_new_york() =>
        Assert.Equal(TimeSpan.FromHours(9.5), TimeZoneInfo.ConvertTime(_clock.Now, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).TimeOfDay);

    [Fact]
    public void Starts_where_it_is_told_to() =>
        Assert.Equal(DateTimeOffset.UnixEpoch, new VirtualMarketClock(DateTimeOffset.UnixEpoch).Now);

    [Fact]
    public void Runs_what_is_due_and_what_that_schedules_for_now_without_moving_time()
    {
        _clock.Schedule(() =>
        {
            _ran.Add("first");
            _clock.Schedule(() => _ran.Add("second"));
        });

        _clock.RunDue();

        Assert.Equal(["first", "second"], _ran);
        Assert.Equal(VirtualMarketClock.Open, _clock.Now);
    }

    [Fact]
    public void Leaves_what_is_due_a_tick_later()
    {
        _clock.Schedule(TimeSpan.FromTicks(1), () => _ran.Add("later"));

        _clock.RunDue();

        Assert.Empty(_ran);
    }

    [Fact]
    public void Runs_each_action_once()
    {
        _clock.Schedule(() => _ran.Add("once"));

        _clock.RunDue();
        _clock.RunDue();
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Equal(["once"], _ran);
    }

    [Fact]
    public void Passes_over_what_was_cancelled()
    {
        _clock.Schedule(() => _ran.Add("cancelled")).Dispose();
        _clock.Schedule(() => _ran.Add("kept"));

        _clock.RunDue();

        Assert.Equal(["kept"], _ran);
    }
}
