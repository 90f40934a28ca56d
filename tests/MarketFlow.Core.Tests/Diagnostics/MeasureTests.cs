using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class MeasureTests
{
    private readonly ManualClock _clock = new();
    private readonly Subject<(string Class, Timestamp? Since)> _feed = new();
    private readonly RecordingObserver<(string Class, Timestamp? Since)> _seen = new();
    private readonly List<(string Class, string Stage, Timestamp At)> _traced = [];
    private readonly FlowMeter<(string Class, Timestamp? Since)> _meter;

    public MeasureTests() => _meter = new(["tick", "bars"], value => value.Class switch { "tick" => 0, "bars" => 1, _ => -1 }, value => value.Since, _clock, new Trace(this));

    [Fact]
    public void Notes_the_age_of_each_event_by_stage_and_class()
    {
        using var subscription = _feed.Measure("decoded", _meter).Measure("merged", _meter).Subscribe(_seen);
        Timestamp start = _clock.Now;

        _clock.Move(TimeSpan.FromMilliseconds(50));
        _feed.OnNext(("tick", start));
        _clock.Move(TimeSpan.FromMilliseconds(30));
        _feed.OnNext(("bars", start));

        Assert.Equal(["decoded", "merged"], _meter.Stages.Select(stage => stage.Name));
        foreach (var stage in _meter.Stages)
        {
            Assert.Equal((1, TimeSpan.FromMilliseconds(50)), (stage.Ages[0].Read().Count, stage.Ages[0].Read().Sum));
            Assert.Equal((1, TimeSpan.FromMilliseconds(80)), (stage.Ages[1].Read().Count, stage.Ages[1].Read().Sum));
        }
    }

    [Fact]
    public void Lets_events_through_unchanged_those_included_that_are_not_measured()
    {
        using var subscription = _feed.Measure("decoded", _meter).Subscribe(_seen);

        _feed.OnNext(("status", _clock.Now));
        _feed.OnNext(("tick", null));
        _feed.OnCompleted();

        Assert.Equal([("status", (Timestamp?)_clock.Now), ("tick", null)], _seen.Values);
        Assert.True(_seen.IsCompleted);
        Assert.All(_meter.Stages[0].Ages, ages => Assert.Equal(0, ages.Read().Count));
        Assert.Empty(_traced);
    }

    [Fact]
    public void Adds_up_several_streams_that_share_a_stage()
    {
        using var one = _feed.Measure("channel", _meter).Subscribe(_seen);
        using var other = _feed.Measure("channel", _meter).Subscribe(_seen);

        _feed.OnNext(("tick", _clock.Now));

        Assert.Equal(2, Assert.Single(_meter.Stages).Ages[0].Read().Count);
    }

    [Fact]
    public void Tells_whoever_traces_events_where_each_passed_and_when()
    {
        using var subscription = _feed.Measure("decoded", _meter).Subscribe(_seen);
        Timestamp start = _clock.Now;
        _clock.Move(TimeSpan.FromMilliseconds(2));

        _feed.OnNext(("tick", start));

        Assert.Equal([("tick", "decoded", start + TimeSpan.FromMilliseconds(2))], _traced);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", 0)]
    [InlineData("1677-01-01T00:00:00Z", 0)]
    [InlineData("2300-01-01T00:00:00Z", 236)]
    [InlineData("9999-12-31T23:59:59Z", 236)]
    public void Works_on_any_clock(string now, int years)
    {
        using var subscription = _feed.Measure("decoded", _meter).Subscribe(_seen);
        Timestamp received = _clock.Now;
        _clock.Move(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture) - _clock.Now);

        _feed.OnNext(("tick", received));
        _feed.OnNext(("tick", Timestamp.MinValue));

        Assert.Null(_seen.Error);
        Assert.Equal(2, _seen.Values.Count);
        Assert.Equal(2, _meter.Stages[0].Ages[0].Read().Count);
        Assert.Equal(years == 0 ? 2 : 0, _meter.Stages[0].Ages[0].Read().Below(TimeSpan.FromSeconds(100)));
        Assert.Equal(years == 0 ? 0 : 292, (int)(_meter.Stages[0].Ages[0].Read().Sum.TotalDays / 365.25));
        Assert.Equal(years == 0 ? Timestamp.MinValue : Timestamp.MaxValue, _traced[0].At);
    }

    [Fact]
    public void Ends_with_what_a_delegate_of_the_meter_throws()
    {
        var error = new InvalidOperationException();
        FlowMeter<int> meter = new(["all"], _ => throw error, _ => null, _clock);
        RecordingObserver<int> seen = new();
        using var subscription = Observable.Return(1).Measure("decoded", meter).Subscribe(seen);

        Assert.Same(error, seen.Error);
        Assert.Empty(seen.Values);
    }

    [Fact]
    public void Allocates_nothing_per_event()
    {
        using var feed = new Subject<int>();
        FlowMeter<int> meter = new(["all"], _ => 0, _ => default(Timestamp), _clock);
        using var subscription = feed.Measure("decoded", meter).Subscribe(_ => { });

        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                feed.OnNext(i);
            }
        }));
    }

    private sealed class Trace(MeasureTests test) : IStageTrace<(string Class, Timestamp? Since)>
    {
        public void Passed((string Class, Timestamp? Since) value, string stage, Timestamp at) => test._traced.Add((value.Class, stage, at));
    }
}
