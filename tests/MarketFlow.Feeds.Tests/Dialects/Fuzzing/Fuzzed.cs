using System.Text;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>What one decoder is fuzzed with: good frames to break, pieces to break them with, and how often.</summary>
/// <param name="Name">Whose frames they are.</param>
/// <param name="Dialect">Whose decoder reads them.</param>
/// <param name="Mutations">How many frames are made of them.</param>
/// <param name="Samples">Good frames, one of each kind: half of the mutations are made of these.</param>
/// <param name="Seeds">Good frames, short ones, recorded or simulated where there are such: nearly all other mutations are made of these.</param>
/// <param name="LongSeeds">Good frames that take long to break and to read; one mutation in 200 is made of these.</param>
/// <param name="Splices">Pieces that are awkward in the encoding.</param>
internal sealed record Fuzzed(string Name, IDialect Dialect, int Mutations, byte[][] Samples, byte[][] Seeds, byte[][] LongSeeds, byte[][] Splices)
{
    private const int Short = 700; // bytes
    private const int Long = 10_000; // bytes; recorded frames beyond are books of 40,000 and more, whose elements the others have too
    private const int RecordedSeeds = 400; // per session
    private const int LongRecordedSeeds = 20; // per session
    private const int LongShare = 200;
    private const int CutShare = 8;

    private static readonly byte[][] _jsonSplices = InUtf8(
        "null", "{}", "[]", "\"", "\\", "\\ud800", "\"\\ud800\"", "\\u00e9", "\"\\n\"", "1e999", "-", "-0", "01", "1.", "0.5e+7", "[[[[", "}}", "]", "\u0000", "é", ",", ":",
        "true", " \n\t", "{\"p\":1}", "{\"id\":1}", "{\"T\":1}", "\"ohlc-1\"", "99999999999999999999999999999.5", "-1", "\"\"");

    private static readonly byte[][] _jsonValues = InUtf8(
        "null", "{}", "[]", "true", "0", "-0", "-1", "1", "114.1250", "1.0e2", "1e999", "1e-30", "99999999999999999999999999999.5", "9223372036854775808", "1536036818784", "\"\"", "\"A\"",
        "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"5541.20000\"", "\"-1\"", "\"2021-07-13T11:07:53.658Z\"", "\"2021-13-13T11:07:53Z\"", "\"T\"", "\"trade\"", "[1,\"a\"]", "[[]]", "{\"T\":\"t\"}");

    private static readonly byte[][] _packedSplices =
    [
        [0xc0], [0x80], [0x90], [0xc1], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdb, 0x7f, 0xff, 0xff, 0xff], [0xd7, 0xff], [0xd6, 0xff],
        [0xc7, 0x0c, 0xff], [0xcb, 0x7f, 0xf8], [0xca, 0x7f, 0xc0, 0, 0], [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [0xa1, (byte)'T', 0xa1, (byte)'t'], [0xc4, 0x02], [0xd9, 0xff], [0xff],
    ];

