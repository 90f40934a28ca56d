using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>What a lane does with events that were taken out of it and come back, and with delegates that throw.</summary>
public sealed class LaneBufferTests
{
    private readonly VirtualMarketClock _clock = new();
    private readonly LedgerStage _stage = new Ledger().Stage("lane");
    private readonly string[] _taken = new string[16];
    private readonly long[] _arrivedAt = new long[16];

    [Fact]
    public void Puts_back_in_the_old_order_before_what_came_meanwhile()
    {
        var buffer = Buffer(capacity: 10);
        Add(buffer, "a1", "b1", "c1");

        var count = Take(buffer, 3);
        Add(buffer, "d1");
        PutBack(buffer, from: 1, count);

        Assert.Equal(["b1", "c1", "d1"], All(buffer));
        AssertAccount(emitted: 4, RemovalReason.Conflated, removed: 0);
    }

    [Fact]
    public void Conflates_what_is_put_back_where_a_newer_event_of_its_key_came_meanwhile()
    {
        var buffer = Buffer(capacity: 3, isConflated: true);
        Add(buffer, "a1", "b1", "c1", "b2"); // congested

        var count = Take(buffer, 2);
        Assert.Equal(["a1", "c1"], _taken[..count]);
        Add(buffer, "a2");
        PutBack(buffer, from: 0, count);

        Assert.Equal(["c1", "b2", "a2"], All(buffer));
        AssertAccount(emitted: 3, RemovalReason.Conflated, removed: 2);
    }

    [Fact]
    public void Conflates_the_newer_one_where_it_does_not_replace_what_is_put_back()
    {
        var buffer = Buffer(capacity: 3, isConflated: true, (kept, next) => next[1] >= kept[1]);
        Add(buffer, "a5", "b1", "c1", "b2");

        var count = Take(buffer, 1);
        Add(buffer, "a2");
        PutBack(buffer, from: 0, count);

        Assert.Equal(["a5", "c1", "b2"], All(buffer));
    }

    [Fact]
    public void Keeps_what_is_put_back_after_it_stopped_taking_events_in()
    {
        var buffer = Buffer(capacity: 10);
        Add(buffer, "a1", "b1");

        var count = Take(buffer, 2);
        buffer.StopTaking();
        Add(buffer, "c1");
        PutBack(buffer, from: 0, count);

        Assert.Equal(["a1", "b1"], All(buffer));
        AssertAccount(emitted: 2, RemovalReason.Shutdown, removed: 1);
    }

    [Fact]
    public void Has_the_account_until_it_is_closed_and_what_was_taken_is_settled()
    {
        var buffer = Buffer(capacity: 10);
        Add(buffer, "a1", "b1");
        var count = Take(buffer, 1);
        Assert.Throws<InvalidOperationException>(_stage.Claim);

        buffer.Close();
        Assert.Throws<InvalidOperationException>(_stage.Claim);
        PutBack(buffer, from: 0, count);

        AssertAccount(emitted: 0, RemovalReason.Shutdown, removed: 2);
        _stage.Claim().Dispose();
    }

    [Fact]
    public void Enters_what_comes_after_it_has_given_the_account_back_unless_another_subscription_has_it()
    {
        var buffer = Buffer(capacity: 10);
        buffer.Close();

        Add(buffer, "late");
        AssertAccount(emitted: 0, RemovalReason.Shutdown, removed: 1);
        using (_stage.Claim())
        {
            Add(buffer, "too late");
        }

        AssertAccount(emitted: 0, RemovalReason.Shutdown, removed: 1);
    }

    [Fact]
    public void Gives_memory_back_after_a_surge()
    {
        var buffer = Buffer(capacity: 100_000);
        for (var i = 0; i < 60_000; i++)
        {
            buffer.Add("a1", out _);
        }

        while (Take(buffer, 16) > 0)
        {
        }

        Assert.InRange(buffer.Size, 60_000, 100_017);
        for (var i = 0; i < 2 * SlotList<string>.Passes * 100_017; i++)
        {
            buffer.TrySleep();
        }

        Assert.Equal(16, buffer.Size);
    }

    /// <summary>Whichever call of a delegate throws: its event is invalid, all others are emitted or entered, and the account is whole after each step.</summary>
    [Theory]
    [InlineData("receivedAtOf")]
    [InlineData("keyOf")]
    [InlineData("canConflate")]
    [InlineData("replaces")]
    [InlineData("comparer")]
    public void Loses_nothing_whichever_call_of_a_delegate_throws(string which)
    {
        var faults = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            for (var throwAt = 1; ; throwAt++)
            {
                Scenario scenario = new(which, throwAt);
                scenario.Run(new Random(seed));
                if (!scenario.HasThrown)
                {
                    break;
                }

                faults++;
            }
        }

