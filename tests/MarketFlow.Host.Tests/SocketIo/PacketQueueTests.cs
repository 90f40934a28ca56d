using System.Text;

namespace MarketFlow.Host.Tests;

public sealed class PacketQueueTests
{
    private readonly PacketQueue _queue = new(maxBytes: 10);
    private readonly List<EnginePacket> _taken = [];
    private readonly DuePackets _nothing = new(_ => { });

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Is_full_at_its_bound(int length, bool fits)
    {
        Assert.True(_queue.TryAdd(Packet("4aaa")));
        Assert.Equal(fits, _queue.TryAdd(Packet(new string('4', length))));
        Assert.Equal(fits ? 2 : 1, Taken().Length);
    }

    [Fact]
    public void Takes_a_packet_alone_that_is_longer_than_the_bound()
    {
        Assert.True(_queue.TryAdd(Packet(new string('4', 100))));
        Assert.False(_queue.TryAdd(Packet("4")));
        Taken();
        Assert.True(_queue.TryAdd(Packet("4")));
    }

    [Fact]
    public void Keeps_the_order()
    {
        _queue.TryAdd(Packet("4a"));
        _queue.AddDue(new(packets => packets.Add(Packet("4b"))));
        _queue.TryAdd(Packet("4c"));

        Assert.Equal(["4a", "4b", "4c"], Taken());
    }

    [Fact]
    public void Makes_what_came_due_often_once_and_of_what_there_is_then()
    {
        var now = "4old";
        DuePackets due = new(packets => packets.Add(Packet(now)));
        _queue.AddDue(due);
        _queue.AddDue(due);
        now = "4new";
        Assert.Equal(["4new"], Taken());

        _queue.AddDue(due);
        Assert.Equal(["4new"], Taken());
    }

    [Fact]
    public async Task Wakes_who_waits()
    {
        var waiting = _queue.WaitAsync();
        Assert.False(waiting.IsCompleted);
        _queue.TryAdd(Packet("4"));

        Assert.True(_queue.WaitAsync().IsCompleted);
        await waiting.WaitAsync(TestClient.Patience());
        Taken();
        Assert.False(_queue.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Says_nothing_when_what_came_due_has_nothing_to_say()
    {
        _queue.AddDue(_nothing);

        Assert.False(_queue.TryTake(_taken));
        Assert.False(_queue.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Ends_with_the_rest_and_then_the_last_whatever_the_bound()
    {
        _queue.TryAdd(Packet("4aaaaaaaaa"));
        _queue.Complete(new(packets => packets.Add(Packet("4rest"))), Packet("4bbbbbbbb"), EnginePacket.Close);
        _queue.Complete(_nothing, Packet("4again"));
        Assert.True(_queue.TryAdd(Packet("4late")));
        _queue.AddDue(_nothing);
        Assert.False(_queue.IsOver);

        Assert.Equal(["4aaaaaaaaa", "4rest", "4bbbbbbbb", "1"], Taken());
        Assert.True(_queue.IsOver);
        Assert.True(_queue.WaitAsync().IsCompleted);
        Assert.False(_queue.TryTake(_taken));
    }

    private static EnginePacket Packet(string text) => new(Encoding.UTF8.GetBytes(text));

    private string[] Taken()
    {
        _queue.TryTake(_taken);
        return [.. _taken.Select(packet => Encoding.UTF8.GetString(packet.Text.Span))];
    }
}
