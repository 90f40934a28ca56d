using System.IO.Compression;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>What a recorded session tells, counted from its file with nothing of MarketFlow's: gunzip, a JSON parser, and the venue's documentation.</summary>
internal static class RawSession
{
    /// <summary>Each trade of Kraken's: pair, price and volume as the venue wrote them, and its time in microseconds. Equal ones stay as many as there are.</summary>
    public static List<string> KrakenTrades(string path) =>
        [.. Messages(path).Where(message => message.ValueKind == JsonValueKind.Array && message[message.GetArrayLength() - 2].ValueEquals("trade"))
            .SelectMany(message => message[1].EnumerateArray(), (message, row) =>
                $"{message[message.GetArrayLength() - 1].GetString()} {row[0].GetString()} {row[1].GetString()} {Microseconds(row[2].GetString()!)}")];

    /// <summary>Each ticker of Kraken's: pair, best bid and ask, and how much of each.</summary>
    public static List<string> KrakenTickers(string path) =>
        [.. Messages(path).Where(message => message.ValueKind == JsonValueKind.Array && message[message.GetArrayLength() - 2].ValueEquals("ticker"))
            .Select(message => (Of: message[message.GetArrayLength() - 1].GetString(), Bid: message[1].GetProperty("b"), Ask: message[1].GetProperty("a")))
            .Select(ticker => $"{ticker.Of} {ticker.Bid[0].GetString()} {ticker.Bid[2].GetString()} {ticker.Ask[0].GetString()} {ticker.Ask[2].GetString()}")];

    /// <summary>Each trade of HitBTC's once: symbol, id, price, quantity.</summary>
    public static List<string> HitBtcTrades(string path) =>
        [.. Notifications(path, "snapshotTrades", "updateTrades").SelectMany(told => told.GetProperty("data").EnumerateArray(), (told, row) =>
            $"{told.GetProperty("symbol").GetString()} {row.GetProperty("id").GetRawText()} {row.GetProperty("price").GetString()} {row.GetProperty("quantity").GetString()}").Distinct()];

    /// <summary>How many bars HitBTC tells: symbols and minutes.</summary>
    public static int HitBtcBars(string path) =>
        Notifications(path, "snapshotCandles", "updateCandles").SelectMany(told => told.GetProperty("data").EnumerateArray(), (told, row) =>
            (told.GetProperty("symbol").GetString(), row.GetProperty("timestamp").GetString())).Distinct().Count();

    /// <summary>How many tickers HitBTC tells: symbols and times.</summary>
    public static int HitBtcTickers(string path) =>
        Notifications(path, "ticker").Select(told => (told.GetProperty("symbol").GetString(), told.GetProperty("timestamp").GetString())).Distinct().Count();

    private static IEnumerable<JsonElement> Notifications(string path, params string[] methods) =>
        Messages(path).Where(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("method", out var method) && methods.Contains(method.GetString()))
            .Select(message => message.GetProperty("params"));

    private static IEnumerable<JsonElement> Messages(string path)
    {
        using StreamReader lines = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            var recorded = JsonDocument.Parse(line).RootElement;
            if (recorded.GetProperty("t").GetString() == "recv")
            {
                yield return JsonDocument.Parse(recorded.GetProperty("data").GetString()!).RootElement;
            }
        }
    }

    // 1618678142.557535, as a whole number: a double would round it.
    private static string Microseconds(string seconds) => seconds.Replace(".", string.Empty, StringComparison.Ordinal);
}
