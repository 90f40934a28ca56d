using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>No lane waits for more than maxBurst + lanes − 2 events of other lanes, whatever arrives, and whenever.</summary>
public sealed class PriorityMergeFairness
{
    /// <summary>Lanes that are all full from the start: the worst there is.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 64)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 8)]
    [InlineData(8, 2)]
    [InlineData(10, 1)]
    [InlineData(10, 64)]
    public void Keeps_the_bound_where_every_lane_is_full(int lanes, int maxBurst)
    {
        Run run = new(lanes, maxBurst);
        for (var lane = 0; lane < lanes; lane++)
        {
            run.Push(lane, 400);
        }

        run.Drain();

        Assert.Equal(lanes * 400, run.Emitted);
        Assert.InRange(run.LongestWait, Math.Min(maxBurst, 400), maxBurst + lanes - 2);
    }

    [Fact]
    public void Keeps_the_bound_whatever_arrives_before_and_during_delivery() =>
        Prop.ForAll<byte, byte, int>((lanes, burst, seed) =>
        {
            Random random = new(seed);
            Run run = new(2 + (lanes % 9), 1 + (burst % 64), random);
            for (var round = 0; round < 3; round++)
            {
                for (var i = random.Next(20); i >= 0; i--)
                {
                    run.Push(random.Next(run.Lanes), random.Next(1, 40));
                }

                run.Drain();
            }

            return run.LongestWait <= run.MaxBurst + run.Lanes - 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_the_whole_run_for_a_lower_lane_that_fills_during_it()
    {
        Run run = new(4, maxBurst: 3);
        run.Push(3, 2);
        run.Push(0, 4);
        run.After(1, () => run.Push(2, 1));
        run.After(1, () => run.Push(1, 1));
        run.Drain();

        // After the run of three, lanes 1, 2 and 3 are equally overdue: the higher one goes first. Then lane 0 is overdue.
        Assert.Equal([0, 0, 0, 1, 2, 3, 0, 3], run.Order);
    }

    private sealed class Run
    {
        private readonly VirtualMarketClock _clock = new();
        private readonly Subject<int>[] _feeds;
        private readonly int[] _waiting;
        private readonly int[] _waited;
        private readonly Random? _random;
        private readonly Dictionary<int, Action> _after = [];

        public Run(int lanes, int maxBurst, Random? random = null)
        {
            (Lanes, MaxBurst, _random) = (lanes, maxBurst, random);
            _feeds = [.. Enumerable.Range(0, lanes).Select(_ => new Subject<int>())];
            _waiting = new int[lanes];
            _waited = new int[lanes];
            FlowOperators.PriorityMerge([.. _feeds.Select(feed => feed.InLane(new() { Name = "lane", Capacity = 100_000 }))], _clock, maxBurst).Subscribe(Receive);
        }

        public int Lanes { get; }

        public int MaxBurst { get; }

        public int Emitted { get; private set; }

        public int LongestWait { get; private set; }

        public List<int> Order { get; } = [];

        public void After(int emitted, Action action) => _after[emitted] = _after.TryGetValue(emitted, out var earlier) ? earlier + action : action;

        public void Push(int lane, int count)
        {
            for (var i = 0; i < count; i++)
            {
                _waiting[lane]++;
                _feeds[lane].OnNext(lane);
            }
        }

        public void Drain() => _clock.RunDue();

        private void Receive(int lane)
        {
            Emitted++;
            Order.Add(lane);
            _waiting[lane]--;
            for (var other = 0; other < Lanes; other++)
            {
                _waited[other] = other == lane || _waiting[other] == 0 ? 0 : _waited[other] + 1;
                LongestWait = Math.Max(LongestWait, _waited[other]);
            }

            if (_after.TryGetValue(Emitted, out var action))
            {
                action();
            }

            if (_random is not null && Emitted < 2_000 && _random.Next(4) == 0)
            {
                Push(_random.Next(Lanes), _random.Next(1, 5));
            }
        }
    }
}
