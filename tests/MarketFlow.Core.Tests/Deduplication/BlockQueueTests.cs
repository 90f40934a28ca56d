using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class BlockQueueTests
{
    [Fact]
    public void Agrees_with_a_plain_queue_at_every_position() =>
        Prop.ForAll(ArbMap.Default.ArbFor<short[]>(), steps =>
        {
            var (queue, model, next) = (new BlockQueue<int>(uint.MaxValue - 511), new List<int>(), 0);
            foreach (var step in steps)
            {
                for (var i = 0; i < Math.Abs(step * 37 % 1_000); i++)
                {
                    if (step > 0)
                    {
                        model.Add(next);
                        queue.Enqueue(next++);
                    }
                    else if (model.Count > 0)
                    {
                        model.RemoveAt(0);
                        queue.Dequeue();
                    }
                }
            }

            return queue.Count == model.Count && queue.End - queue.Begin == (uint)model.Count
                && model.Select((expected, i) => queue[queue.Begin + (uint)i] == expected).All(isEqual => isEqual);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 65_535)]
    public void Keeps_every_entry_in_its_place_through_surges(uint firstPosition)
    {
        BlockQueue<int> queue = new(firstPosition);
        var (first, next) = (0, 0);
        foreach (var count in new[] { 100_000, 3_000, 50_000, 100, 40_000, 0, 30_000 })
        {
            while (queue.Count < count)
            {
                queue.Enqueue(next++);
            }

            while (queue.Count > count)
            {
                queue.Dequeue();
                first++;
            }

            for (var i = 0; i < count; i += 7)
            {
                Assert.Equal(first + i, queue[queue.Begin + (uint)i]);
            }
        }
    }

    [Fact]
    public void Gives_blocks_back_but_for_a_quarter()
    {
        var queue = new BlockQueue<int>();
        for (var i = 0; i < 100_000; i++)
        {
            queue.Enqueue(i);
        }

        Assert.InRange(queue.Capacity, 100_000, 100_000 + 256);
        while (queue.Count > 10_000)
        {
            queue.Dequeue();
        }

        Assert.InRange(queue.Capacity, 10_000, 10_000 * 5 / 4 + (3 * 256));
    }
}
