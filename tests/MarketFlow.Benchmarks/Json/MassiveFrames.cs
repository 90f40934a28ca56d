using System.Globalization;
using System.Text;

namespace MarketFlow.Benchmarks;

/// <summary>What is in the frames.</summary>
public enum FrameContent
{
    /// <summary>Trades of about 110 bytes.</summary>
    Trades,

    /// <summary>Half trades, nearly half quotes, and some minute bars.</summary>
    Mix,
}

/// <summary>Frames as Massive sends them, 50 messages each, of 8,000 symbols (Zipf 1); always the same.</summary>
internal static class MassiveFrames
{
    public const int MessagesPerFrame = 50;

    public static byte[][] Make(FrameContent content, int frames)
    {
        var random = new Random(20260309);
        var zipf = new Zipf(8_000);
        return [.. Enumerable.Range(0, frames).Select(frame => MakeOne(content, frame, random, zipf))];
    }

    private static byte[] MakeOne(FrameContent content, int frame, Random random, Zipf zipf)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < MessagesPerFrame; i++)
        {
            var number = (frame * MessagesPerFrame) + i;
            var time = 1_773_063_000_123L + (number / 200);
            var symbol = NameOf(zipf.Draw(random));
            var kind = content == FrameContent.Trades ? 0 : random.Next(100);
            var price = random.Next(1_000, 60_000) / 100m;
            var line = kind switch
            {
                < 50 => $$"""{"ev":"T","sym":"{{symbol}}","x":{{random.Next(1, 20)}},"i":"{{52_983_525_000L + number}}","z":{{random.Next(1, 4)}},"p":{{price}},"s":{{random.Next(1, 500)}},"c":[{{(random.Next(3) == 0 ? "12,37" : "14")}}],"t":{{time}},"q":{{3_681_000 + number}}}""",
                < 95 => $$"""{"ev":"Q","sym":"{{symbol}}","bx":{{random.Next(1, 20)}},"bp":{{price}},"bs":{{random.Next(1, 50)}},"ax":{{random.Next(1, 20)}},"ap":{{price + 0.02m}},"as":{{random.Next(1, 50)}},"c":1,"t":{{time}},"q":{{3_681_000 + number}},"z":{{random.Next(1, 4)}}}""",
                _ => $$"""{"ev":"AM","sym":"{{symbol}}","v":{{random.Next(100, 90_000)}},"av":{{random.Next(100_000, 9_000_000)}},"op":{{price}},"vw":{{price + 0.0137m}},"o":{{price}},"c":{{price + 0.01m}},"h":{{price + 0.05m}},"l":{{price - 0.04m}},"a":{{price + 0.0021m}},"z":{{random.Next(50, 200)}},"s":{{time}},"e":{{time + 60_000}}}""",
            };
            text.Append(i == 0 ? string.Empty : ",").Append(CultureInfo.InvariantCulture, $"{line}");
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    // A, B, … Z, AA, AB, …: short names for the busiest, four letters for most
    private static string NameOf(int symbol)
    {
        var name = string.Empty;
        for (var rest = symbol + 1; rest > 0; rest = (rest - 1) / 26)
        {
            name = (char)('A' + ((rest - 1) % 26)) + name;
        }

        return name;
    }
}
