using System.Buffers;
using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whoever reads words of control: whatever comes, nothing is thrown, and nothing beyond the message is read.</summary>
public sealed class ControlFuzzTests
{
    private const int Mutations = 40_000; // per reader
    private const int Margin = 64;
    private const int Seed = 20260309;

    private static readonly byte[][] _splices =
    [
        .. new[] { "null", "{}", "[]", "\"", "\\", "\\ud800", "\"\\ud800\"", "1e999", "-", "[[[[", "}}", "\u0000", "é", ",", ":", "true", "T.*", "\"auth\"", "\"action\"", "406", "4e2", "1e99" }
            .Select(Encoding.UTF8.GetBytes),
        [0xc0], [0x80], [0x90], [0xc1], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdb, 0x7f, 0xff, 0xff, 0xff], [0xd7, 0xff], [0xa6],
    ];

    private static readonly byte[] _poisons = [.. "0}]\",: "u8, 0x80, 0xc0, 0x01];

    private static readonly byte[][] _massiveRequests = InUtf8(
        """{"action":"auth","params":"KEY"}""", """{"action":"subscribe","params":"T.*,Q.AAPL, AM.BRK.A"}""", """{"action":"unsubscribe","params":"T.\u0041"}""");

    private static readonly byte[][] _massiveStatuses =
    [
        MassiveControl.Connected.ToArray(), MassiveControl.AuthSuccess.ToArray(), MassiveControl.AuthFailed.ToArray(), MassiveControl.AuthTimeout.ToArray(),
        MassiveControl.MaxConnections.ToArray(), MassiveControl.NotAuthorized.ToArray(), MassiveControl.Error("no").ToArray(),
        MassiveControl.Subscribed(new MassiveTopic("T", "*"), new MassiveTopic("AM", "BRK.A")).ToArray(), .. InUtf8($"[{MassiveSamples.Trade}]"),
    ];

    private static readonly string[] _alpacaRequests =
    [
        """{"action":"auth","key":"K","secret":"S"}""", """{"action":"subscribe","trades":["AAPL"],"quotes":["AMD","é"],"bars":["*"],"news":null}""",
        """{"action":"unsubscribe","dailyBars":["VOO"],"lulds":[],"corrections":["A"]}""",
    ];

    private static readonly byte[][] _alpacaNotices = InUtf8(
        [.. AlpacaSamples.Control, """[{"T":"error","code":406,"msg":"connection limit exceeded"}]""", """[{"T":"error","code":402,"msg":"auth failed"},{"T":"success"}]""", $"[{AlpacaSamples.Trade}]"]);

    private static readonly Dictionary<string, (byte[][] Seeds, Func<ReadOnlyMemory<byte>, string> Read)> _readers = new()
    {
        ["what Massive's clients ask"] = (_massiveRequests, message => Told(MassiveRequest.Parse(message.Span))),
        ["Massive's statuses"] = (_massiveStatuses, message => string.Join('|', MassiveStatus.ReadAll(message.Span))),
        ["the conversation with Massive"] = (_massiveStatuses, message => Heard(new MassiveConversation(new() { Key = "K", Topics = Talking.Topics("T.A") }), message)),
        ["what Alpaca's clients ask"] =
            ([.. InUtf8(_alpacaRequests), .. _alpacaRequests.Select(AlpacaSamples.Packed)], message => Told(AlpacaControl.Read(message.Span))),
        ["Alpaca's notices"] = (_alpacaNotices, message => AlpacaNotice.TryReadAll(message, out var notices) ? string.Join('|', notices) : "data"),
        ["the conversation with Alpaca"] =
            (_alpacaNotices, message => Heard(new AlpacaConversation(new() { Key = "K", Secret = "S", Topics = Talking.Topics("trades.A") }), message)),
        ["Alpaca's messages from one encoding to the other"] =
            ([.. InUtf8([.. AlpacaSamples.All]), .. AlpacaSamples.All.Select(AlpacaSamples.Packed)], Transcoded),
    };

    public static TheoryData<string> Readers => [.. _readers.Keys];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Never_throws_nor_reads_beyond_the_message(string reader)
    {
        var (seeds, read) = _readers[reader];
        var random = new Random(Seed);
        HashSet<string> answers = [];
        for (var i = 0; i < Mutations; i++)
        {
            var broken = FrameMutations.Mutate(seeds[random.Next(seeds.Length)], _splices, random);
            var message = random.Next(8) == 0 ? broken[..random.Next(broken.Length)] : broken;
            var around = new byte[message.Length + (2 * Margin)];
            around.AsSpan().Fill(_poisons[i % _poisons.Length]);
            message.CopyTo(around, Margin);
            try
            {
                var alone = read(message);
                Assert.Equal(alone, read(around.AsMemory(Margin, message.Length)));
                answers.Add(alone);
            }
            catch (Exception error)
            {
                Assert.Fail($"Message {i}: {error}\n{Encoding.UTF8.GetString(message)}\n{Convert.ToHexString(message)}");
            }
        }

        Assert.True(answers.Count > 20, $"Only {answers.Count} different answers: the mutations are too mild to prove anything.");
    }

    private static string Told(MassiveRequest request) => request switch
    {
        MassiveRequest.Auth auth => $"auth {auth.Key}",
        MassiveRequest.Subscribe subscribe => $"subscribe {string.Join(' ', subscribe.Topics)} {subscribe.Unread}",
        MassiveRequest.Unsubscribe unsubscribe => $"unsubscribe {string.Join(' ', unsubscribe.Topics)} {unsubscribe.Unread}",
        _ => request.ToString(),
    };

    private static string Told(AlpacaRequest request) => request switch
    {
        AlpacaRequest.Authenticate auth => $"auth {auth.Key} {auth.Secret}",
        AlpacaRequest.Subscribe subscribe => $"subscribe {Told(subscribe.Topics)} {string.Join(' ', subscribe.UnknownLists)}",
        AlpacaRequest.Unsubscribe unsubscribe => $"unsubscribe {Told(unsubscribe.Topics)} {string.Join(' ', unsubscribe.UnknownLists)}",
        _ => request.ToString(),
    };

    private static string Told(AlpacaTopics topics)
    {
        var answer = new ArrayBufferWriter<byte>();
        AlpacaControl.WriteSubscription(topics, AlpacaEncoding.Json, answer);
        return Encoding.UTF8.GetString(answer.WrittenSpan);
    }

    // Twice, because what is heard second may be an answer to the key.
    private static string Heard(IConversation conversation, ReadOnlyMemory<byte> message)
    {
        conversation.Opened();
        var first = conversation.Hear(new("feed", 1, Decoding.ReceivedAt, message));
        var second = conversation.Hear(new("feed", 1, Decoding.ReceivedAt, message));
        return Said(first) + Said(second);

        static string Said(ConversationStep step) => $"{step.State} {step.IsData} {step.Words} {string.Join(' ', step.Send.Select(said => said.Text()))};";
    }

    private static string Transcoded(ReadOnlyMemory<byte> message)
    {
        var (json, packed) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var isPacked = AlpacaTranscoder.TryToJson(message.Span, json);
        var isJson = AlpacaTranscoder.TryToMessagePack(message.Span, packed);
        Assert.False(isPacked && isJson);
        Assert.True((isPacked || json.WrittenCount == 0) && (isJson || packed.WrittenCount == 0));
        return Convert.ToHexString(json.WrittenSpan) + Convert.ToHexString(packed.WrittenSpan);
    }

    private static byte[][] InUtf8(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
