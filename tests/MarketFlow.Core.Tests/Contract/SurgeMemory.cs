namespace MarketFlow.Tests;

/// <summary>A memory of keys or events as a surge sees it: many are added, then all are forgotten.</summary>
/// <param name="Add">Adds a key or an event, the number of which counts from 0.</param>
/// <param name="Forget">Forgets all, in the way in which the structure does: by time, by bound or by being taken.</param>
/// <param name="Room">The room that is left, in entries or bytes.</param>
internal sealed record SurgeMemory(Action<int, object> Add, Action Forget, Func<long> Room)
{
    private const int Billion = 1_000_000_000;
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;

    /// <summary>How many make a surge: 200,000, or a million.</summary>
    public int Surge { get; init; } = 200_000;

    public static Dictionary<string, Func<SurgeMemory>> All { get; } = new()
    {
        ["ExpiringKeySet"] = ExpiringKeys,
        ["TimePartitionedKeys, busy"] = () => PartitionedKeys(number => number * 5_000L),
        ["TimePartitionedKeys, times far apart"] = () => PartitionedKeys(number => number * (long)Billion),
        ["TimePartitionedKeys, one time"] = () => PartitionedKeys(_ => 7),
        ["TimePartitionedKeys, twenty keys of each time"] = () => PartitionedKeys(number => number / 20 * (long)Billion),
        ["OpenEmissions"] = Emissions,
        ["HeldByKey"] = Held,
        ["KeyedState"] = Keyed,
        ["SequenceBuffer"] = Sequences,
        ["OpenConflicts"] = Conflicts,
        ["IdleStates"] = Idle,
        ["LastKeys of RecentGroups"] = LastOfGroups,
    };

    private static SurgeMemory ExpiringKeys()
    {
        ExpiringKeySet<object> keys = new(window: 100, comparer: null);
        return new((_, key) => keys.TryAdd(key, now: 0), () => keys.Forget(100), () => keys.Bytes)
        {
            Surge = 1_000_000,
        };
    }

    private static SurgeMemory PartitionedKeys(Func<int, long> timeOf)
    {
        var now = 0L;
        TimePartitionedKeys<object> keys = new(TimeSpan.FromSeconds(1), () => now, comparer: null);
        return new(
            (number, key) => keys.TryAdd(key, timeOf(number)),
            () =>
            {
                for (var look = 0; look < 3; look++)
                {
                    now += TimeSpan.TicksPerSecond * 2;
                    keys.TryAdd("other", -1 - (look * (long)Billion));
                }
            },
            () => keys.Bytes);
    }

    private static SurgeMemory Emissions()
    {
        OpenEmissions<object, int> emissions = new(window: 100, comparer: null);
        return new(
            (_, key) => emissions.IsCopy(key, source: 1, now: 0),
            () => emissions.Close(100),
            () => emissions.Capacity + emissions.EmissionCapacity + emissions.Spares);
    }

    private static SurgeMemory Held()
    {
        var interval = TimeSpan.FromSeconds(1);
        HeldByKey<object, object> held = new(interval, comparer: null);
        return new(
            (_, key) => held.Hold(key, key, _start),
            () =>
            {
                while (held.Count > 0)
                {
                    held.Take(_start);
                }

                held.ForgetKeys(_start + interval);
                Assert.Equal(0, held.Keys);
            },
            () => held.Capacity)
        {
            Surge = 1_000_000,
        };
    }

    private static SurgeMemory Keyed()
    {
        KeyedState<object, object> state = new(TimeSpan.FromSeconds(1), comparer: null);
        return new((_, key) => state.Put(key, key, _start), () => state.ForgetIdle(_start.AddSeconds(1)), () => state.Capacity)
        {
            Surge = 1_000_000,
        };
    }

    private static SurgeMemory Sequences()
    {
        SequenceBuffer<object, int> events = new(TimeSpan.FromSeconds(1), maxHeld: int.MaxValue, maxKeys: 1, LateEvents.Emit);
        return new(
            (number, value) => events.Place(0, number * 2, value, _start),
            () =>
            {
                while (events.TryTake(_start, isEnding: true, out _))
                {
                }
            },
            () => events.Capacity);
    }

    private static SurgeMemory Conflicts()
    {
        OpenConflicts conflicts = new(new());
        return new(
            (number, detail) => conflicts.Hold(
                new() { Symbol = $"{number}", Time = default, Price = 1, Kind = DetectionKinds.HighLow, Direction = Detection.Up, Detail = new Tagged(detail) }, _start),
            () =>
            {
                while (conflicts.Count > 0)
                {
                    conflicts.Take();
                }
            },
            () => conflicts.Capacity);
    }

    private static SurgeMemory Idle()
    {
        IdleStates<object, IdleOf> states = new(int.MaxValue, key => new() { Key = key, IdleAfter = Billion });
        return new(
            (_, key) => states.Heard(key, ReceivedAt(0)),
            () =>
            {
                states.Heard("other", ReceivedAt(3_600));
                Assert.Equal(1, states.Count);
            },
            () => states.Capacity);

        static Trade ReceivedAt(int seconds) => new()
        {
            Symbol = "A",
            Time = _start.AddSeconds(seconds),
            Price = 1,
            Size = 1,
            Source = new(new Frame("test", 1, _start.AddSeconds(seconds), default), 0, 0),
        };
    }

    private static SurgeMemory LastOfGroups()
    {
        RecentGroups<string, LastKeys<object>> groups = new(max: 1, () => new(depth: 16, EqualityComparer<object>.Default), keys => keys.Clear());
        return new((number, key) => groups[number % 2 == 0 ? "even" : "odd"].Add(key), () => groups["other"].Contains(0), () => groups.Count);
    }

    private sealed record Tagged(object Tag) : DetectionDetail;

    private sealed class IdleOf : IdleState<object>;
}
