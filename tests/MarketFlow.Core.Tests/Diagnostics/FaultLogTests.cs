using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class FaultLogTests
{
    [Fact]
    public void Refuses_to_keep_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new FaultLog<int>(0));
        Assert.NotNull(new FaultLog<int>(1));
    }

    [Fact]
    public void Is_empty_at_first()
    {
        var log = new FaultLog<int>();

        Assert.Equal(0, log.Total);
        Assert.Empty(log.Latest());
    }

    [Fact]
    public void Keeps_a_thousand_by_default()
    {
        var log = new FaultLog<int>();
        for (var i = 0; i < 1_001; i++)
        {
            log.OnNext(i);
        }

        Assert.Equal(1_001, log.Total);
        Assert.Equal(Enumerable.Range(1, 1_000), log.Latest());
    }

    [Fact]
    public void Keeps_the_last_ones_and_counts_them_all() =>
        Prop.ForAll<int[], byte>((faults, room) =>
        {
            var capacity = (room % 10) + 1;
            var log = new FaultLog<int>(capacity);
            Array.ForEach(faults, log.OnNext);
            return log.Total == faults.Length && log.Latest().SequenceEqual(faults.TakeLast(capacity));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Goes_on_after_a_stream_that_wrote_to_it_has_ended()
    {
        var log = new FaultLog<int>();

        log.OnNext(1);
        log.OnError(new InvalidOperationException("down"));
        log.OnCompleted();
        log.OnNext(2);

        Assert.Equal([1, 2], log.Latest());
    }

    [Fact]
    public void Leaves_an_earlier_copy_as_it_was()
    {
        var log = new FaultLog<int>(1);
        log.OnNext(1);
        var earlier = log.Latest();

        log.OnNext(2);

        Assert.Equal([1], earlier);
    }

    [Fact]
    public void Loses_no_fault_of_any_thread()
    {
        const int PerThread = 5_000;
        var log = new FaultLog<(int Thread, int Number)>(100);
        var mostKept = 0;
        var threads = Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < PerThread; i++)
            {
                log.OnNext((thread, i));
                mostKept = Math.Max(mostKept, log.Latest().Count);
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(100, mostKept);
        Assert.Equal(4 * PerThread, log.Total);
        Assert.All(log.Latest().GroupBy(fault => fault.Thread), thread => Assert.Equal(thread.Select(fault => fault.Number).Order(), thread.Select(fault => fault.Number)));
    }
}
