using System.Net.WebSockets;
using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

public sealed class FaultInjectorTests
{
    private readonly VirtualMarketClock _clock = new();

    [Fact]
    public async Task Changes_nothing_without_faults()
    {
        var (socket, wire) = Open(FaultScript.None);

        await SendAsync(socket, "a", "b");

        Assert.Equal(["a", "b"], Sent(wire));
    }

    [Fact]
    public async Task Cuts_a_connection_at_its_time_and_no_other()
    {
        FaultInjector injector = new(new([new() { Kind = FaultKind.Drop, Connection = 2, At = TimeSpan.FromSeconds(5) }]), FaultyVendor.Massive, _clock);
        var (_, first) = Wrap(injector);
        var (second, secondWire) = Wrap(injector);

        _clock.AdvanceBy(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        await SendAsync(second, "still here");
        Assert.False(secondWire.IsAborted);
        _clock.AdvanceBy(TimeSpan.FromTicks(1));

        Assert.True(secondWire.IsAborted);
        Assert.False(first.IsAborted);
    }

    [Fact]
    public void Closes_with_1008_at_its_time()
    {
        var (_, wire) = Open(new([new() { Kind = FaultKind.Close, At = TimeSpan.FromSeconds(1) }]));

        _clock.AdvanceBy(TimeSpan.FromSeconds(1));

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, wire.ClosedWith);
    }

    [Theory]
    [InlineData(FaultyVendor.Massive, "max_connections")]
    [InlineData(FaultyVendor.Alpaca, "\"code\":406")]
    public void Refuses_in_the_vendors_words(FaultyVendor vendor, string words)
    {
        FaultInjector injector = new(new([new() { Kind = FaultKind.Refuse }]), vendor, _clock);
        var (_, wire) = Wrap(injector);
        _clock.RunDue();

        Assert.Contains(words, Assert.Single(Sent(wire)), StringComparison.Ordinal);
        Assert.NotNull(wire.ClosedWith);
    }

