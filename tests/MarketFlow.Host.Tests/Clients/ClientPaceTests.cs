using System.Reactive.Concurrency;

namespace MarketFlow.Host.Tests;

public sealed class ClientPaceTests
{
    private readonly HistoricalScheduler _clock = new();
    private readonly FlowMeter<MarketEvent> _meter;
    private readonly StageTraces _traces = new();
    private readonly ClientPace _pace;

    public ClientPaceTests()
    {
        _meter = new(EventClass.Names, value => EventClass.Of(value.Type), value => value.Source.ReceivedAt, _clock);
        _pace = new(new DeliveryAges(_meter.Stage(DeliveryAges.Stage), _traces), _clock);
    }

    [Fact]
    public void Has_no_lag_before_the_first_event() => Assert.Null(_pace.Lag);

    [Fact]
    public void Lags_by_the_age_of_the_first_event_of_the_latest_send()
    {
        var (first, second) = (Message(Some.Trade("A")), Message(Some.Trade("B")));
        _clock.AdvanceTo(first.ReceivedAt.ToDateTimeOffset() + TimeSpan.FromMilliseconds(30));
        _pace.Begin([first, second]);
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(12));
        _pace.End();
        _clock.AdvanceBy(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromMilliseconds(42), _pace.Lag);
        Assert.Equal((1, TimeSpan.FromMilliseconds(42)), (_meter.Stages[0].Ages[0].Read().Count, _meter.Stages[0].Ages[0].Read().Sum));
    }

    [Fact]
    public void Lags_more_and_more_while_a_send_hangs()
    {
        var first = Message(Some.Trade("A"));
        _clock.AdvanceTo(first.ReceivedAt.ToDateTimeOffset());
        _pace.Begin([first]);
        _clock.AdvanceBy(TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(9), _pace.Lag);
    }

    [Fact]
    public void Measures_nothing_by_an_answer()
    {
        _clock.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1));
        _pace.Begin([SharedMessage.Pong()]);
        _pace.End();

        Assert.Null(_pace.Lag);
        Assert.Equal(0, _meter.Stages[0].Ages.Sum(ages => ages.Read().Count));
    }

    [Fact]
    public void Notes_the_end_of_the_way_of_an_event_that_is_followed_wherever_it_stands_in_the_batch()
    {
        var trade = Some.Trade("B").Received();
        _traces.Passed(trade, StageTraces.First, trade.Source.ReceivedAt);
        var followed = Message(trade);
        followed.Trace = _traces.Of(trade);
        _clock.AdvanceTo(trade.Source.ReceivedAt.ToDateTimeOffset() + TimeSpan.FromMilliseconds(7));

        _pace.Begin([Message(Some.Trade("A")), followed]);
        _pace.End();

        Assert.Equal((DeliveryAges.Stage, TimeSpan.FromMilliseconds(7)), _traces.Sample[0].Stages[^1]);
    }

    private static SharedMessage Message(MarketEvent value) => Some.Message(value.Received());
}
