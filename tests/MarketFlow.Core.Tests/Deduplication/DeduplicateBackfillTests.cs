using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class DeduplicateBackfillTests : OperatorContract<DeduplicateBackfillTests.Told>
{
    private readonly HandSource<Told> _feed = new();
    private readonly RecordingObserver<Told> _seen = new();

    [Fact]
    public void Drops_history_that_came_live() => Assert.Equal(["a1", "a2"], LetThrough(depth: 3, Live("a", 1, 2), Again("a", 1, 2)));

    [Fact]
    public void Drops_history_that_was_told_before() => Assert.Equal(["a1", "a2"], LetThrough(depth: 3, Again("a", 1, 2), Again("a", 1, 2)));

    [Fact]
    public void Lets_history_through_that_is_new() =>
        Assert.Equal(["a1", "a2", "a3"], LetThrough(depth: 3, Live("a", 1), Again("a", 1, 2), Live("a", 3)));

    [Fact]
    public void Lets_every_live_event_through() => Assert.Equal(["a1", "a1"], LetThrough(depth: 3, Live("a", 1, 1)));

    [Fact]
    public void Remembers_as_many_as_depth_and_no_more()
    {
        Assert.Equal(["a1", "a2", "a3"], LetThrough(depth: 3, Live("a", 1, 2, 3), Again("a", 1)));
        Assert.Equal(["a1", "a2", "a3", "a4", "a1"], LetThrough(depth: 3, Live("a", 1, 2, 3, 4), Again("a", 2, 1)));
    }

    [Fact]
    public void Remembers_one_event_at_depth_one() =>
        Assert.Equal(["a1", "a2", "a1"], LetThrough(depth: 1, Live("a", 1), Again("a", 1), Live("a", 2), Again("a", 2, 1)));

    [Fact]
    public void Does_not_remember_what_it_dropped() =>
        Assert.Equal(["a1", "a2", "a3", "a1"], LetThrough(depth: 2, Live("a", 1, 2), Again("a", 1), Live("a", 3), Again("a", 1)));

    [Fact]
    public void Keeps_groups_apart() =>
        Assert.Equal(["a1", "b1", "b2"], LetThrough(depth: 3, Live("a", 1), Again("b", 1), Again("a", 1), Live("b", 2)));

    [Fact]
    public void Remembers_as_many_groups_as_allowed_and_forgets_the_one_longest_without_an_event()
    {
        Assert.Equal(["a1", "b1"], LetThrough(depth: 3, maxGroups: 2, Live("a", 1), Live("b", 1), Again("a", 1), Again("b", 1)));
        Assert.Equal(
            ["a1", "b1", "c1", "a1"],
            LetThrough(depth: 3, maxGroups: 2, Live("a", 1), Live("b", 1), Live("c", 1), Again("b", 1), Again("a", 1)));
        Assert.Equal(
            ["a1", "b1", "c1", "b1"],
            LetThrough(depth: 3, maxGroups: 2, Live("a", 1), Live("b", 1), Again("a", 1), Live("c", 1), Again("a", 1), Again("b", 1)));
    }

    [Fact]
    public void Tells_keys_apart_as_the_comparer_does()
    {
        var parity = EqualityComparer<int>.Create((x, y) => x % 2 == y % 2, x => x % 2);
        using var subscription = _feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, 3, comparer: parity).Subscribe(_seen);

        _feed.Observer.OnNext(new("a", 1, IsAgain: false));
        _feed.Observer.OnNext(new("a", 3, IsAgain: true));
        _feed.Observer.OnNext(new("a", 2, IsAgain: true));

        Assert.Equal([1, 2], _seen.Values.Select(told => told.Id));
    }

    [Fact]
    public void Counts_what_was_told_again_as_a_duplicate()
    {
        var stage = new Ledger().Stage("backfill");
        using var subscription = Apply(_feed, stage).Subscribe(_seen);

        _feed.Observer.OnNext(new("a", 1, IsAgain: false));
        _feed.Observer.OnNext(new("a", 1, IsAgain: true));

        Assert.Equal((2, 1, 1), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Duplicate)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Ends_with_what_a_delegate_throws_and_counts_the_event_as_invalid(int which)
    {
        var error = new InvalidOperationException();
        var stage = new Ledger().Stage("backfill");
        using var subscription = _feed.DeduplicateBackfill(
            x => which == 0 ? throw error : x.IsAgain, x => which == 1 ? throw error : x.Symbol, x => which == 2 ? throw error : x.Id, 3, stage: stage)
            .Subscribe(_seen);

        _feed.Observer.OnNext(new("a", 1, IsAgain: true));
        _feed.Observer.OnNext(new("a", 1, IsAgain: true));

        Assert.Same(error, _seen.Error);
        Assert.Equal(1, _feed.Unsubscribed);
        Assert.Equal((2, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Removed(RemovalReason.Invalid), stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Refuses_missing_arguments_and_bounds_below_one()
    {
        Assert.Throws<ArgumentNullException>("source", () => Apply(null!));
        Assert.Throws<ArgumentNullException>("isBackfill", () => _feed.DeduplicateBackfill(null!, x => x.Symbol, x => x.Id, 1));
        Assert.Throws<ArgumentNullException>("groupOf", () => _feed.DeduplicateBackfill(x => x.IsAgain, (Func<Told, string>)null!, x => x.Id, 1));
        Assert.Throws<ArgumentNullException>("keyOf", () => _feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, (Func<Told, int>)null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>("depth", () => _feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxGroups", () => _feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, 1, maxGroups: 0));
        Assert.NotNull(_feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, 1, maxGroups: 1));
    }

    /// <summary>The model: per group a list of what was let through, and a list of groups, the one longest without an event in front.</summary>
    [Fact]
    public void Agrees_with_plain_lists() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Group, byte Key, bool IsAgain)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, bound) =>
        {
            var (depth, maxGroups) = (1 + (bound % 7), 1 + (bound % 3));
            List<(string Symbol, List<int> LetThrough)> groups = [];
            List<string> expected = [];
            var told = arrivals.Select(arrival => new Told($"{(char)('a' + (arrival.Group % 4))}", arrival.Key % 12, arrival.IsAgain)).ToArray();
            foreach (var (symbol, id, isAgain) in told)
            {
                var group = groups.Find(known => known.Symbol == symbol);
                groups.Remove(group);
                groups.Add((symbol, group.LetThrough ?? []));
                if (groups.Count > maxGroups)
                {
                    groups.RemoveAt(0);
                }

                if (!isAgain || !groups[^1].LetThrough.TakeLast(depth).Contains(id))
                {
                    groups[^1].LetThrough.Add(id);
                    expected.Add($"{symbol}{id}");
                }
            }

            return LetThrough(depth, maxGroups, told).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_the_law_at_every_instant() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Group, byte Key, bool IsAgain)[]>(), ArbMap.Default.ArbFor<byte>(), (arrivals, disposeAfter) =>
            KeepsTheLaw(arrivals, arrival => new($"{arrival.Group % 2}", arrival.Key % 4, arrival.IsAgain), disposeAfter % 20))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Allocates_nothing_once_its_groups_are_full()
    {
        var groups = new RecentGroups<long, LastKeys<long>>(100, () => new(16, EqualityComparer<long>.Default), keys => keys.Clear());
        Run(0, 100_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(100_000, 200_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, groups.Count);

        void Run(long from, long to)
        {
            for (var i = from; i < to; i++)
            {
                groups[i / 100].Add(i);
                groups[i / 300].Contains(i);
            }
        }
    }

    protected override IObservable<Told> Apply(IObservable<Told> source, LedgerStage? stage = null) =>
        source.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, depth: 3, stage: stage);

    protected override Told Fresh(int number) => new("a", number, IsAgain: true);

    private static Told[] Live(string symbol, params int[] ids) => [.. ids.Select(id => new Told(symbol, id, IsAgain: false))];

    private static Told[] Again(string symbol, params int[] ids) => [.. ids.Select(id => new Told(symbol, id, IsAgain: true))];

    private static List<string> LetThrough(int depth, params Told[][] told) => LetThrough(depth, maxGroups: 100_000, told);

    private static List<string> LetThrough(int depth, int maxGroups, params Told[][] told) =>
        LetThrough(depth, maxGroups, told.SelectMany(some => some));

    private static List<string> LetThrough(int depth, int maxGroups, IEnumerable<Told> told)
    {
        var (feed, seen) = (new HandSource<Told>(), new RecordingObserver<Told>());
        using var subscription = feed.DeduplicateBackfill(x => x.IsAgain, x => x.Symbol, x => x.Id, depth, maxGroups).Subscribe(seen);
        foreach (var one in told)
        {
            feed.Observer.OnNext(one);
        }

        seen.AssertGrammar();
        return [.. seen.Values.Select(one => $"{one.Symbol}{one.Id}")];
    }

    public sealed record Told(string Symbol, int Id, bool IsAgain);
}
