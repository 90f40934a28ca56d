using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

public sealed class ClientOutboxTests
{
    private static readonly int _tradeSize = Some.Message(Some.Trade("A")).Size;
    private readonly ClientOutbox _outbox = new(maxBytes: _tradeSize * 3, MarketFlowProtocol.Instance);
    private readonly List<SharedMessage> _batch = [];

    [Fact]
    public void Gives_out_what_was_offered()
    {
        _outbox.Offer(Some.Message(Some.Trade("A")));

        Assert.True(_outbox.TryTake(_batch, out var news));
        Assert.Equal(["{\"type\":\"trade\",\"symbol\":\"A\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":1,\"size\":1}"], _batch.Select(Some.Text));
        Assert.Equal(default, news);
        Assert.Equal(new ClientAccount(Received: 1, Emitted: 1, 0, 0, 0, 0), _outbox.Account);
    }

    [Fact]
    public void Holds_as_much_as_the_bound_and_ends_as_slow_beyond_it()
    {
        OfferTrades(3);
        Assert.False(_outbox.WasSlow);

        OfferTrades(1);
        Assert.True(_outbox.WasSlow);
        Assert.Equal(new ClientAccount(Received: 4, 0, 0, 0, ClientSlow: 4, 0), _outbox.Account);
    }

    [Fact]
    public void Tells_a_slow_client_how_much_was_dropped_and_why()
    {
        OfferTrades(4);

        Assert.True(_outbox.TryTake(_batch, out var news));
        Assert.Equal(new OutboxNews(Conflated: 0, Dropped: 4), news);
        Assert.StartsWith("{\"type\":\"error\",\"code\":\"slow-client\",\"message\":", Assert.Single(_batch).Text());
        Assert.Equal(ClientClose.Slow, _outbox.Close);
    }

    [Fact]
    public void Receives_nothing_once_it_is_ending()
    {
        OfferTrades(4);
        OfferTrades(1);

        Assert.Equal(4, _outbox.Account.Received);
        Assert.False(_outbox.HoldBack(Some.Message(Some.Trade("A"))));
    }

    [Fact]
    public void Conflates_quotes_before_it_gives_a_client_up()
    {
        for (var i = 0; i < 100; i++)
        {
            _outbox.Offer(Some.Message(Some.Quote("A", i)));
        }

        Assert.False(_outbox.WasSlow);
        Assert.True(_outbox.TryTake(_batch, out var news));
        Assert.Contains("\"bidPrice\":99,", Assert.Single(_batch).Text(), StringComparison.Ordinal);
        Assert.Equal(99, news.Conflated);
        Assert.Equal(new ClientAccount(Received: 100, Emitted: 1, 0, Conflated: 99, 0, 0), _outbox.Account);
    }

    [Fact]
    public void Tells_news_once()
    {
        for (var i = 0; i < 10; i++)
        {
            _outbox.Offer(Some.Message(Some.Quote("A", i)));
        }

        _outbox.TryTake(_batch, out _);
        OfferTrades(1);
        Assert.True(_outbox.TryTake(_batch, out var news));
        Assert.Equal(default, news);
    }

    [Fact]
    public void Counts_what_a_survivor_of_conflation_stands_for()
    {
        var latest = Some.Message(Some.Quote("A", 3));
        _outbox.HoldBack(Some.Message(Some.Quote("A", 1)));
        _outbox.HoldBack(Some.Message(Some.Quote("A", 2)));
        _outbox.HoldBack(latest);
        _outbox.HoldBack(Some.Message(Some.Quote("B", 1)));
        Assert.Equal(new ClientAccount(Received: 4, 0, Held: 4, 0, 0, 0), _outbox.Account);

        _outbox.Release(latest);
        Assert.Equal(new ClientAccount(Received: 4, 0, Held: 2, Conflated: 2, 0, 0), _outbox.Account);
        Assert.True(_outbox.TryTake(_batch, out var news));
        Assert.Equal(2, news.Conflated);
    }

    [Fact]
    public void Sends_what_waits_where_the_end_allows_it()
    {
        OfferTrades(2);
        _outbox.End(ClientClose.Restarting);
        OfferTrades(1);

        Assert.True(_outbox.TryTake(_batch, out _));
        Assert.Equal(new ClientAccount(Received: 2, Emitted: 2, 0, 0, 0, 0), _outbox.Account);
        Assert.False(_outbox.TryTake(_batch, out _));
    }