    /// <summary>
    /// All decoders. The split is by cost and by what is at stake: Massive's is written by hand and the fastest, MessagePack's is by hand
    /// too; the others stand on System.Text.Json, whose exceptions make a broken frame three times as dear.
    /// </summary>
    public static IReadOnlyList<Fuzzed> All { get; } =
    [
        new("massive", new MassiveDialect(), 340_000, Massive(), SimulatedFrames(), Recorded(Long), _jsonSplices),
        new("alpaca in JSON", new AlpacaDialect(), 150_000, Alpaca(), Alpaca(), Recorded(Long), _jsonSplices),
        new("alpaca in MessagePack", new AlpacaDialect(), 210_000, AlpacaPacked(), AlpacaPacked(), [], _packedSplices),
        new("kraken", new KrakenDialect(), 100_000, InUtf8(_kraken), OrElse(Recorded(Short, "kraken-3conn-20210417"), InUtf8(_kraken)), Recorded(Long, "kraken-3conn-20210417"), _jsonSplices),
        new("hitbtc", new HitBtcDialect(), 100_000, InUtf8(_hitBtc), OrElse(Recorded(Short, "hitbtc-4conn-20210715"), InUtf8(_hitBtc)), Recorded(Long, "hitbtc-4conn-20210715"), _jsonSplices),
        new("coinbase", new CoinbaseDialect(), 100_000, InUtf8(_coinbase), OrElse(Recorded(Short, "coinbase-20210417"), InUtf8(_coinbase)), Recorded(Long, "coinbase-20210417"), _jsonSplices),
        new("all venues to kraken", new KrakenDialect(), 10_000, AllVenues(), AllVenues(), Recorded(Long), _jsonSplices),
        new("all venues to hitbtc", new HitBtcDialect(), 10_000, AllVenues(), AllVenues(), Recorded(Long), _jsonSplices),
        new("all venues to coinbase", new CoinbaseDialect(), 10_000, AllVenues(), AllVenues(), Recorded(Long), _jsonSplices),
        new("all venues to massive", new MassiveDialect(), 10_000, AllVenues(), AllVenues(), Recorded(Long), _jsonSplices),
        new("all venues to alpaca", new AlpacaDialect(), 10_000, AlpacaPacked(), AllVenues(), Recorded(Long), [.. _jsonSplices, .. _packedSplices]),
    ];

    private static string[] _kraken =>
    [
        """[0,[["5541.20000","0.15850568","1534614057.321597","s","l",""],["6060.00000","0.02455000","1534614057.324998","b","l",""]],"trade","XBT/USD"]""",
        """[42,["1542057314.748456","1542057360.435743","3586.70000","3586.80000","3586.60000","3586.65000","3586.68894","0.03373000",2],"ohlc-5","XBT/USD"]""",
        """[0,{"a":["5525.40000",1,"1.000"],"b":["5525.10000",0,"0.21"],"c":["5525.10000","0.00398963"]},"ticker","XBT/USD"]""",
        """[0,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XBT/USD"]""",
        """{"errorMessage":"no","event":"subscriptionStatus","pair":"XYZ","status":"error"}""",
    ];

    private static string[] _hitBtc =>
    [
        """{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[{"id":1,"price":"2.5","quantity":"1","side":"buy","timestamp":"2021-07-13T11:07:53.658Z"},{"id":2,"price":"2.6","quantity":"0.5","side":"sell","timestamp":"2021-07-13T11:07:54.147Z"}],"symbol":"GRTBTC"}}""",
        """{"jsonrpc":"2.0","method":"updateCandles","params":{"data":[{"timestamp":"2021-07-14T18:37:00.000Z","open":"2","close":"3","min":"1","max":"4","volume":"12"}],"period":"M1","symbol":"GRTBTC"}}""",
        """{"jsonrpc":"2.0","method":"ticker","params":{"ask":"2","bid":null,"timestamp":"2021-07-15T03:06:37.000Z","symbol":"GVTETH"}}""",
        """{"jsonrpc":"2.0","error":{"code":2001,"message":"Symbol not found","description":"no"},"id":7}""",
    ];

    private static string[] _coinbase =>
    [
        """{"type":"match","trade_id":881613,"size":"0.04","price":"14.7775","product_id":"BAND-GBP","sequence":333938798,"time":"2021-04-17T16:43:30.244075Z"}""",
        """{"type":"ticker","sequence":333938798,"product_id":"BAND-GBP","price":"14.7775","best_bid":"14.7550","best_ask":"14.8060","time":"2021-04-17T16:43:30.244075Z","trade_id":881613,"last_size":"0.04"}""",
        """{"type":"error","message":"Failed to subscribe","reason":"no"}""",
    ];

    /// <summary>True where the frames are mostly other venues', and so faults to begin with.</summary>
    public bool IsOfOthers => Name.StartsWith("all venues", StringComparison.Ordinal);

    /// <summary>The next frame. Of JSON, half say something else in good syntax; the others are broken in one to three places, and one in eight of them cut short as well.</summary>
    public byte[] Next(Random random)
    {
        var seed = NextSeed(random);
        if (Splices != _packedSplices && random.Next(2) == 0)
        {
            return FrameMutations.Reshape(seed, _jsonValues, random);
        }

        var broken = FrameMutations.Mutate(seed, Splices, random);
        return random.Next(CutShare) == 0 ? broken[..random.Next(broken.Length)] : broken;
    }

