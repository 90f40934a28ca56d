using System.IO.Compression;
using System.Text.Json;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>Trades and bars of the recorded sessions, each once.</summary>
internal static class RecordedTrades
{
    /// <summary>HitBTC's session of four redundant connections: its trades and its own candles of a minute, the first copy of each.</summary>
    public static (List<Trade> Trades, List<Bar> Candles) HitBtc()
    {
        var decoder = new HitBtcDialect().CreateDecoder();
        var (found, trades, candles) = (new DecodedFrame(), new Dictionary<EventKey, Trade>(), new Dictionary<(string, Timestamp), Bar>());
        foreach (var line in SessionFile.Read(RecordedSession.HitBtc).Where(line => line.Kind == RecordedLineKind.Receive))
        {
            found.Clear();
            decoder.Decode(line.ToFrame("hitbtc"), found);
            foreach (var told in found.Events)
            {
                _ = told switch
                {
                    Trade trade => trades.TryAdd(trade.Identity!.Value, trade),
                    Bar bar => candles.TryAdd((bar.Symbol, bar.Time), bar),
                    _ => false,
                };
            }
        }

        return ([.. trades.Values], [.. candles.Values]);
    }

    /// <summary>The trades of IEX's DEEP capture, in order of sequence.</summary>
    public static List<Trade> Iex()
    {
        using var file = new GZipStream(File.OpenRead(RecordedSession.PathTo("iex-deep/iex-deep-20231002-0800open-part1.ndjson.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        var trades = new List<Trade>();
        while (lines.ReadLine() is { } line)
        {
            using var message = JsonDocument.Parse(line);
            var fields = message.RootElement;
            if (fields.GetProperty("iex").GetString() == "T")
            {
                trades.Add(new()
                {
                    Symbol = fields.GetProperty("sym").GetString()!,
                    Time = Timestamp.FromUnixNanoseconds(fields.GetProperty("ts").GetInt64()),
                    Price = fields.GetProperty("p").GetDecimal(),
                    Size = fields.GetProperty("s").GetDecimal(),
                    Id = TradeId.Of(fields.GetProperty("i").GetInt64()),
                    Source = new(new("iex", 1, Timestamp.FromUnixNanoseconds(fields.GetProperty("cap").GetInt64()), default), 0, 0, fields.GetProperty("seq").GetInt64()),
                });
            }
        }

        return trades;
    }
}
