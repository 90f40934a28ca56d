using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class OutboxQueueTests
{
    private static readonly int _tradeSize = Some.Message(Some.Trade("A")).Size;

    [Fact]
    public void Lets_messages_leave_as_they_came_while_there_is_room()
    {
        var queue = new OutboxQueue(maxBytes: 100_000);
        MarketEvent[] events = [Some.Trade("A"), Some.Bar("A"), Some.Quote("A"), Some.Status("A")];
        AddAll(queue, events);

        Assert.Equal(events.Select(value => Some.Message(value).Text()), Take(queue));
    }

    [Fact]
    public void Lets_bars_and_status_go_first_once_more_than_half_the_bound_waits()
    {
        MarketEvent[] events = [Some.Trade("A"), Some.Quote("A"), Some.Bar("A"), Some.Status("A")];
        var size = events.Sum(value => Some.Message(value).Size);
        var atHalf = new OutboxQueue(maxBytes: size * 2);
        var overHalf = new OutboxQueue(maxBytes: (size * 2) - 2);
        AddAll(atHalf, events);
        AddAll(overHalf, events);

        Assert.Equal(["trade", "quote", "bar", "status"], Take(atHalf).Select(TypeOf));
        Assert.Equal(["bar", "status", "trade", "quote"], Take(overHalf).Select(TypeOf));
    }

    [Fact]
    public void Lets_no_correction_pass_the_trade_that_it_corrects()
    {
        var queue = new OutboxQueue(maxBytes: 200);
        AddAll(queue, Some.Trade("A"), (Status)Some.Status("A") with { Kind = "correction" }, Some.Trade("B"), (Status)Some.Status("B") with { Kind = "cancel" });

        Assert.Equal(["trade", "status", "trade", "status"], Take(queue).Select(TypeOf));
    }

    [Fact]
    public void Lets_nothing_pass_an_answer()
    {
        var queue = new OutboxQueue(maxBytes: 400);
        AddAll(queue, Some.Trade("A"), Some.Bar("A"));
        queue.Add(SharedMessage.Pong());
        AddAll(queue, Some.Bar("B"));

        Assert.Equal(["bar", "trade", "pong", "bar"], Take(queue).Select(TypeOf));
    }

    [Fact]
    public void Keeps_the_newest_quote_of_each_symbol_though_a_late_one_came_after_it()
    {
        var size = Some.Message(Some.Quote("A")).Size;
        var queue = new OutboxQueue(maxBytes: size * 4);
        AddAll(queue, Some.Quote("A", 1), Some.Quote("A", 2), Late(Some.Quote("A", 3)), Some.Quote("B", 4), Late(Some.Quote("B", 5)));
        AddAll(queue, Late(Some.Quote("B", 6)));

        Assert.Equal(new[] { Some.Quote("A", 2), Some.Quote("B", 4) }.Select(quote => Some.Message(quote).Text()), Take(queue));

        static Quote Late(Quote quote) => quote with { Time = quote.Time + TimeSpan.FromSeconds(-1) };
    }

    [Fact]
    public void Keeps_the_latest_quote_of_each_symbol_once_the_bound_is_passed()
    {
        var size = Some.Message(Some.Quote("A")).Size;
        var queue = new OutboxQueue(maxBytes: size * 4);
        AddAll(queue, Some.Quote("A", 1), Some.Quote("B", 2), Some.Quote("A", 3), Some.Quote("B", 4));
        Assert.Equal(4, queue.Count); // at the bound, not beyond

        Assert.Equal(3, queue.Add(Some.Message(Some.Quote("A", 5))));

        Assert.Equal([Some.Message(Some.Quote("B", 4)).Text(), Some.Message(Some.Quote("A", 5)).Text()], Take(queue));
    }

    [Fact]
    public void Replaces_quotes_one_by_one_until_only_half_the_bound_waits()
    {
        var size = Some.Message(Some.Quote("A")).Size;
        var queue = new OutboxQueue(maxBytes: (size * 2) + _tradeSize);
        AddAll(queue, Some.Trade("A"), Some.Trade("B"), Some.Quote("A", 1), Some.Quote("A", 2)); // passes the bound

        Assert.Equal(1, queue.Add(Some.Message(Some.Quote("A", 3))));

        Take(queue);
        AddAll(queue, Some.Quote("A", 4));
        Assert.Equal(0, queue.Add(Some.Message(Some.Quote("A", 5))));
    }

    [Fact]
    public void Takes_no_more_than_fits_but_always_one()
    {
        var queue = new OutboxQueue(maxBytes: 100_000);
        AddAll(queue, Some.Trade("A"), Some.Trade("A"), Some.Trade("A"));
        var two = 2 * (_tradeSize + ClientFrame.MaxExtraLength);

        Assert.Single(Take(queue, 1));
        Assert.Equal(2, Take(queue, two).Count);
        AddAll(queue, Some.Trade("A"), Some.Trade("A"));
        Assert.Single(Take(queue, two - 1));
    }

    [Fact]
    public void Lets_a_message_that_waits_alone_be_longer_than_the_bound()
    {
        var queue = new OutboxQueue(maxBytes: 1);
        queue.Add(Some.Message(Some.Trade("A")));
        Assert.False(queue.IsOverBound);

        queue.Add(Some.Message(Some.Trade("A")));
        Assert.True(queue.IsOverBound);
    }

    /// <summary>Whatever comes and goes, the queue does what its rules do to a plain list.</summary>
    [Fact]
    public void Agrees_with_the_rules_applied_to_a_plain_list() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Action, byte Symbol)[]>(), ArbMap.Default.ArbFor<byte>(), (steps, size) =>
        {
            const int MaxBatchBytes = 500;
            var bound = 200 + (size * 8);
            var queue = new OutboxQueue(bound);
            var model = new ListModel(bound);
            var number = 0;
            foreach (var (action, symbol) in steps)
            {
                if (action % 8 == 7)
                {
                    Assert.Equal(model.Take(MaxBatchBytes).Select(Some.Text), Take(queue, MaxBatchBytes));
                }
                else
                {
                    var message = action % 8 == 6 ? SharedMessage.Pong() : Some.Message(Some.Event(action % 8, $"{(char)('A' + (symbol % 3))}", ++number));
                    Assert.Equal(model.Add(message), queue.Add(message));
                }

                Assert.Equal(model.Bytes, queue.Bytes);
                Assert.Equal(model.Waiting.Count(message => !message.IsAnswer), queue.Events);
                Assert.Equal(model.Bytes > bound && model.Waiting.Count > 1, queue.IsOverBound);
                if (queue.IsOverBound)
                {
                    queue.Clear();
                    model.Clear();
                }
            }

            Assert.Equal(model.Take(int.MaxValue).Select(Some.Text), Take(queue));
        })
        .QuickCheckThrowOnFailure();

    private static void AddAll(OutboxQueue queue, params MarketEvent[] events)
    {
        foreach (var value in events)
        {
            queue.Add(Some.Message(value));
        }
    }

    private static List<string> Take(OutboxQueue queue, int maxBatchBytes = int.MaxValue)
    {
        List<SharedMessage> batch = [];
        queue.TakeInto(batch, maxBatchBytes);
        return [.. batch.Select(Some.Text)];
    }

    private static string TypeOf(string message) => message.Split('"')[3];

    private sealed class ListModel(int bound)
    {
        private bool _isConflating;

        public List<SharedMessage> Waiting { get; private set; } = [];

        public long Bytes => Waiting.Sum(message => (long)message.Size);

        public int Add(SharedMessage message)
        {
            var before = Waiting.Count + 1;
            Waiting.Add(message);
            _isConflating |= Bytes > bound && Waiting.Count > 1 && !_isConflating;
            if (_isConflating)
            {
                Waiting = [.. Waiting.Where((older, at) => !older.OnlyLatestMatters
                    || !Waiting.Skip(at + 1).Any(newer => newer.OnlyLatestMatters && newer.Key == older.Key))];
            }

            return before - Waiting.Count;
        }

        public List<SharedMessage> Take(int maxBytes)
        {
            var isUnderPressure = Bytes > bound / 2;
            List<SharedMessage> taken = [];
            var bytes = 0L;
            while (Waiting.Count > 0)
            {
                var next = (isUnderPressure ? Waiting.TakeWhile(message => !message.IsAnswer).FirstOrDefault(message => message.GoesFirst) : null) ?? Waiting[0];
                bytes += next.Size + ClientFrame.MaxExtraLength;
                if (bytes > maxBytes && taken.Count > 0)
                {
                    break;
                }

                taken.Add(next);
                Waiting.Remove(next);
            }

            _isConflating &= Bytes > bound / 2;
            return taken;
        }

        public void Clear()
        {
            Waiting.Clear();
            _isConflating = false;
        }
    }
}