    [Fact]
    public void Removes_what_waits_as_shutdown_where_the_end_does_not_wait()
    {
        OfferTrades(2);
        _outbox.HoldBack(Some.Message(Some.Quote("A")));
        _outbox.End(ClientClose.Restarting);
        _outbox.End(ClientClose.Gone);

        Assert.Equal(new ClientAccount(Received: 3, 0, 0, 0, 0, Shutdown: 3), _outbox.Account);
        Assert.Equal(ClientClose.Restarting, _outbox.Close);
        _outbox.Release(Some.Message(Some.Quote("A")));
        Assert.False(_outbox.TryTake(_batch, out _));
    }

    [Fact]
    public async Task Wakes_its_sender_for_an_event_an_answer_a_survivor_and_the_end()
    {
        foreach (var wake in new Action[]
        {
            () => _outbox.Offer(Some.Message(Some.Trade("A"))),
            () => _outbox.Answer(SharedMessage.Pong()),
            () =>
            {
                _outbox.HoldBack(Some.Message(Some.Quote("A")));
                _outbox.Release(Some.Message(Some.Quote("A")));
            },
            () => _outbox.End(ClientClose.Restarting),
        })
        {
            var waiting = _outbox.WaitAsync().AsTask();
            Assert.False(waiting.IsCompleted);
            wake();
            await waiting.WaitAsync(TimeSpan.FromSeconds(30));
            _outbox.TryTake(_batch, out _);
        }

        Assert.True(_outbox.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public void Allocates_nothing_for_an_event_in_steady_state()
    {
        var message = Some.Message(Some.Trade("A"));
        OfferAndTake();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            OfferAndTake();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void OfferAndTake()
        {
            _outbox.Offer(message);
            _outbox.Offer(message);
            _outbox.TryTake(_batch, out _);
        }
    }

    /// <summary>
    /// Whatever comes and goes: the account balances at each step, no more than the bound waits, order holds per symbol and kind,
    /// and until the client is given up every trade has left or waits.
    /// </summary>
    [Fact]
    public void Keeps_its_promises_at_each_step() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Action, byte Symbol)[]>(), ArbMap.Default.ArbFor<byte>(), (steps, size) =>
        {
            var bound = 200 + (size * 8);
            var outbox = new ClientOutbox(bound, MarketFlowProtocol.Instance);
            var heldBack = new Dictionary<ConflationKey, SharedMessage>();
            List<SharedMessage> batch = [], left = [], trades = [];
            var order = new Dictionary<SharedMessage, int>();
            foreach (var (action, symbol) in steps.Concat([((byte)8, (byte)0)]))
            {
                var message = Some.Message(Some.Event(action % 10, $"{(action % 10 == 6 ? "held " : "")}{symbol % 3}", order.Count + 1));
                order[message] = order.Count;
                switch (action % 10)
                {
                    case < 6:
                        outbox.Offer(message);
                        trades.AddRange(message.Key.Type == EventType.Trade && outbox.Close is null ? [message] : []);
                        break;
                    case 6:
                        outbox.HoldBack(message);
                        heldBack[message.Key] = message;
                        break;
                    case 7:
                        heldBack.Values.ToList().ForEach(outbox.Release);
                        heldBack.Clear();
                        break;
                    case 8:
                        outbox.TryTake(batch, out _);
                        left.AddRange(batch.Where(taken => !taken.IsAnswer));
                        break;
                    default:
                        outbox.Answer(SharedMessage.Pong());
                        break;
                }

                Assert.Equal(0, outbox.Account.Imbalance);
                Assert.True(outbox.WaitingBytes <= bound || outbox.WasSlow || outbox.Account.Held <= 1, $"{outbox.WaitingBytes} bytes wait; the bound is {bound}.");
            }

            Assert.Equal(left.Count, outbox.Account.Emitted);
            foreach (var ofOneKey in left.Where(order.ContainsKey).GroupBy(message => message.Key))
            {
                Assert.Equal(ofOneKey.OrderBy(message => order[message]), ofOneKey);
            }

            while (!outbox.WasSlow && outbox.TryTake(batch, out _))
            {
                left.AddRange(batch);
            }

            Assert.True(outbox.WasSlow || trades.All(left.Contains), "A trade was lost to a client that is not slow.");
        })
        .QuickCheckThrowOnFailure();

    private void OfferTrades(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _outbox.Offer(Some.Message(Some.Trade("A")));
        }
    }
}
