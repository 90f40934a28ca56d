using System.Text.Json;

namespace MarketFlow.Feeds.Tests;

/// <summary>One connection of a vendor that grants every request, in its own dialect.</summary>
internal sealed class WillingVendor(string dialect)
{
    private readonly HashSet<(string List, string Symbol)> _held = [];

    public IEnumerable<string> Answer(string message)
    {
        using var json = JsonDocument.Parse(message);
        return dialect switch
        {
            "massive" => [Massive(json.RootElement)],
            "alpaca" => [Alpaca(json.RootElement)],
            "coinbase" => [Coinbase(json.RootElement)],
            "kraken" => [.. Kraken(json.RootElement)],
            _ => [$$"""{"jsonrpc":"2.0","result":true,"id":{{json.RootElement.GetProperty("id").GetRawText()}}}"""],
        };
    }

    private static string Massive(JsonElement request)
    {
        var action = request.GetProperty("action").GetString();
        var topics = request.GetProperty("params").GetString()!.Split(',');
        return $"[{string.Join(',', topics.Select(topic => $$"""{"ev":"status","status":"success","message":"{{action}}d to: {{topic}}"}"""))}]";
    }

    private string Alpaca(JsonElement request)
    {
        Change(request, list => list.Name != "action", isAdded: request.GetProperty("action").GetString() == "subscribe");
        string[] lists = ["trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds"];
        return $$"""[{"T":"subscription",{{string.Join(',', lists.Select(list => $"\"{list}\":{Symbols(list)}"))}}}]""";
    }

    private string Coinbase(JsonElement request)
    {
        Change(request, list => list.Name == "product_ids", isAdded: request.GetProperty("type").GetString() == "subscribe");
        return $$"""{"type":"subscriptions","channels":[{"name":"ticker","product_ids":{{Symbols("product_ids")}}}]}""";
    }

    private static IEnumerable<string> Kraken(JsonElement request)
    {
        var (status, name) = ($"{request.GetProperty("event").GetString()}d", request.GetProperty("subscription").GetProperty("name").GetString());
        return request.GetProperty("pair").EnumerateArray().Select(pair =>
            $$$"""{"event":"subscriptionStatus","pair":"{{{pair.GetString()}}}","status":"{{{status}}}","subscription":{"name":"{{{name}}}"}}""");
    }

    private void Change(JsonElement request, Func<JsonProperty, bool> isList, bool isAdded)
    {
        foreach (var list in request.EnumerateObject().Where(isList))
        {
            foreach (var symbol in list.Value.EnumerateArray())
            {
                _ = isAdded ? _held.Add((list.Name, symbol.GetString()!)) : _held.Remove((list.Name, symbol.GetString()!));
            }
        }
    }

    private string Symbols(string list) => $"[{string.Join(',', _held.Where(held => held.List == list).Select(held => $"\"{held.Symbol}\""))}]";
}
