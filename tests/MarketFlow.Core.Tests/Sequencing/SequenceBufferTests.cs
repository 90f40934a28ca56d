using System.Runtime.CompilerServices;

namespace MarketFlow.Tests;

/// <summary>The room that a sequence buffer keeps, and that it lets go of its events.</summary>
public sealed class SequenceBufferTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Uses_the_place_of_an_event_again()
    {
        SequenceBuffer<object, string> buffer = new(TimeSpan.FromSeconds(1), maxHeld: 1_000, maxKeys: 10, LateEvents.Remove);
        buffer.Place("A", 0, new(), _now);
        var next = 2L;
        HoldAndRelease();
        var afterOne = buffer.Capacity;

        for (var cycle = 0; cycle < 30; cycle++)
        {
            HoldAndRelease();
        }

        Assert.Equal(afterOne, buffer.Capacity);

        void HoldAndRelease()
        {
            buffer.Place("A", next, new(), _now);
            var whileHeld = buffer.Capacity;
            buffer.Place("A", next - 1, new(), _now);
            while (buffer.TryTake(_now, isEnding: false, out _))
            {
                // all of it
            }

            Assert.InRange(buffer.Capacity, whileHeld, long.MaxValue);
            next += 2;
        }
    }

    /// <summary>64, and a quarter of those that are held.</summary>
    [Fact]
    public void Keeps_so_many_places_after_a_surge()
    {
        SequenceBuffer<object, string> buffer = new(TimeSpan.FromSeconds(1), maxHeld: 1_000, maxKeys: 10, LateEvents.Remove);
        foreach (var key in new[] { "A", "B" })
        {
            buffer.Place(key, 0, new(), _now);
        }

        for (var sequence = 2; sequence <= 401; sequence++)
        {
            buffer.Place("A", sequence, new(), _now);
        }

        for (var sequence = 2; sequence <= 101; sequence++)
        {
            buffer.Place("B", sequence, new(), _now);
        }

        buffer.Place("A", 1, new(), _now);
        while (buffer.TryTake(_now, isEnding: false, out _))
        {
            // all but B's
        }

        Assert.Equal(100, buffer.Count);
        Assert.Equal(64 + (100 / 4), buffer.Spares);
        Assert.InRange(buffer.Capacity, buffer.Count + buffer.Spares, buffer.Count + buffer.Spares + Trimming.Least);
    }

    [Fact]
    public void Lets_go_of_everything_when_it_is_cleared()
    {
        SequenceBuffer<object, string> buffer = new(TimeSpan.FromSeconds(1), maxHeld: 10, maxKeys: 10, LateEvents.Remove);
        var events = Fill(buffer);

        buffer.Clear();
        GC.Collect();

        Assert.Equal((0, 0), (buffer.Count, buffer.Spares));
        Assert.False(buffer.TryTake(_now, isEnding: true, out _));
        Assert.DoesNotContain(events, value => value.IsAlive);
        Assert.True(buffer.Place("A", 1, new(), _now)); // in turn: its order begins anew
        Assert.Equal(1, buffer.Ready);
        GC.KeepAlive(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Fill(SequenceBuffer<object, string> buffer)
    {
        // 10 is ready, 12 is held; 14 and 15 were, and have left their places.
        var sequences = new[] { 10L, 12, 11, 14, 15, 13, 17 };
        return [.. sequences.Select(sequence =>
        {
            object value = new();
            buffer.Place("A", sequence, value, _now);
            return new WeakReference(value);
        })];
    }
}
