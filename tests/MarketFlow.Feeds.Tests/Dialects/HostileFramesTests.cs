using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whatever a frame holds: nothing is thrown, something is told, and every event's bytes lie within the frame.</summary>
public sealed class HostileFramesTests
{
    private const int LongestMutated = 2_000; // keeps the run short; the longer ones are cut and whole
    private const int Seed = 20210715;

    public static TheoryData<string, string> Names => new()
    {
        { "hitbtc", "hitbtc-4conn-20210715" },
        { "coinbase", "coinbase-20210417" },
    };

    public static TheoryData<string> Dialect => ["hitbtc", "coinbase"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rejects_every_cut_of_a_message(string name, string session)
    {
        var decoder = Dialects.Named(name).CreateDecoder();
        foreach (var sample in Samples(name, session).Where(sample => sample.Length < 1_000).Take(50))
        {
            for (var length = 0; length < sample.Length; length++)
            {
                var fault = Check(decoder, sample[..length], length).OnlyFault();
                Assert.Equal(length, fault.Bytes.Length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialect))]
    public void Rejects_what_is_no_message(string name)
    {
        var decoder = Dialects.Named(name).CreateDecoder();
        var whole = Encoding.UTF8.GetBytes("""{"type":"heartbeat","result":true}""");
        Assert.Equal(1, Check(decoder, whole, 0).Ignored);

        Assert.Contains("not JSON", Check(decoder, [], 0).OnlyFault().Reason);
        Assert.Contains("not JSON", Check(decoder, [.. " \n"u8], 0).OnlyFault().Reason);
        Assert.Equal(1, Check(decoder, [0xef, 0xbb, 0xbf, .. whole], 0).Ignored);
        Assert.Equal(1, Check(decoder, [.. whole, 0], 0).Ignored);
        Assert.Equal(2, Check(decoder, [.. whole, (byte)'\n', .. whole], 0).Ignored);
        var withBad = Check(decoder, [.. whole, .. "{}"u8], 0);
        Assert.Equal((1, "{}"), (withBad.Ignored, Assert.Single(withBad.Faults).Bytes.Text()));
        Assert.Contains("not JSON", Check(decoder, [.. whole, .. "{"u8], 0).OnlyFault().Reason);
        Assert.Contains("not UTF-8 from byte 34 on", Check(decoder, [.. whole, 0xff], 0).OnlyFault().Reason);
        Assert.Contains("not JSON", Check(decoder, Encoding.UTF8.GetBytes($"{{\"type\":{new string('[', 10_000)}"), 0).OnlyFault().Reason);
        Assert.Contains("not JSON", Check(decoder, [.. """{"\ud800id":1,"type":"heartbeat","method":"ticker"}"""u8], 0).OnlyFault().Reason);
        Assert.Equal(1, Check(decoder, [.. whole, .. " \r\n"u8], 0).Ignored);
    }

    [Theory]
    [MemberData(nameof(Dialect))]
    public void Survives_noise(string name)
    {
        var random = new Random(Seed);
        var decoder = Dialects.Named(name).CreateDecoder();
        for (var i = 0; i < 2_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Check(decoder, noise, i).OnlyFault();
        }
    }

    [Fact]
    public void Survives_ten_megabytes()
    {
        const int Length = 10_000_000;
        var hitBtc = new HitBtcDialect().CreateDecoder();
        var row = """{"id":1,"price":"2","quantity":"3","timestamp":"2021-07-13T11:07:53.658Z"}""";
        var rows = string.Join(',', Enumerable.Repeat(row, Length / row.Length));

        Assert.Equal(Length / row.Length, hitBtc.Read($$$"""{"method":"updateTrades","params":{"symbol":"A","data":[{{{rows}}}]}}""").Events.Count);
        var noise = string.Join(',', Enumerable.Repeat("0", Length / 2));
        hitBtc.Read($$$"""{"method":"updateTrades","params":{"symbol":"A","data":[{{{noise}}}]}}""").OnlyFault();
        var name = new string('A', Length);
        Assert.InRange(hitBtc.Read($$"""{"method":n{{name}}}""").OnlyFault().Reason.Length, 1, 300);
        Assert.InRange(hitBtc.Read($$"""{"method":"{{name}}"}""").OnlyFault().Reason.Length, 1, 200);
        Assert.InRange(hitBtc.Read($$$"""{"error":{"message":"{{{name}}}"}}""").OnlyFault().Reason.Length, 1, 400);
        Assert.InRange(hitBtc.Read($$$"""{"method":"ticker","params":{"symbol":"{{{name}}}"}}""").OnlyFault().Reason.Length, 1, 200);
    }

    private static DecodedFrame Check(IFrameDecoder decoder, byte[] bytes, int number)
    {
        var found = new DecodedFrame();
        var around = new byte[bytes.Length + 64];
        Array.Fill(around, (byte)'}');
        bytes.CopyTo(around, 32);
        var frame = new Frame("feed", connection: 1, Decoding.ReceivedAt, around.AsMemory(32, bytes.Length));
        try
        {
            decoder.Decode(frame, found);
        }
        catch (Exception error)
        {
            Assert.Fail($"Frame {number} threw {error}: {Encoding.UTF8.GetString(bytes)}");
        }

        Assert.True(found.Events.Count + found.Faults.Count + found.Ignored > 0, $"Frame {number} told nothing: {Encoding.UTF8.GetString(bytes)}");
        foreach (var told in found.Events)
        {
            Assert.Null(told.Validate());
            Assert.True(frame.Bytes.Span.Overlaps(told.Source.Original.Span, out var offset) && offset >= 0);
            Assert.True(offset + told.Source.Original.Length <= bytes.Length && told.Source.Original.Span is [(byte)'{', .., (byte)'}'] or [(byte)' ' or (byte)'\n', ..]);
        }

        return found;
    }

    private static List<byte[]> Samples(string name, string session)
    {
        List<byte[]> samples =
        [
            .. "hitbtc" == name
                ? new[]
                {
                    """{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[{"id":1,"price":"2.5","quantity":"1","side":"buy","timestamp":"2021-07-13T11:07:53.658Z"},{"id":2,"price":"2.6","quantity":"0.5","side":"sell","timestamp":"2021-07-13T11:07:54.147Z"}],"symbol":"GRTBTC"}}"""u8.ToArray(),
                    """{"jsonrpc":"2.0","method":"updateCandles","params":{"data":[{"timestamp":"2021-07-14T18:37:00.000Z","open":"2","close":"3","min":"1","max":"4","volume":"12"}],"period":"M1","symbol":"GRTBTC"}}"""u8.ToArray(),
                    """{"jsonrpc":"2.0","method":"ticker","params":{"ask":"2","bid":null,"timestamp":"2021-07-15T03:06:37.000Z","symbol":"GVTETH"}}"""u8.ToArray(),
                    """{"jsonrpc":"2.0","error":{"code":2001,"message":"Symbol not found","description":"no"},"id":7}"""u8.ToArray(),
                }
                :
                [
                    """{"type":"match","trade_id":881613,"size":"0.04","price":"14.7775","product_id":"BAND-GBP","sequence":333938798,"time":"2021-04-17T16:43:30.244075Z"}"""u8.ToArray(),
                    """{"type":"ticker","sequence":333938798,"product_id":"BAND-GBP","price":"14.7775","best_bid":"14.7550","best_ask":"14.8060","time":"2021-04-17T16:43:30.244075Z","trade_id":881613,"last_size":"0.04"}"""u8.ToArray(),
                    """{"type":"error","message":"Failed to subscribe","reason":"no"}"""u8.ToArray(),
                ],
        ];

        if (RecordedSession.AreHere)
        {
            samples.AddRange(SessionFile.Read(RecordedSession.PathTo($"ws-raw/{session}.ndjson.gz"))
                .Where(line => line.Kind == RecordedLineKind.Receive && line.Data.Length < LongestMutated)
                .Take(300).Select(line => line.Data.ToArray()));
        }

        return samples;
    }
}
