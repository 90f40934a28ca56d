using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.LoadTest;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace MarketFlow.Host.Tests;

public sealed class FanOutWordsTests
{
    private readonly List<(long Id, long Due)> _heard = [];

    /// <summary>What the library writes is read, escapes and all, however the bytes are cut; pings are passed over, answers are counted.</summary>
    [Fact]
    public void Reads_what_SignalR_writes_however_the_bytes_are_cut() =>
        Prop.ForAll(
            Gen.Choose(-1, 100_000).NonEmptyListOf().Select(ids => ids.ToArray()).ToArbitrary(),
            Gen.Choose(1, 200).NonEmptyListOf().Select(cuts => cuts.ToArray()).ToArbitrary(),
            (ids, cuts) =>
            {
                byte[] bytes = [.. "{}\u001e"u8, .. ids.SelectMany(id => Written(id < 0 ? PingMessage.Instance : new InvocationMessage("m", [EventOf(id)]))), .. Written(CompletionMessage.Empty("1"))];
                SignalRWords words = new() { Heard = Hear };
                _heard.Clear();
                for (var (at, cut) = (0, 0); at < bytes.Length; cut++)
                {
                    var length = Math.Min(cuts[cut % cuts.Length], bytes.Length - at);
                    words.Read(bytes.AsSpan(at, length));
                    at += length;
                }

                return _heard.SequenceEqual(ids.Where(id => id >= 0).Select(id => ((long)id, id * 2L))) && words.Answers == 2;
            })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Tells_what_the_hub_refused()
    {
        SignalRWords words = new() { Heard = Hear };

        var error = Assert.Throws<InvalidDataException>(() => words.Read(Written(CompletionMessage.WithError("1", "no such method"))));

        Assert.Contains("no such method", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_nothing_else_from_a_hub_for_an_event()
    {
        SignalRWords words = new() { Heard = Hear };

        Assert.Throws<InvalidDataException>(() => words.Read(Written(new InvocationMessage("m", ["no event"]))));
    }

    [Fact]
    public void Reads_an_event_and_an_answer_of_node()
    {
        NodeWords words = new() { Heard = Hear };

        words.Read("{\"subscribed\":3}"u8);
        words.Read(Encoding.UTF8.GetBytes(EventOf(7)));

        Assert.Equal(1, words.Answers);
        Assert.Equal([(7, 14)], _heard);
    }

    [Fact]
    public void Reads_every_event_that_the_host_has_gathered()
    {
        MassiveWords words = new() { Heard = Hear };

        words.Read("""[{"ev":"status","status":"success","message":"subscribed to: T.A"},{"ev":"status","status":"success","message":"subscribed to: T.B"}]"""u8);
        words.Read(Encoding.UTF8.GetBytes($"[{EventOf(7)},{EventOf(8)}]"));

        Assert.Equal(2, words.Answers);
        Assert.Equal([(7, 14), (8, 16)], _heard);
    }

    /// <summary>The deliveries of a run are the events times the takers, so exactly that many must want each symbol.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(100, 10)]
    public void Every_symbol_has_as_many_takers(int clients, int takers)
    {
        const int Symbols = 50;

        var interests = FanOutInterests.Arbitrary(clients, Symbols);

        Assert.Equal(takers, interests.Takers);
        Assert.All(Enumerable.Range(0, Symbols), symbol => Assert.Equal(takers, interests.Wanted.Count(wanted => wanted![symbol])));
    }

    private void Hear(long id, long due) => _heard.Add((id, due));

    private static string EventOf(long id) => $$"""{"ev":"T","sym":"A","note":"\u001eü","mfid":{{id}},"mfts":{{id * 2}}}""";

    private static byte[] Written(HubMessage message)
    {
        ArrayBufferWriter<byte> bytes = new();
        new JsonHubProtocol().WriteMessage(message, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
