using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Random arrivals over three small lanes, against plain lists.</summary>
public sealed class PriorityMergeProperties
{
    private const int Capacity = 5;

    private sealed record Item(int Lane, int Number, int Key);

    /// <summary>Whatever arrives, each lane emits what a plain list with its rule would hold, in that order.</summary>
    [Fact]
    public void Emits_what_plain_lists_would_in_the_order_of_the_rules() =>
        Prop.ForAll<(byte Lane, byte Key, bool ThenRun)[]>(arrivals =>
        {
            using Run run = new();
            Model model = new();
            var number = 0;
            foreach (var (lane, key, thenRun) in arrivals)
            {
                Item item = new(lane % 3, number++, key % 8);
                run.Push(item);
                model.Push(item);
                if (thenRun)
                {
                    run.Clock.RunDue();
                    model.Drain();
                }
            }

            run.Clock.RunDue();
            model.Drain();
            run.Seen.AssertGrammar();
            return run.Seen.Values.SequenceEqual(model.Emitted)
                && Counts(run, RemovalReason.Overflow) == model.Dropped && Counts(run, RemovalReason.Conflated) == model.Conflated;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_lets_a_lane_wait_longer_than_a_burst() =>
        Prop.ForAll<PositiveInt, byte[]>((burst, arrivals) =>
        {
            var maxBurst = Math.Min(burst.Get, 10);
            using Run run = new(maxBurst, capacity: 1_000);
            var number = 0;
            foreach (var lane in arrivals)
            {
                run.Push(new(lane % 3, number++, 0));
            }

            run.Clock.RunDue();
            return Enumerable.Range(0, 3).All(lane => LongestWait([.. run.Seen.Values], lane) <= maxBurst + 3 - 2);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accounts_for_every_event_at_every_instant() =>
        Prop.ForAll<(byte Lane, byte Key, bool ThenRun)[], byte>((arrivals, disposeAt) =>
        {
            using Run run = new();
            var isBalanced = true;
            var number = 0;
            foreach (var (lane, key, thenRun) in arrivals)
            {
                run.Push(new(lane % 3, number++, key % 8));
                isBalanced &= run.Ledger.Snapshot().Imbalance == 0;
                if (thenRun)
                {
                    run.Clock.RunDue();
                }

                if (number == disposeAt)
                {
                    run.Dispose();
                }

                isBalanced &= run.Ledger.Snapshot().Imbalance == 0;
            }

            run.Dispose();
            var end = run.Ledger.Snapshot();
            return isBalanced && run.WasBalancedWithin && end.Imbalance == 0 && end.Stages.All(stage => stage.Held == 0)
                && end.Stages.Sum(stage => stage.Emitted) == run.Seen.Values.Count;
        }).QuickCheckThrowOnFailure();

    private static long Counts(Run run, RemovalReason reason) => run.Ledger.Snapshot().Stages.Sum(stage => stage.Removed(reason));

    // All arrived at one instant, so a lane waits from the start until its last event.
    private static int LongestWait(List<Item> emitted, int lane)
    {
        var (longest, current) = (0, 0);
        var last = emitted.FindLastIndex(item => item.Lane == lane);
        foreach (var item in emitted.Take(last + 1))
        {
            current = item.Lane == lane ? 0 : current + 1;
            longest = Math.Max(longest, current);
        }

        return longest;
    }

    private sealed class Model
    {
        private readonly List<Item>[] _lanes = [[], [], []];
        private readonly int[] _overtakenBy = new int[3];
        private bool _isCongested;

        public List<Item> Emitted { get; } = [];

        public int Dropped { get; private set; }

        public int Conflated { get; private set; }

        // Lane 0 drops its oldest, lane 1 conflates by key, lane 2 drops the newest.
        public void Push(Item item)
        {
            var lane = _lanes[item.Lane];
            if (item.Lane == 1)
            {
                _isCongested |= lane.Count == Capacity;
                lane.Add(item);
                if (_isCongested)
                {
                    Conflated += lane.RemoveAll(older => lane.Exists(newer => newer.Number > older.Number && newer.Key == older.Key));
                }

                DropOldest(lane);
                return;
            }

            if (item.Lane == 2 && lane.Count == Capacity)
            {
                Dropped++;
                return;
            }

            lane.Add(item);
            DropOldest(lane);
        }

        public void Drain()
        {
            while (Array.Exists(_lanes, lane => lane.Count > 0))
            {
                var waiting = Enumerable.Range(0, 3).Where(lane => _lanes[lane].Count > 0).ToList();
                var overdue = waiting.Where(lane => _overtakenBy[lane] >= 2).OrderByDescending(lane => _overtakenBy[lane]); // stable
                var next = overdue.Concat(waiting).First();
                foreach (var other in waiting)
                {
                    _overtakenBy[other] = other == next ? 0 : _overtakenBy[other] + 1;
                }

                Emitted.Add(_lanes[next][0]);
                _lanes[next].RemoveAt(0);
                _isCongested &= _lanes[1].Count > 0;
                Array.ForEach([0, 1, 2], lane => _overtakenBy[lane] = _lanes[lane].Count == 0 ? 0 : _overtakenBy[lane]);
            }
        }

        private void DropOldest(List<Item> lane)
        {
            if (lane.Count > Capacity)
            {
                lane.RemoveAt(0);
                Dropped++;
            }
        }
    }

    private sealed class Run : IDisposable
    {
        private readonly Subject<Item>[] _feeds = [new(), new(), new()];
        private readonly IDisposable _subscription;

        public Run(int maxBurst = 2, int capacity = Capacity)
        {
            Seen = new() { WhileReceiving = _ => WasBalancedWithin &= Ledger.Snapshot().Imbalance == 0 };
            _subscription = FlowOperators.PriorityMerge(
                [
                    _feeds[0].InLane(new() { Name = "0", Capacity = capacity }, stage: Ledger.Stage("0")),
                    _feeds[1].InLane(new() { Name = "1", Capacity = capacity }, stage: Ledger.Stage("1")).ConflatedBy(item => item.Key),
                    _feeds[2].InLane(new() { Name = "2", Capacity = capacity, Overflow = Overflow.DropNewest }, stage: Ledger.Stage("2")),
                ],
                Clock,
                maxBurst).Subscribe(Seen);
        }

        public VirtualMarketClock Clock { get; } = new();

        public Ledger Ledger { get; } = new();

        public RecordingObserver<Item> Seen { get; }

        public bool WasBalancedWithin { get; private set; } = true;

        public void Push(Item item) => _feeds[item.Lane].OnNext(item);

        public void Dispose() => _subscription.Dispose();
    }
}
