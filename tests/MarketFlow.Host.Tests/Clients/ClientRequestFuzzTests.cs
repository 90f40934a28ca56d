using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>Whatever a client of <c>/ws</c> sends: it is read or refused in words of bounded length, and nothing beyond the message is read.</summary>
public sealed class ClientRequestFuzzTests
{
    private const int Mutations = 50_000;
    private const int Margin = 64;
    private const int Seed = 20260309;

    private static readonly byte[][] _seeds = InUtf8(
        """{"op":"subscribe","topics":["trade.AAPL","bar.*","detection.surge.*","status.*","quote.BRK.A"],"snapshot":true,"conflateMs":250}""",
        """{"op":"unsubscribe","topics":["trade.AAPL","fmv.\u0041"]}""",
        """{"op":"ping","id":7}""");

    private static readonly byte[][] _splices = InUtf8(
        "null", "{}", "[]", "\"", "\\", "\\ud800", "\"\\ud800\"", "1e999", "-", "[[[[", "}}", "\u0000", "é", ",", ":", "true", "60001", "1.5", "\"trade.*\"", "\"ping\"", "\"detection.\"", "bar.1m.");

    [Fact]
    public void Never_throws_nor_reads_beyond_the_message()
    {
        var random = new Random(Seed);
        var kinds = new Dictionary<Type, int>();
        for (var i = 0; i < Mutations; i++)
        {
            var seed = _seeds[random.Next(_seeds.Length)];
            var broken = random.Next(2) == 0 ? FrameMutations.Mutate(seed, _splices, random) : FrameMutations.Reshape(seed, _splices, random);
            var message = random.Next(8) == 0 ? broken[..random.Next(broken.Length)] : broken;
            var around = new byte[message.Length + (2 * Margin)];
            around.AsSpan().Fill((byte)"0}]\",: e"[i % 8]);
            message.CopyTo(around, Margin);
            var request = Read(message, i);

            Assert.Equal(Told(request), Told(Read(around.AsMemory(Margin, message.Length), i)));
            Assert.True(request is not ClientRequest.Refused { Error.Message.Length: > 500 }, $"Message {i}: {request}");
            kinds[request.GetType()] = kinds.GetValueOrDefault(request.GetType()) + 1;
        }

        Assert.Equal((4, Mutations), (kinds.Count, kinds.Values.Sum()));
        Assert.All(kinds.Values, count => Assert.True(count > Mutations / 1_000, "The mutations are too wild to prove anything."));
    }

    private static ClientRequest Read(ReadOnlyMemory<byte> message, int number)
    {
        try
        {
            return ClientRequest.Parse(message);
        }
        catch (Exception error)
        {
            Assert.Fail($"Message {number}: {error}\n{Encoding.UTF8.GetString(message.Span)}");
            throw;
        }
    }

    private static string Told(ClientRequest request) => request switch
    {
        ClientRequest.Subscribe subscribe => $"subscribe {string.Join(' ', subscribe.Topics)} {subscribe.WantsSnapshot} {subscribe.Conflation}",
        ClientRequest.Unsubscribe unsubscribe => $"unsubscribe {string.Join(' ', unsubscribe.Topics)}",
        _ => request.ToString(),
    };

    private static byte[][] InUtf8(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
