using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Tests;

public sealed class SlotListTests
{
    /// <summary>Whatever is added and removed, it holds what a plain list would, in that order.</summary>
    [Fact]
    public void Holds_what_a_plain_list_would() =>
        Prop.ForAll<byte[]>(steps =>
        {
            SlotList<int> list = new(40);
            List<(int Slot, int Value)> model = [];
            foreach (var step in steps.SelectMany(step => Enumerable.Repeat(step, 1 + (step % 7))))
            {
                if (step % 3 == 0 && model.Count > 0)
                {
                    var at = step % 2 == 0 ? 0 : step % model.Count;
                    if (list.Remove(model[at].Slot) != model[at].Value)
                    {
                        return false;
                    }

                    model.RemoveAt(at);
                }
                else if (model.Count < 40)
                {
                    var isFirst = step % 3 == 1;
                    model.Insert(isFirst ? 0 : model.Count, (isFirst ? list.Prepend(step) : list.Append(step), step));
                }

                if (!Contents(list).SequenceEqual(model.Select(item => item.Value)) || list.Count != model.Count)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shrinks_after_a_surge_to_less_than_four_times_what_it_held_since()
    {
        SlotList<int> list = new(100_000);
        Cycle(list, 50_000);
        Assert.InRange(list.Size, 50_000, 100_000);
        var surged = list.Size;

        for (var passed = 0; passed < 2 * SlotList<int>.Passes * surged; passed += 100)
        {
            Cycle(list, 100);
        }

        Assert.InRange(list.Size, 100, 399);
    }

    [Fact]
    public void Shrinks_to_sixteen_slots_when_nothing_comes_any_more_but_it_is_noticed_to_be_empty()
    {
        SlotList<int> list = new(1_000);
        Cycle(list, 900);

        for (var i = 0; i < 2 * SlotList<int>.Passes * 1_000; i++)
        {
            list.NoteEmpty();
        }

        Assert.Equal(16, list.Size);
    }

    [Fact]
    public void Does_not_shrink_before_enough_has_passed()
    {
        SlotList<int> list = new(1_000);
        Cycle(list, 900);

        for (var passed = 1; passed < SlotList<int>.Passes * 1_000; passed++)
        {
            Cycle(list, 1);
        }

        Assert.Equal(1_000, list.Size);
        Cycle(list, 1);
        Assert.Equal(500, list.Size);
    }

    [Fact]
    public void Allocates_nothing_under_a_load_that_repeats()
    {
        SlotList<int> list = new(10_000);
        Cycle(list, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 200; i++)
        {
            Cycle(list, 1_000);
            Cycle(list, 1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Works_on_after_it_has_shrunk()
    {
        SlotList<int> list = new(1_000);
        Cycle(list, 900);
        for (var i = 0; i < 2 * SlotList<int>.Passes * 1_000; i++)
        {
            list.NoteEmpty();
        }

        foreach (var value in Enumerable.Range(0, 1_000))
        {
            list.Append(value);
        }

        Assert.Equal(Enumerable.Range(0, 1_000), Contents(list));
    }

    private static void Cycle(SlotList<int> list, int items)
    {
        for (var i = 0; i < items; i++)
        {
            list.Append(i);
        }

        for (var i = 0; i < items; i++)
        {
            list.Remove(list.First);
        }
    }

    private static IEnumerable<int> Contents(SlotList<int> list)
    {
        for (var slot = list.First; slot != SlotList<int>.None; slot = list.Next(slot))
        {
            yield return list[slot];
        }
    }
}
