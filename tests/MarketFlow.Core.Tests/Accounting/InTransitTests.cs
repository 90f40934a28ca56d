namespace MarketFlow.Tests;

/// <summary>What the accounts of stages leave unexplained between one stage and the next.</summary>
public sealed class InTransitTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void Counts_one_lost_and_one_invented_event_as_two()
    {
        var (first, second) = (Emits("first", 5), Emits("second", 5));
        Receives("after first", 4, first);
        Receives("after second", 6, second);

        Assert.Equal(2, _ledger.Snapshot().InTransit);
    }

    [Fact]
    public void Counts_both_sides_of_one_junction_where_no_stage_can_have_swapped_them()
    {
        var (tick, bars) = (Emits("tick", 5), Emits("bars", 5));
        Receives("tick lane", 4, tick);
        Receives("bar lane", 6, bars);
        Receives("common lane", 0, tick, bars);

        Assert.Equal(2, _ledger.Snapshot().InTransit);
    }

    [Fact]
    public void Takes_an_event_of_one_stage_for_that_of_another_where_the_accounts_cannot_tell_them_apart()
    {
        var (one, other) = (Emits("one", 5), Emits("other", 5));
        Receives("first", 4, one, other);
        Receives("second", 6, one, other);

        Assert.Equal(0, _ledger.Snapshot().InTransit);
    }

    [Theory]
    [InlineData(3, 2, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(0, 0, 5)]
    public void Explains_what_one_stage_emits_by_what_several_receive(int left, int right, int expected)
    {
        var route = Emits("route", 5);
        Receives("left", left, route);
        Receives("right", right, route);

        Assert.Equal(expected, _ledger.Snapshot().InTransit);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(2, 3)]
    public void Explains_what_one_stage_receives_by_what_several_emit(int received, int expected)
    {
        Receives("merge", received, Emits("tick", 2), Emits("bars", 3));

        Assert.Equal(expected, _ledger.Snapshot().InTransit);
    }

    [Fact]
    public void Gives_events_back_where_another_stage_needs_them()
    {
        // taken first by the lane that both may reach, they are missing where only one can go
        var (both, one) = (Emits("both", 3), Emits("one", 3));
        Receives("common", 3, both, one);
        Receives("own", 3, both);

        Assert.Equal(0, _ledger.Snapshot().InTransit);
    }

    [Fact]
    public void Ignores_stages_at_which_events_enter_or_leave()
    {
        Emits("not followed", 7);
        _ledger.Stage("enters").Changed(received: 9, emitted: 0, removed: 9, RemovalReason.Filtered);

        Assert.Equal(0, _ledger.Snapshot().InTransit);
    }

    /// <summary>Whatever flows between the stages: nothing is in transit. With one lost and one invented event, two are, or none where the flow allows it.</summary>
    [Fact]
    public void Agrees_with_a_look_at_each_group_of_stages()
    {
        var (zeros, twos) = (0, 0);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            Network network = new(random);
            Assert.Equal(0, network.InTransit());
            Assert.Equal(0, network.Model());

            network.Emitted[random.Next(network.Emitted.Length)]++;
            Assert.Equal(1, network.InTransit());
            network.Received[random.Next(network.Received.Length)]++;
            var inTransit = network.InTransit();
            Assert.Equal(network.Model(), inTransit);
            zeros += inTransit == 0 ? 1 : 0;
            twos += inTransit == 2 ? 1 : 0;

            for (var i = 0; i < 5; i++)
            {
                network.Emitted[random.Next(network.Emitted.Length)] = random.Next(9);
                network.Received[random.Next(network.Received.Length)] = random.Next(9);
                Assert.Equal(network.Model(), network.InTransit());
                Assert.InRange(network.InTransit(), 0, long.MaxValue);
            }
        }

        Assert.InRange(zeros, 200, 1_800);
        Assert.InRange(twos, 200, 1_800);
    }

    private LedgerStage Emits(string name, int count)
    {
        var stage = _ledger.Stage(name);
        stage.Changed(received: count, emitted: count);
        return stage;
    }

    private void Receives(string name, int count, params LedgerStage[] after) => _ledger.Stage(name, after).Changed(received: count, emitted: count);

    /// <summary>Up to five stages that emit, up to five that receive, and real events between them.</summary>
    private sealed class Network
    {
        private readonly bool[,] _isAfter;

        public Network(Random random)
        {
            (Emitted, Received) = (new long[random.Next(1, 6)], new long[random.Next(1, 6)]);
            _isAfter = new bool[Emitted.Length, Received.Length];
            for (var emitting = 0; emitting < Emitted.Length; emitting++)
            {
                for (var receiving = 0; receiving < Received.Length; receiving++)
                {
                    // each stage has at least one on the other side
                    _isAfter[emitting, receiving] = random.Next(5) == 0 || emitting % Received.Length == receiving || receiving % Emitted.Length == emitting;
                    var events = _isAfter[emitting, receiving] ? random.Next(4) : 0;
                    Emitted[emitting] += events;
                    Received[receiving] += events;
                }
            }
        }

        public long[] Emitted { get; }

        public long[] Received { get; }

        public long InTransit()
        {
            Ledger ledger = new();
            var emitting = Emitted.Select((count, number) => ledger.Stage($"emits {number}")).ToArray();
            for (var number = 0; number < Emitted.Length; number++)
            {
                emitting[number].Changed(received: Emitted[number], Emitted[number]);
            }

            for (var number = 0; number < Received.Length; number++)
            {
                var column = number;
                ledger.Stage($"receives {number}", [.. emitting.Where((_, row) => _isAfter[row, column])]).Changed(Received[number], emitted: Received[number]);
            }

            return ledger.Snapshot().InTransit;
        }

        /// <summary>Of each group of emitting stages, what they emitted beyond what the stages after them received in all: the worst group lost as much.</summary>
        public long Model()
        {
            var lost = 0L;
            for (var group = 0; group < 1 << Emitted.Length; group++)
            {
                var members = Enumerable.Range(0, Emitted.Length).Where(row => (group >> row & 1) == 1).ToList();
                var reached = Enumerable.Range(0, Received.Length).Where(column => members.Exists(row => _isAfter[row, column]));
                lost = Math.Max(lost, members.Sum(row => Emitted[row]) - reached.Sum(column => Received[column]));
            }

            var invented = Received.Sum() - (Emitted.Sum() - lost);
            return lost + invented;
        }
    }
}