    [Fact]
    public async Task Says_nothing_while_silent_and_goes_on_afterwards()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Silent, At = TimeSpan.FromSeconds(1), For = TimeSpan.FromSeconds(2) }]));

        await SendAsync(socket, "before");
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        await SendAsync(socket, "lost");
        _clock.AdvanceBy(TimeSpan.FromSeconds(2));
        await SendAsync(socket, "after");

        Assert.Equal(["before", "after"], Sent(wire));
    }

    [Fact]
    public async Task Delays_messages_and_keeps_their_order()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(500) }]));

        await SendAsync(socket, "a", "b");
        Assert.Empty(wire.Sent);
        _clock.AdvanceBy(TimeSpan.FromMilliseconds(500));

        Assert.Equal(["a", "b"], Sent(wire));
        Assert.All(wire.Sent, sent => Assert.Equal(VirtualMarketClock.Open.AddMilliseconds(500), sent.At));
    }

    [Fact]
    public async Task Sends_messages_twice()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Duplicate }]));

        await SendAsync(socket, "a", "b");

        Assert.Equal(["a", "a", "b", "b"], Sent(wire));
    }

    [Fact]
    public async Task Duplicates_about_the_share_asked_for_and_the_same_ones_each_time()
    {
        var messages = Enumerable.Range(0, 1_000).Select(number => $"{number}").ToArray();
        FaultScript script = new([new() { Kind = FaultKind.Duplicate, Share = 0.1 }]);
        var (first, firstWire) = Open(script);
        var (second, secondWire) = Open(script);

        await SendAsync(first, messages);
        await SendAsync(second, messages);

        Assert.InRange(firstWire.Sent.Count, 1_050, 1_150);
        Assert.Equal(Sent(firstWire), Sent(secondWire));
    }

    /// <summary>Pinned, because two runs in one process cannot show that another process would do the same.</summary>
    [Fact]
    public async Task Draws_the_same_for_a_seed_in_every_process()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Silent, Share = 0.7 }]));

        await SendAsync(socket, [.. Enumerable.Range(0, 20).Select(number => $"{number}")]);

        Assert.Equal(["1", "8", "16", "18"], Sent(wire));
    }

    [Fact]
    public async Task Counts_backwards_or_not_at_all_where_a_share_of_the_messages_is_concerned()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.ReverseSequence, Share = 0.5 }]));

        await SendAsync(socket, [.. Enumerable.Range(1_000, 200).Select(sequence => $$"""[{"q":{{sequence}}}]""")]);

        var sequences = Sent(wire).Select(text => int.Parse(text[6..^2])).ToList();
        Assert.All(sequences.Skip(1).Zip(sequences).Index(), pair => Assert.True(
            pair.Item.First == pair.Item.Second - 1 || pair.Item.First == 1_001 + pair.Index, $"{pair.Item.First} came after {pair.Item.Second}"));
        Assert.Contains(sequences.Skip(1).Zip(sequences), pair => pair.First == pair.Second - 1);
    }

    [Fact]
    public async Task Lets_none_overtake_a_late_message()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Delay, For = TimeSpan.FromSeconds(1), Delay = TimeSpan.FromSeconds(3) }]));

        await SendAsync(socket, "a");
        _clock.AdvanceBy(TimeSpan.FromSeconds(2));
        await SendAsync(socket, "b");
        Assert.Empty(wire.Sent);
        _clock.AdvanceBy(TimeSpan.FromSeconds(1));
        await SendAsync(socket, "c");

        Assert.Equal(["a", "b", "c"], Sent(wire));
    }

    [Fact]
    public async Task Says_a_message_that_nothing_follows_after_the_delay()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Reorder, Delay = TimeSpan.FromSeconds(2) }]));

        await SendAsync(socket, "a");
        _clock.AdvanceBy(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.Empty(wire.Sent);
        _clock.AdvanceBy(TimeSpan.FromTicks(1));
        await SendAsync(socket, "b", "c");
        _clock.AdvanceBy(TimeSpan.FromSeconds(5));

        Assert.Equal(["a", "c", "b"], Sent(wire));
    }

    [Fact]
    public async Task Swaps_neighbours()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Reorder }]));

        await SendAsync(socket, "a", "b", "c", "d");

        Assert.Equal(["b", "a", "d", "c"], Sent(wire));
    }

    [Fact]
    public async Task Cuts_messages_in_the_middle()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Corrupt }]));

        await SendAsync(socket, "abcdef");

        Assert.Equal(["abc"], Sent(wire));
    }

    [Fact]
    public async Task Repeats_and_reverses_sequences()
    {
        var (repeating, repeated) = Open(new([new() { Kind = FaultKind.RepeatSequence }]));
        var (reversing, reversed) = Open(new([new() { Kind = FaultKind.ReverseSequence }]));
        string[] messages = ["""[{"ev":"T","q":50}]""", """[{"ev":"T","q":51},{"ev":"T","q":52}]"""];

        await SendAsync(repeating, messages);
        await SendAsync(reversing, messages);

        Assert.Equal(["""[{"ev":"T","q":50}]""", """[{"ev":"T","q":50},{"ev":"T","q":50}]"""], Sent(repeated));
        Assert.Equal(["""[{"ev":"T","q":50}]""", """[{"ev":"T","q":49},{"ev":"T","q":48}]"""], Sent(reversed));
    }

    [Fact]
    public async Task Gathers_the_parts_of_a_message_before_it_does_wrong()
    {
        var (socket, wire) = Open(new([new() { Kind = FaultKind.Duplicate }]));

        await socket.SendAsync("ab"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync("cd"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        Assert.Equal(["abcd", "abcd"], Sent(wire));
    }

    [Fact]
    public void Lets_the_older_connection_die_at_the_cap()
    {
        FaultInjector injector = new(new([new() { Kind = FaultKind.CapOlder }]), FaultyVendor.Massive, _clock);
        var (_, older) = Wrap(injector);
        Assert.Null(older.ClosedWith);

        var (_, newcomer) = Wrap(injector);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, older.ClosedWith);
        Assert.Contains("max_connections", Assert.Single(Sent(older)), StringComparison.Ordinal);
        Assert.Null(newcomer.ClosedWith);
    }

    [Theory]
    [InlineData("{\"action\":\"subscribe\",\"params\":\"T.*\"}")]
    [InlineData("\u0082\u00a6action\u00a9subscribe")] // MessagePack knows no quotes
    public async Task Lets_the_newcomer_die_once_its_subscribe_was_acknowledged(string subscribe)
    {
        FaultInjector injector = new(new([new() { Kind = FaultKind.CapNewcomer }]), FaultyVendor.Massive, _clock);
        var (_, older) = Wrap(injector);
        var (newcomer, wire) = Wrap(injector);

        await SendAsync(newcomer, "connected");
        Assert.Null(wire.ClosedWith);
        wire.Receives(Encoding.Latin1.GetBytes(subscribe));
        await newcomer.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None);
        await SendAsync(newcomer, "subscribed to: T.*");

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, wire.ClosedWith);
        Assert.Equal("subscribed to: T.*", Sent(wire)[1]);
        Assert.Null(older.ClosedWith);
    }

    [Fact]
    public void Lets_a_connection_in_again_once_the_others_have_left()
    {
        FaultInjector injector = new(new([new() { Kind = FaultKind.CapOlder }]), FaultyVendor.Massive, _clock);
        var (first, _) = Wrap(injector);
        first.Abort();

        var (_, second) = Wrap(injector);

        Assert.Null(second.ClosedWith);
    }

    private static async Task SendAsync(WebSocket socket, params string[] messages)
    {
        foreach (var message in messages)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }

    private static List<string> Sent(FakeWebSocket wire) => [.. wire.Sent.Select(sent => Encoding.UTF8.GetString(sent.Bytes))];

    private (WebSocket Socket, FakeWebSocket Wire) Open(FaultScript script) => Wrap(new(script, FaultyVendor.Massive, _clock));

    private (WebSocket Socket, FakeWebSocket Wire) Wrap(FaultInjector injector)
    {
        FakeWebSocket wire = new(_clock);
        return (injector.Wrap(wire), wire);
    }
}
