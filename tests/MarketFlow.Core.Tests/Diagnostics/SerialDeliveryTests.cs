using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class SerialDeliveryTests
{
    private readonly RecordingObserver<int> _seen = new();
    private readonly SerialDelivery<int> _delivery;

    public SerialDeliveryTests() => _delivery = new(_seen);

    [Fact]
    public void Delivers_nothing_before_it_is_told_to()
    {
        Assert.True(_delivery.Enqueue(1));
        Assert.Equal(1, _delivery.Waiting);
        Assert.Empty(_seen.Values);

        _delivery.Drain();

        Assert.Equal([1], _seen.Values);
        Assert.Equal(0, _delivery.Waiting);
    }

    [Fact]
    public void Does_nothing_where_nothing_waits()
    {
        _delivery.Drain();
        _delivery.Drain();

        Assert.Empty(_seen.Values);
        Assert.False(_seen.HasEnded);
    }

    [Fact]
    public void Delivers_in_order_however_it_is_cut_into_deliveries() =>
        Prop.ForAll<int[], bool[]>((values, drains) =>
        {
            var seen = new RecordingObserver<int>();
            var delivery = new SerialDelivery<int>(seen);
            for (var i = 0; i < values.Length; i++)
            {
                delivery.Enqueue(values[i]);
                if (i < drains.Length && drains[i])
                {
                    delivery.Drain();
                }
            }

            delivery.EnqueueCompleted();
            delivery.Drain();
            seen.AssertGrammar();
            return seen.Values.SequenceEqual(values) && seen.IsCompleted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Delivers_what_waits_before_the_completion_and_nothing_after()
    {
        _delivery.Enqueue(1);
        _delivery.EnqueueCompleted();
        Assert.False(_delivery.Enqueue(2));
        Assert.False(_seen.HasEnded);

        _delivery.Drain();

        Assert.Equal([1], _seen.Values);
        Assert.True(_seen.IsCompleted);
        Assert.False(_delivery.Enqueue(3));
        _delivery.EnqueueError(new InvalidOperationException("late"));
        _delivery.Drain();
        Assert.Null(_seen.Error);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Delivers_what_waits_before_the_error()
    {
        var error = new InvalidOperationException("down");
        _delivery.Enqueue(1);
        _delivery.EnqueueError(error);
        _delivery.EnqueueCompleted(); // the first end is the end
        _delivery.Drain();

        Assert.Equal([1], _seen.Values);
        Assert.Same(error, _seen.Error);
        Assert.False(_seen.IsCompleted);
        _seen.AssertGrammar();
    }

    [Fact]
    public void Delivers_nothing_after_it_is_stopped_and_says_what_was_waiting()
    {
        _delivery.Enqueue(1);
        _delivery.Enqueue(2);
        _delivery.EnqueueCompleted();

        Assert.Equal(2, _delivery.Stop());
        Assert.Equal(0, _delivery.Stop());
        Assert.False(_delivery.Enqueue(3));
        _delivery.Drain();

        Assert.Empty(_seen.Values);
        Assert.False(_seen.HasEnded);
        Assert.Equal(0, _delivery.Waiting);
    }

    [Fact]
    public void Delivers_what_the_observer_causes_after_what_it_is_busy_with()
    {
        SerialDelivery<int>? delivery = null;
        var seen = new RecordingObserver<int> { WhileReceiving = value => { if (value < 3) { delivery!.Enqueue(value + 1); delivery.Drain(); } } };
        delivery = new(seen);

        delivery.Enqueue(1);
        delivery.Drain();

        Assert.Equal([1, 2, 3], seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Stops_at_once_where_the_observer_stops_it()
    {
        SerialDelivery<int>? delivery = null;
        var undelivered = 0;
        var seen = new RecordingObserver<int> { WhileReceiving = _ => undelivered += delivery!.Stop() };
        delivery = new(seen);
        delivery.Enqueue(1);
        delivery.Enqueue(2);
        delivery.EnqueueCompleted();

        delivery.Drain();

        Assert.Equal([1], seen.Values);
        Assert.Equal(1, undelivered);
        Assert.False(seen.HasEnded);
    }

    [Fact]
    public void Stops_where_the_observer_throws_and_still_says_what_was_waiting()
    {
        var seen = new RecordingObserver<int> { WhileReceiving = _ => throw new InvalidOperationException("full") };
        var delivery = new SerialDelivery<int>(seen);
        delivery.Enqueue(1);
        delivery.Enqueue(2);
        delivery.Enqueue(3);

        Assert.Throws<InvalidOperationException>(delivery.Drain);

        Assert.False(delivery.Enqueue(4));
        delivery.Drain();
        Assert.Equal([1], seen.Values);
        Assert.Equal(2, delivery.Stop());
        Assert.Equal(0, delivery.Waiting);
    }

    [Fact]
    public void Has_its_account_until_it_is_stopped_and_enters_what_comes_later_as_shutdown()
    {
        var stage = new Ledger().Stage("delivery");
        var delivery = new SerialDelivery<int>(_seen, capacity: 10, stage);
        delivery.Enqueue(1);
        Assert.Throws<InvalidOperationException>(() => new SerialDelivery<int>(_seen, capacity: 10, stage));

        delivery.Stop();
        delivery.Enqueue(2);

        using var claim = stage.Claim();
        delivery.Enqueue(3); // the account belongs to another one by now
        Assert.Equal((2, 2, 0, 0), (stage.Snapshot().Received, stage.Snapshot().Removed(RemovalReason.Shutdown), stage.Snapshot().Held, stage.Snapshot().Imbalance));
    }

    [Fact]
    public void Gives_its_account_back_before_it_says_that_it_ends_and_delivers_the_end()
    {
        var stage = new Ledger().Stage("delivery");
        var hadEnded = true;
        var delivery = new SerialDelivery<int>(_seen, capacity: 10, stage, ending: () =>
        {
            hadEnded = _seen.HasEnded;
            stage.Claim().Dispose();
        });

        delivery.EnqueueCompleted();
        delivery.Drain();

        Assert.False(hadEnded);
        Assert.True(_seen.IsCompleted);
    }

    [Fact]
    public void Lets_the_others_go_while_one_delivers_and_delivers_for_them()
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        var seen = new RecordingObserver<int> { WhileReceiving = value => { if (value == 1) { isBusy.Set(); mayGoOn.Wait(); } } };
        var delivery = new SerialDelivery<int>(seen);
        delivery.Enqueue(1);
        var deliverer = new Thread(delivery.Drain);
        deliverer.Start();
        isBusy.Wait();

        delivery.Enqueue(2);
        delivery.Drain(); // would never return if it waited for its turn
        Assert.Equal([1], seen.Values);
        mayGoOn.Set();
        deliverer.Join();

        Assert.Equal([1, 2], seen.Values);
        seen.AssertGrammar();
    }

    [Fact]
    public void Keeps_the_order_of_each_thread_and_never_overlaps()
    {
        const int PerThread = 20_000;
        var seen = new RecordingObserver<(int Thread, int Number)>();
        var delivery = new SerialDelivery<(int Thread, int Number)>(seen);
        var threads = Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < PerThread; i++)
            {
                delivery.Enqueue((thread, i));
                delivery.Drain();
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        delivery.EnqueueCompleted();
        delivery.Drain();

        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        Assert.Equal(4 * PerThread, seen.Values.Count);
        Assert.All(seen.Values.GroupBy(value => value.Thread), thread => Assert.Equal(Enumerable.Range(0, PerThread), thread.Select(value => value.Number)));
    }
}
