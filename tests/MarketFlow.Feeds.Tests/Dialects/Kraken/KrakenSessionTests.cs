using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>The recorded session, counted beforehand by other means, and what becomes of it when bytes go wrong.</summary>
public sealed class KrakenSessionTests
{
    private const int Mutations = 50_000;
    private const int LongestMutated = 2_000; // keeps the run short
    private const int Seed = 20210417;

    [RecordedFact]
    public void Is_read_whole()
    {
        var decoder = new KrakenDialect().CreateDecoder();
        var found = new DecodedFrame();
        var frames = 0;
        foreach (var line in SessionFile.Read(RecordedSession.Kraken).Where(line => line.Kind == RecordedLineKind.Receive))
        {
            decoder.Decode(line.ToFrame("kraken"), found);
            frames++;
        }

        Assert.Empty(found.Faults);
        Assert.Equal((4_430, 4_404), (frames, found.Ignored));

        var trades = found.Events.OfType<Trade>().ToList();
        Assert.Equal((10, 52_948.76340787m, 1_416.768m), (trades.Count, trades.Sum(trade => trade.Size), trades.Sum(trade => trade.Price)));
        Assert.Equal([("SC/EUR", 6), ("XMR/USD", 4)], trades.CountBy(trade => trade.Symbol).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal("2021-04-17T16:49:02.557535Z", trades[0].Time.ToString());
        Assert.All(trades, trade => Assert.True(trade is { IsBackfill: false, Identity: null } && trade.Time > Timestamp.Parse("2021-04-17T16:48:52Z")));

        var quotes = found.Events.OfType<Quote>().ToList();
        Assert.Equal((18, 10), (quotes.Count, quotes.Count(quote => quote.IsBackfill)));
        Assert.Equal((59_746.2598974m, 164_977.86357929m), (quotes.Sum(quote => quote.BidPrice), quotes.Sum(quote => quote.AskSize)));
        Assert.Equal(28, found.Events.Count);
    }

    [Fact]
    public void Survives_mutations()
    {
        string[] texts =
        [
            """[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""],["6060.00000","0.02455000","1534614057.324998","b","l",""]],"trade","XBT/USD"]""",
            """[42,["1542057314.748456","1542057360.435743","3586.70000","3586.80000","3586.60000","3586.65000","3586.68894","0.03373000",2],"ohlc-5","XBT/USD"]""",
            """[0,{"a":["5525.40000",1,"1.000"],"b":["5525.10000",0,"0.21"],"c":["5525.10000","0.00398963"]},"ticker","XBT/USD"]""",
            """[0,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XBT/USD"]""",
            """{"errorMessage":"no","event":"subscriptionStatus","pair":"XYZ","status":"error"}""",
        ];
        List<byte[]> samples = [.. texts.Select(Encoding.UTF8.GetBytes)];
        if (RecordedSession.AreHere)
        {
            samples.AddRange(SessionFile.Read(RecordedSession.Kraken)
                .Where(line => line.Kind == RecordedLineKind.Receive && line.Data.Length < LongestMutated)
                .Take(200).Select(line => line.Data.ToArray()));
        }

        byte[][] splices = [.. new[] { "null", "{}", "[]", "\"", "\\", "\"\\ud800\"", "1e999", "-", "[[[[", "}}", "]", "é", ",", ":", "\"ohlc-1\"" }.Select(Encoding.UTF8.GetBytes)];
        var random = new Random(Seed);
        var decoder = new KrakenDialect().CreateDecoder();
        for (var i = 0; i < Mutations; i++)
        {
            Check(decoder, Mutate(samples[random.Next(samples.Count)], splices, random), i);
        }

        foreach (var sample in samples.Take(5))
        {
            for (var length = 0; length < sample.Length; length++)
            {
                Assert.Equal(length, Check(decoder, sample[..length], length).OnlyFault().Bytes.Length);
            }
        }
    }

    private static DecodedFrame Check(IFrameDecoder decoder, byte[] bytes, int number)
    {
        var around = new byte[bytes.Length + 64];
        Array.Fill(around, (byte)']');
        bytes.CopyTo(around, 32);
        var frame = new Frame("kraken", connection: 1, Decoding.ReceivedAt, around.AsMemory(32, bytes.Length));
        var found = new DecodedFrame();
        try
        {
            decoder.Decode(frame, found);
        }
        catch (Exception error)
        {
            Assert.Fail($"Frame {number} threw {error}: {Encoding.UTF8.GetString(bytes)}");
        }

        Assert.True(found.Events.Count + found.Faults.Count + found.Ignored > 0, $"Frame {number} told nothing: {Encoding.UTF8.GetString(bytes)}");
        Assert.All(found.Events, told =>
        {
            Assert.Null(told.Validate());
            Assert.True(frame.Bytes.Span.Overlaps(told.Source.Original.Span, out var offset) && offset >= 0 && offset + told.Source.Original.Length <= bytes.Length);
        });
        return found;
    }

    private static byte[] Mutate(byte[] sample, byte[][] splices, Random random)
    {
        var bytes = sample.ToList();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    var end = bytes.FindIndex(at, value => value is (byte)',' or (byte)'}' or (byte)']');
                    bytes.RemoveRange(at, Math.Max(end - at, 0));
                    bytes.InsertRange(at, splices[random.Next(splices.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