    // Half of them samples, because a recording has few of most kinds: nearly all that was recorded is books.
    private byte[] NextSeed(Random random)
    {
        var seeds = LongSeeds.Length > 0 && random.Next(LongShare) == 0 ? LongSeeds : random.Next(2) == 0 ? Samples : Seeds;
        return seeds[random.Next(seeds.Length)];
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static byte[][] Massive()
    {
        var all = MassiveSamples.All;
        string[] several = [.. Enumerable.Range(0, all.Count).Select(i => $"[{all[i]},{all[(i * 5 + 1) % all.Count]},{all[(i * 7 + 3) % all.Count]}]")];
        return
        [
            .. InUtf8([.. all.Select(element => $"[{element}]"), .. several, MassiveSamples.Trade]),
            MassiveControl.Subscribed(new MassiveTopic("T", "*"), new MassiveTopic("AM", "BRK.A")).ToArray(),
            MassiveControl.MaxConnections.ToArray(),
        ];
    }

    private static byte[][] SimulatedFrames()
    {
        var clock = new MarketFlow.Testing.VirtualMarketClock();
        List<MarketEvent> events = [];
        using (SimulatedMarket.Events(new() { Symbols = 5, EventsPerSecond = 20 }, clock).Subscribe(events.Add))
        {
            clock.AdvanceBy(TimeSpan.FromSeconds(70));
        }

        return [.. events.Take(60).Concat(events.OfType<Bar>().Where(bar => bar.Interval == TimeSpan.FromMinutes(1))).Select(value => (byte[])[(byte)'[', .. value.Source.Original.Span, (byte)']'])];
    }

    private static byte[][] Alpaca() => InUtf8(
    [
        $"[{string.Join(',', AlpacaSamples.All.Take(3))}]", .. AlpacaSamples.All.Select(sample => $"[{sample}]"), .. AlpacaSamples.Control,
        """[{"T":"error","code":400,"msg":"invalid syntax"}]""", AlpacaSamples.Trade,
    ]);

    private static byte[][] AlpacaPacked() =>
    [
        AlpacaSamples.PackedFrame([.. AlpacaSamples.All]), .. AlpacaSamples.All.Select(sample => AlpacaSamples.PackedFrame(sample)),
        .. AlpacaSamples.Control.Select(control => AlpacaSamples.PackedFrame(control[1..^1])), AlpacaSamples.Packed(AlpacaSamples.Trade),
    ];

    private static byte[][] OrElse(byte[][] recorded, byte[][] samples) => recorded.Length > 0 ? recorded : samples;

    private static byte[][] AllVenues() =>
        [.. InUtf8([.. _kraken, .. _hitBtc, .. _coinbase]), .. Massive(), .. Alpaca(), .. Recorded(Short)];

    private static byte[][] Recorded(int longest) => Recorded(
        longest, "kraken-3conn-20210417", "hitbtc-4conn-20210715", "coinbase-20210417", "binance-futures-20210722", "bitfinex-seq-20210417", "gemini-20210624", "kucoin-20210425");

    // Spread over the session, so that what is rare in it is there.
    private static byte[][] Recorded(int longest, params string[] sessions) => !RecordedSession.AreHere ? [] :
        [.. sessions.SelectMany(session =>
        {
            var frames = SessionFile.Read(RecordedSession.PathTo($"ws-raw/{session}.ndjson.gz"))
                .Where(line => line.Kind == RecordedLineKind.Receive && line.Data.Length <= longest && (longest == Short || line.Data.Length > Short))
                .Select(line => line.Data.ToArray()).ToArray();
            var wanted = longest == Short ? RecordedSeeds : LongRecordedSeeds;
            return frames.Where((_, index) => index % Math.Max(1, frames.Length / wanted) == 0).Take(wanted);
        })];

    private static byte[][] InUtf8(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