        Assert.InRange(faults, 40, int.MaxValue);
    }

    private static void Add(LaneBuffer<string> buffer, params string[] values) => Array.ForEach(values, value => Assert.Null(buffer.Add(value, out _)));

    private int Take(LaneBuffer<string> buffer, int max) => buffer.Take(buffer.Now, _taken.AsSpan(0, max), _arrivedAt, out _);

    private void PutBack(LaneBuffer<string> buffer, int from, int count) => buffer.PutBack(_taken.AsSpan(from..count), _arrivedAt.AsSpan(from..count));

    private List<string> All(LaneBuffer<string> buffer)
    {
        List<string> all = [];
        for (var count = Take(buffer, 16); count > 0; count = Take(buffer, 16))
        {
            all.AddRange(_taken[..count]);
        }

        return all;
    }

    private LaneBuffer<string> Buffer(int capacity, bool isConflated = false, Func<string, string, bool>? replaces = null) => new(
        new() { Name = "tick", Capacity = capacity, Overflow = isConflated ? Overflow.Conflate : Overflow.DropOldest },
        new(null, TimeSpan.FromSeconds(120), _clock),
        _stage,
        new Lane<string>([], new() { Name = "tick", Capacity = 1 }, null, null, null).State,
        isConflated ? new ConflationIndex<string, char>(text => text[0], null, null, replaces) : null);

    private void AssertAccount(long emitted, RemovalReason reason, long removed)
    {
        var account = _stage.Snapshot();
        Assert.Equal((emitted, removed, 0L, 0L), (account.Emitted, account.Removed(reason), account.Held, account.Imbalance));
    }

    private sealed class Scenario : IEqualityComparer<int>
    {
        private readonly VirtualMarketClock _clock = new();
        private readonly LedgerStage _stage = new Ledger().Stage("lane");
        private readonly string _which;
        private readonly int _throwAt;
        private readonly LaneBuffer<Item> _buffer;
        private readonly Item[] _hand = new Item[16];
        private readonly long[] _arrivedAt = new long[16];
        private readonly List<Item> _emitted = [];
        private int _calls;
        private int _added;
        private int _next;
        private int _end;

        public Scenario(string which, int throwAt)
        {
            _which = which;
            _throwAt = throwAt;
            _buffer = new(
                new() { Name = "tick", Capacity = 4, Overflow = Overflow.Conflate, MaxAge = TimeSpan.FromSeconds(20) },
                new(item => Called("receivedAtOf", item.ReceivedAt), TimeSpan.FromSeconds(20), _clock),
                _stage,
                new Lane<Item>([], new() { Name = "tick", Capacity = 1 }, null, null, null).State,
                new ConflationIndex<Item, int>(
                    item => Called("keyOf", item.Key),
                    item => Called("canConflate", item.Key != 0),
                    this,
                    (kept, next) => Called("replaces", next.Number % 3 != 0 || kept.Number > next.Number)));
        }

        private sealed record Item(int Number, int Key, Timestamp ReceivedAt);

        public bool HasThrown => _calls >= _throwAt;

        public void Run(Random random)
        {
            for (var step = 0; step < 60; step++)
            {
                Step(random);
                AssertWhole();
            }

            PutBack();
            AssertWhole();
            while (!_buffer.IsEmpty) // a look may take nothing although events wait
            {
                var count = Take();
                _emitted.AddRange(_hand[..count]);
                AssertWhole();
            }

            var account = _stage.Snapshot();
            Assert.Equal((_added, _emitted.Count, 0), (account.Received, account.Emitted, account.Held));
            Assert.Equal(HasThrown ? 1 : 0, account.Removed(RemovalReason.Invalid));
            Assert.Equal(HasThrown, _buffer.Fault is TimeoutException);
            Assert.Equal(_emitted.Count, _emitted.Distinct().Count());
            Assert.All(_emitted.GroupBy(item => item.Key), items => Assert.Equal(items.OrderBy(item => item.Number), items));
        }

        bool IEqualityComparer<int>.Equals(int x, int y) => x == y;

        int IEqualityComparer<int>.GetHashCode(int value) => Called("comparer", value);

        private void Step(Random random)
        {
            switch (random.Next(8))
            {
                case 0:
                    _clock.Sleep(TimeSpan.FromSeconds(random.Next(10)));
                    break;

                case 1 when _next == _end:
                    (_next, _end) = (0, Take());
                    break;

                case 2 when _next < _end:
                    _emitted.Add(_hand[_next++]);
                    break;

                case 3:
                    PutBack();
                    break;

                default:
                    var error = _buffer.Add(new(_added++, random.Next(4), _clock.Now), out _);
                    Assert.True(error is null || error == _buffer.Fault);
                    break;
            }
        }

        private int Take() => _buffer.Take(_buffer.Now, _hand.AsSpan(0, 3), _arrivedAt, out _);

        private void PutBack()
        {
            _buffer.PutBack(_hand.AsSpan(_next.._end), _arrivedAt.AsSpan(_next.._end));
            _next = _end = 0;
        }

        private void AssertWhole()
        {
            var account = _stage.Snapshot();
            Assert.Equal(0, account.Imbalance);
            Assert.Equal(_added, account.Received);
            Assert.Equal(_emitted.Count + (_end - _next), account.Emitted);
        }

        private TResult Called<TResult>(string name, TResult result) =>
            name == _which && ++_calls == _throwAt ? throw new TimeoutException(name) : result;
    }
}
