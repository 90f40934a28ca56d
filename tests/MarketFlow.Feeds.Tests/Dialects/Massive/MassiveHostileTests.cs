using System.Text;
using System.Text.Json;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whatever a frame holds: nothing is thrown, nothing is read past it, and what is JSON is decided as System.Text.Json does.</summary>
public sealed class MassiveHostileTests
{
    private const int Mutations = 100_000;
    private const int Seed = 20260309;

    private static readonly byte[][] _splices =
        [.. new[]
        {
            "null", "{}", "[]", "\"", "\\", "\\ud800", "\\u00e9", "1e999", "-", "-0", "01", "1.", "0.5e+7", "[[[[", "}}", "]", "\u0000", "é", ",", ":", "true", "{\"p\":1}", " \n\t", "\"\\n\"",
        }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void Survives_mutations_and_calls_malformed_what_is()
    {
        var random = new Random(Seed);
        var decoder = new MassiveDialect().CreateDecoder();
        var samples = MassiveSamples.All.Select(Encoding.UTF8.GetBytes).ToArray();
        var wellFormed = 0;
        for (var i = 0; i < Mutations; i++)
        {
            List<byte> bytes = [(byte)'['];
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                bytes.AddRange([.. samples[random.Next(samples.Length)], .. count > 1 ? ","u8 : "]"u8]);
            }

            wellFormed += Check(decoder, FrameMutations.Mutate([.. bytes], _splices, random), i) ? 1 : 0;
        }

        Assert.InRange(wellFormed, Mutations / 10, Mutations * 9 / 10);
    }

    [Fact]
    public void Rejects_every_cut_of_a_frame()
    {
        var decoder = new MassiveDialect().CreateDecoder();
        var whole = Encoding.UTF8.GetBytes($"[{string.Join(',', MassiveSamples.All)}]");
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(Check(decoder, whole[..length], length));
        }

