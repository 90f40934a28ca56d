using System.Reactive;
using System.Reactive.Concurrency;
using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Testing.Tests;

public sealed class DrivingTests
{
    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public void Refuses_to_work_with_nothing()
    {
        var arrivals = Array.Empty<Arrival<int>>();

        Assert.Throws<ArgumentNullException>("arrivals", () => Driving.Drive<int>(null!, _clock, new RecordingObserver<int>()));
        Assert.Throws<ArgumentNullException>("clock", () => arrivals.Drive(null!, new RecordingObserver<int>()));
        Assert.Throws<ArgumentNullException>("observer", () => arrivals.Drive(_clock, null!));
    }

    [Fact]
    public void Pushes_each_value_at_its_instant() =>
        Prop.ForAll(MarketArbitraries.Map.ArbFor<Arrivals<int>>(), arrivals =>
        {
            var clock = new VirtualMarketClock();
            var seen = new RecordingObserver<int>(clock);
            var pushed = arrivals.Drive(clock, seen);
            return pushed == arrivals.Count
                && seen.Received.Select(received => new Arrival<int>(received.At, received.Value)).SequenceEqual(arrivals)
                && clock.Now == (arrivals.Count == 0 ? VirtualMarketClock.Open : arrivals[^1].At)
                && !seen.HasEnded;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Runs_what_is_due_on_the_way_and_at_the_instant_before_what_arrives()
    {
        var order = new List<string>();
        _clock.Schedule(TimeSpan.FromSeconds(1), () => order.Add("due on the way"));
        _clock.Schedule(TimeSpan.FromSeconds(2), () => order.Add("due then"));
        _clock.Schedule(TimeSpan.FromSeconds(2) + TimeSpan.FromTicks(1), () => order.Add("due a tick later"));

        new[] { new Arrival<string>(_clock.Now.AddSeconds(2), "arrival") }.Drive(_clock, Observer.Create<string>(order.Add));

        Assert.Equal(["due on the way", "due then", "arrival"], order);
    }

    [Fact]
    public void Refuses_an_arrival_before_now_once_it_comes()
    {
        var seen = new RecordingObserver<int>();
        Arrival<int>[] arrivals = [new(_clock.Now, 1), new(_clock.Now.AddTicks(-1), 2)];

        var thrown = Assert.Throws<InvalidOperationException>(() => arrivals.Drive(_clock, seen));

        Assert.StartsWith("Arrival 1 is at 2026-03-09T13:29:59.9999999", thrown.Message, StringComparison.Ordinal);
        Assert.Equal([1], seen.Values);
    }

    [Fact]
    public void Allocates_nothing()
    {
        var arrivals = Enumerable.Range(0, 10_000).Select(index => new Arrival<int>(_clock.Now.AddTicks(index / 3), index)).ToArray();
        var seen = new RecordingObserver<int>(_clock, keep: 0);
        arrivals.Drive(new VirtualMarketClock(), seen);
        var before = GC.GetAllocatedBytesForCurrentThread();

        arrivals.Drive(_clock, seen);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }
}
