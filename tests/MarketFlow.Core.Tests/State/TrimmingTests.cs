namespace MarketFlow.Tests;

public sealed class TrimmingTests
{
    [Theory]
    [InlineData(0, 64, false)]
    [InlineData(0, 65, true)]
    [InlineData(99, 800, true)]
    [InlineData(100, 800, false)]
    public void Is_due_where_less_than_an_eighth_of_more_than_64_is_in_use(int count, int capacity, bool isDue) =>
        Assert.Equal(isDue, Trimming.IsDue(count, capacity));

    [Theory]
    [InlineData(0, 64, 64)]
    [InlineData(32, 64, 64)]
    [InlineData(33, 66, 128)]
    [InlineData(128, 256, 256)]
    public void Cuts_to_twice_what_is_in_use_and_to_no_less_than_64(int count, int cut, int powerOfTwo) =>
        Assert.Equal((cut, powerOfTwo), (Trimming.Cut(count), Trimming.CutToPowerOfTwo(count)));

    [Fact]
    public void Cuts_once_after_many_removals()
    {
        var dictionary = Enumerable.Range(0, 10_000).ToDictionary(key => key);
        for (var key = 1; key < 10_000; key++)
        {
            dictionary.Remove(key);
        }

        dictionary.TrimAfterSurge();

        Assert.InRange(dictionary.Capacity, 1, 71);
    }

    [Fact]
    public void Leaves_room_for_eight_times_what_is_there()
    {
        Dictionary<int, int> dictionary = [];
        Queue<int> queue = [];
        Stack<int> stack = [];
        List<int> list = [];
        PriorityQueue<int, int> priorities = new();
        for (var i = 0; i < 10_000; i++)
        {
            dictionary.Add(i, i);
            queue.Enqueue(i);
            stack.Push(i);
            list.Add(i);
            priorities.Enqueue(i, i);
        }

        for (var left = 9_999; left >= 0; left--)
        {
            dictionary.Remove(left);
            dictionary.TrimAfterSurge();
            queue.Dequeue();
            queue.TrimAfterSurge();
            stack.Pop();
            stack.TrimAfterSurge();
            list.RemoveAt(left);
            list.TrimAfterSurge();
            priorities.Dequeue();
            priorities.TrimAfterSurge();
            var most = Math.Max(71, (left + 1) * 8); // a dictionary has a prime number of places
            Assert.All(
                [dictionary.Capacity, queue.Capacity, stack.Capacity, list.Capacity, priorities.Capacity],
                capacity => Assert.InRange(capacity, left, most));
        }
    }

    [Fact]
    public void Allocates_nothing_for_what_breathes_by_a_factor_of_four()
    {
        Dictionary<int, int> dictionary = [];
        Queue<int> queue = [];
        PriorityQueue<int, int> priorities = new();

        Assert.Equal(0, Allocation.Least(() =>
        {
            while (queue.Count < 1_000)
            {
                dictionary.Add(queue.Count, 0);
                priorities.Enqueue(0, queue.Count);
                queue.Enqueue(0);
            }

            while (queue.Count > 250)
            {
                queue.Dequeue();
                queue.TrimAfterSurge();
                dictionary.Remove(queue.Count);
                dictionary.TrimAfterSurge();
                priorities.Dequeue();
                priorities.TrimAfterSurge();
            }
        }));
    }
}
