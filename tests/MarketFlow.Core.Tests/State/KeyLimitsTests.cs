using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The operators that remember keys, on clocks far from today, with windows without end, null keys, and comparers that throw.</summary>
public sealed class KeyLimitsTests
{
    private static readonly Dictionary<string, Subscribe> _operators = new()
    {
        ["Deduplicate"] = (feed, seen, settings) =>
            feed.Deduplicate(settings.KeyOf, settings.Window, settings.Clock, settings.Stage, settings.Comparer).Subscribe(seen),
        ["DeduplicateByTime"] = (feed, seen, settings) =>
            feed.DeduplicateByTime(settings.KeyOf, _ => default, settings.Window, settings.Clock, settings.Stage, settings.Comparer).Subscribe(seen),
        ["DeduplicateByTime, busy"] = (feed, seen, settings) =>
        {
            var subscription = feed
                .DeduplicateByTime(settings.KeyOf, _ => default, settings.Window, settings.Clock, settings.Stage, settings.Comparer)
                .Subscribe(value => { if (!value.StartsWith('#')) { seen.OnNext(value); } }, seen.OnError);
            for (var i = 0; i < 20; i++)
            {
                feed.Observer.OnNext($"#{i}");
            }

            return subscription;
        },
        ["DeduplicateAcross"] = (feed, seen, settings) =>
            feed.DeduplicateAcross(settings.KeyOf, _ => settings.Next(), settings.Window, settings.Clock, settings.Stage, settings.Comparer).Subscribe(seen),
        ["DeduplicateBackfill"] = (feed, seen, settings) =>
            feed.DeduplicateBackfill(_ => true, _ => 0, settings.KeyOf, depth: 100, stage: settings.Stage, comparer: settings.Comparer).Subscribe(seen),
        ["LatestByKey"] = (feed, seen, settings) =>
        {
            var latest = feed.LatestByKey(settings.KeyOf, settings.Window, settings.Clock, settings.Stage, settings.Comparer, retain: value => value, retainAfter: settings.Window);
            return new CompositeDisposable(latest.Subscribe(seen), latest.Connect());
        },
        ["LatestByKey, replaces"] = (feed, seen, settings) =>
        {
            var latest = feed.LatestByKey(settings.KeyOf, settings.Window, settings.Clock, settings.Stage, settings.Comparer, replaces: (_, _) => true);
            return new CompositeDisposable(latest.Subscribe(seen), latest.Connect());
        },
    };

    private readonly HandSource<string> _feed = new();
    private readonly RecordingObserver<string> _seen = new();
    private readonly LedgerStage _stage = new Ledger().Stage("keys");

    private delegate IDisposable Subscribe(HandSource<string> feed, IObserver<string> seen, Settings settings);

    public static TheoryData<string> Names => [.. _operators.Keys];

    public static TheoryData<string, long, long> NamesClocksAndWindows
    {
        get
        {
            TheoryData<string, long, long> data = [];
            foreach (var name in _operators.Keys)
            {
                foreach (var start in new[] { DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks - 10, DateTimeOffset.UnixEpoch.Ticks })
                {
                    data.Add(name, start, 1);
                    data.Add(name, start, long.MaxValue);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesClocksAndWindows))]
    public void Works_on_any_clock_and_with_any_window(string name, long start, long window)
    {
        HistoricalScheduler clock = new();
        clock.AdvanceTo(new(start, TimeSpan.Zero));
        using var subscription = _operators[name](_feed, _seen, new() { Stage = _stage, Clock = clock, Window = TimeSpan.FromTicks(window) });

        _feed.Observer.OnNext("a");
        _feed.Observer.OnNext("a");
        clock.AdvanceTo(new(start + 5, TimeSpan.Zero));
        _feed.Observer.OnNext("a");

        Assert.Null(_seen.Error);
        var seen = name.StartsWith("Latest", StringComparison.Ordinal) ? 3 : window == 1 && name != "DeduplicateBackfill" ? 2 : 1;
        Assert.Equal(seen, _seen.Values.Count);
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_from_the_first_instant_to_the_last(string name)
    {
        HistoricalScheduler clock = new();
        using var subscription = _operators[name](_feed, _seen, new() { Stage = _stage, Clock = clock, Window = TimeSpan.FromDays(365) });

        _feed.Observer.OnNext("a");
        clock.AdvanceTo(DateTimeOffset.MaxValue);
        _feed.Observer.OnNext("a");
        _feed.Observer.OnNext("b");

        Assert.Null(_seen.Error);
        Assert.Equal(name == "DeduplicateBackfill" ? ["a", "b"] : ["a", "a", "b"], _seen.Values);
        Assert.Equal(0, _stage.Snapshot().Imbalance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_a_null_key(string name) => RefusesANullKey(name, comparer: null);

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_a_null_key_that_the_comparer_takes(string name) =>
        RefusesANullKey(name, EqualityComparer<string>.Create((x, y) => x == y, x => x?.Length ?? 0));

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_with_what_the_hash_code_throws(string name) => EndsWithWhatAComparerThrows(name, ofHash: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_with_what_the_equality_throws(string name) => EndsWithWhatAComparerThrows(name, ofHash: false);

    private void RefusesANullKey(string name, IEqualityComparer<string>? comparer)
    {
        using var subscription = _operators[name](_feed, _seen, new() { Stage = _stage, Comparer = comparer, KeyOf = value => value == "?" ? null! : value });

        _feed.Observer.OnNext("a");
        _feed.Observer.OnNext("?");
        _feed.Observer.OnNext("b");

        Assert.Equal(["a"], _seen.Values);
        Assert.IsType<ArgumentNullException>(_seen.Error);
        AssertOneIsInvalid();
    }

    private void EndsWithWhatAComparerThrows(string name, bool ofHash)
    {
        InvalidOperationException error = new();
        var comparer = EqualityComparer<string>.Create(
            (x, y) => !ofHash && (x == "?" || y == "?") ? throw error : x == y,
            x => ofHash && x == "?" ? throw error : 7);
        using var subscription = _operators[name](_feed, _seen, new() { Stage = _stage, Comparer = comparer });

        _feed.Observer.OnNext("a");
        if (ofHash && name is ("DeduplicateBackfill" or "DeduplicateByTime"))
        {
            return; // compares keys without their hash codes
        }

        _feed.Observer.OnNext("?");
        _feed.Observer.OnNext("b");

        Assert.Equal(["a"], _seen.Values);
        Assert.Same(error, _seen.Error);
        AssertOneIsInvalid();
    }

    private void AssertOneIsInvalid()
    {
        var account = _stage.Snapshot();
        Assert.Equal((1, 0), (account.Removed(RemovalReason.Invalid), account.Imbalance));
        Assert.Equal(1, _feed.Unsubscribed);
    }

    private sealed record Settings
    {
        private int _sources;

        public required LedgerStage Stage { get; init; }

        public IScheduler Clock { get; init; } = new HistoricalScheduler();

        public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

        public IEqualityComparer<string>? Comparer { get; init; }

        public Func<string, string> KeyOf { get; init; } = value => value;

        public int Next() => _sources++;
    }
}
