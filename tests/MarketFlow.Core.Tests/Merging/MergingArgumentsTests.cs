using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Arguments and options of lanes and merges: what is refused by which name, and the least that is accepted.</summary>
public sealed class MergingArgumentsTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly Subject<string> _feed = new();

    [Fact]
    public void Names_what_is_missing()
    {
        Assert.Throws<ArgumentNullException>("lanesHighestFirst", () => FlowOperators.PriorityMerge<string>(null!, _clock));
        Assert.Throws<ArgumentNullException>("lanesHighestFirst", () => FlowOperators.PriorityMerge<string>([null!], _clock));
        Assert.Throws<ArgumentNullException>("clock", () => FlowOperators.PriorityMerge([Lane()], null!));
        Assert.Throws<ArgumentNullException>("source", () => default(IObservable<string>)!.InLane(Options()));
        Assert.Throws<ArgumentNullException>("sources", () => default(IObservable<string>[])!.InLane(Options()));
        Assert.Throws<ArgumentNullException>("sources", () => new IObservable<string>[] { _feed, null! }.InLane(Options()));
        Assert.Throws<ArgumentNullException>("options", () => _feed.InLane(null!));
        Assert.Throws<ArgumentNullException>("keyOf", () => Lane().ConflatedBy<string>(null!));
        Assert.Throws<ArgumentNullException>("sources", () => default(IObservable<string>[])!.Interleave(1));
        Assert.Throws<ArgumentNullException>("sources", () => new IObservable<string>[] { _feed, null! }.Interleave(1));
    }

    [Fact]
    public void Names_what_is_out_of_range_and_says_what_is_allowed()
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxBurst", () => FlowOperators.PriorityMerge([Lane()], _clock, maxBurst: 0));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new[] { _feed }.Interleave(0));
        Assert.StartsWith(
            "There is no lane to merge; must be at least one.",
            Assert.Throws<ArgumentException>("lanesHighestFirst", () => FlowOperators.PriorityMerge<string>([], _clock)).Message,
            StringComparison.Ordinal);
        Refuses("Name", new() { Name = string.Empty, Capacity = 1 }, "A lane's Name is empty; must name the lane.");
        Refuses("Capacity", Options() with { Capacity = 0 }, "Lane \"tick\": Capacity is 0; must be at least 1.");
        Refuses("MaxAge", Options() with { MaxAge = TimeSpan.Zero }, "Lane \"tick\": MaxAge is 00:00:00; must be above zero.");
        Refuses("Overflow", Options() with { Overflow = (Overflow)7 }, "Lane \"tick\": Overflow is 7; must be one of DropOldest, DropNewest, Conflate, Fail.");
        Refuses("options", Options() with { Overflow = Overflow.Conflate }, "Lane \"tick\": Overflow is Conflate, but without a key; use ConflatedBy.");
    }

    [Fact]
    public void Accepts_the_least_of_every_range()
    {
        Assert.NotNull(FlowOperators.PriorityMerge([_feed.InLane(Options() with { MaxAge = TimeSpan.FromTicks(1) })], _clock, maxBurst: 1));
        Assert.NotNull(new[] { _feed }.Interleave(1));
        Assert.NotNull(FlowOperators.PriorityMerge([Lane().ConflatedBy(value => value)], _clock));
    }

    private static LaneOptions Options() => new() { Name = "tick", Capacity = 1 };

    private Lane<string> Lane() => _feed.InLane(Options());

    private void Refuses(string name, LaneOptions options, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(name, () => _feed.InLane(options)).Message, StringComparison.Ordinal);
}