        Assert.True(Check(decoder, whole, whole.Length));
    }

    [Fact]
    public void Survives_noise()
    {
        var random = new Random(Seed);
        var decoder = new MassiveDialect().CreateDecoder();
        for (var i = 0; i < 5_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Check(decoder, noise, i);
        }
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Takes_at_most_64_levels(int levelsWithin, bool isTaken)
    {
        var nested = new string('[', levelsWithin) + new string(']', levelsWithin);

        Assert.Equal(isTaken, Check(new MassiveDialect().CreateDecoder(), Encoding.UTF8.GetBytes($"{{\"ev\":\"status\",\"deep\":{nested}}}"), levelsWithin));
        Assert.Equal(isTaken, Check(new MassiveDialect().CreateDecoder(), Encoding.UTF8.GetBytes($"[{nested}]"), levelsWithin));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("\0")]
    [InlineData("\ufeff")]
    [InlineData("[]\0[]")]
    [InlineData("[] 7")]
    [InlineData("[] [")]
    [InlineData("\ufeff\ufeff[]")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    [InlineData("[+1]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[1e]")]
    [InlineData("[1e+]")]
    [InlineData("[nul]")]
    [InlineData("[True]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\\u12g4\"]")]
    [InlineData("[\"\\u123\"]")]
    [InlineData("[\"\\")]
    [InlineData("[{\"a\"}]")]
    [InlineData("[{\"a\":}]")]
    [InlineData("[{\"a\":1,}]")]
    [InlineData("[{a:1}]")]
    [InlineData("[{]")]
    [InlineData("[}")]
    [InlineData("[[{\"a\":[1}]]]")]
    [InlineData("// no\n[]")]
    public void Rejects_what_is_no_JSON(string text) =>
        Assert.False(Check(new MassiveDialect().CreateDecoder(), Encoding.UTF8.GetBytes(text), 0));

    [Theory]
    [InlineData("7")]
    [InlineData(" null ")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[-0.0e-0,1E5,\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00Af\",true,false,null,{},[],{\"\":{}},\"\u007f\"]")]
    [InlineData("[{\"a\":1,\"a\":2}]")]
    [InlineData("\ufeff[]")]
    [InlineData("[] []")]
    [InlineData("[]\n{}[]")]
    [InlineData("[]\0")]
    [InlineData("[] \0\0\n\0\n")]
    [InlineData("\r\n\t[ { \"a\" : [ 1 , 2 ] } ]\r\n\t")]
    public void Takes_all_that_is_JSON(string text) =>
        Assert.True(Check(new MassiveDialect().CreateDecoder(), Encoding.UTF8.GetBytes(text), 0));

    [Fact]
    public void Survives_ten_megabytes()
    {
        const int Length = 10_000_000;
        var decoder = new MassiveDialect().CreateDecoder();
        var long_ = new string('A', Length);

        Assert.InRange(decoder.Read($"{{\"ev\":\"{long_}\"}}").OnlyFault().Reason.Length, 1, 200);
        Assert.InRange(decoder.Read(MassiveSamples.Trade.Replace("MSFT", long_)).OnlyFault().Reason.Length, 1, 200);
        Assert.InRange(decoder.Read(MassiveSamples.Trade.Replace("12345", long_)).OnlyUnusual().Unusual!.Length, 1, 200);
        Assert.InRange(decoder.Read(MassiveSamples.Trade.Replace("114.125", new string('1', Length))).OnlyUnusual().Unusual!.Length, 1, 200);
        Assert.Equal(Length / 2, decoder.Read(MassiveSamples.Trade.Replace("[0,12]", $"[{string.Join(',', Enumerable.Repeat("0", Length / 2))}]")).OnlyEvent<Trade>().Conditions.Count);
    }

    /// <returns>True where the frame is well-formed.</returns>
    private static bool Check(IFrameDecoder decoder, byte[] bytes, int number)
    {
        var found = new DecodedFrame();
        var around = new byte[bytes.Length + 64];
        Array.Fill(around, (byte)'}');
        bytes.CopyTo(around, 32);
        var frame = new Frame("feed", connection: 1, Decoding.ReceivedAt, around.AsMemory(32, bytes.Length));
        var text = Encoding.UTF8.GetString(bytes);
        try
        {
            decoder.Decode(frame, found);
        }
        catch (Exception error)
        {
            Assert.Fail($"Frame {number} threw {error}: {text}");
        }

        foreach (var told in found.Events)
        {
            Assert.Null(told.Validate());
            Assert.True(frame.Bytes.Span.Overlaps(told.Source.Original.Span, out var offset) && offset >= 0, text);
            Assert.True(offset + told.Source.Original.Length <= bytes.Length && told.Source.Original.Span is [(byte)'{', .., (byte)'}'], text);
        }

        Assert.True(found.Events.Count + found.Faults.Count + found.Ignored > 0, $"Frame {number} told nothing: {text}");
        var isMalformed = found.Faults.Any(fault => fault.Reason.StartsWith("The frame is not ", StringComparison.Ordinal));
        Assert.True(IsJson(bytes) == !isMalformed, $"Frame {number}, {(isMalformed ? found.Faults[0].Reason : "taken")}: {text}");
        Assert.True(!isMalformed || (found.Events.Count, found.Faults.Count, found.Faults[0].Bytes.Length) == (0, 1, bytes.Length), text);
        return !isMalformed;
    }

    // One value, or several of which the later ones are arrays or objects; a byte order mark before, zeros and white space behind.
    private static bool IsJson(byte[] bytes)
    {
        var start = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
        var text = bytes.AsSpan(start).TrimEnd("\0 \t\r\n"u8);
        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
            var values = 0;
            var isContainer = true;
            while (json.Read())
            {
                var isFirst = values++ == 0;
                if (!isFirst && !isContainer)
                {
                    return false;
                }

                isContainer = json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
                if (!isFirst && !isContainer)
                {
                    return false;
                }

                json.Skip();
            }

            return values > 0 && System.Text.Unicode.Utf8.IsValid(bytes);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
