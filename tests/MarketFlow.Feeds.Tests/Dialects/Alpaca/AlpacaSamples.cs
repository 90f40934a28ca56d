using System.Buffers;
using System.Text;

namespace MarketFlow.Feeds.Tests;

/// <summary>One message of each kind, as the vendor's documentation shows them.</summary>
internal static class AlpacaSamples
{
    public const string Trade =
        """{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}""";

    public const string Quote =
        """{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"}""";

    public const string Bar =
        """{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}""";

    public const string DailyBar =
        """{"T":"d","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T05:00:00Z"}""";

    public const string UpdatedBar =
        """{"T":"u","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49400,"n":462,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}""";

    public const string Correction =
        """{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":["Z"],"ci":52983525034326,"cp":39.1583,"cs":440001,"cc":["7"],"z":"B","t":"2023-04-06T13:15:42.83540958Z"}""";

    public const string Cancel =
        """{"T":"x","S":"GOOGL","i":465,"x":"D","p":2923.8,"s":12,"a":"C","z":"C","t":"2021-05-04T13:30:40.532Z"}""";

    public const string Limits =
        """{"T":"l","S":"IONM","u":3.24,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z","z":"C"}""";

    public const string Halt =
        """{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Trading Halted; For information requested by NASDAQ","t":"2021-02-22T19:15:00.1Z","z":"C"}""";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Trade, Quote, Bar, DailyBar, UpdatedBar, Correction, Cancel, Limits, Halt];

    public static IEnumerable<object[]> Data => All.Select(sample => new object[] { sample });

    /// <summary>The messages of control that a server sends.</summary>
    public static IReadOnlyList<string> Control { get; } =
    [
        """[{"T":"success","msg":"connected"}]""",
        """[{"T":"success","msg":"authenticated"}]""",
        """[{"T":"subscription","trades":["AAPL"],"quotes":["AMD"],"bars":["*"],"updatedBars":[],"dailyBars":["VOO"],"statuses":["*"],"lulds":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}]""",
    ];

    /// <summary>The message in MessagePack, in the JSON's order of fields, but for T first.</summary>
    public static byte[] Packed(string json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Assert.True(AlpacaTranscoder.TryToMessagePack(Encoding.UTF8.GetBytes(json), buffer));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A frame of MessagePack with these messages.</summary>
    public static byte[] PackedFrame(params string[] messages) => [(byte)(0x90 | messages.Length), .. messages.SelectMany(Packed)];
}
