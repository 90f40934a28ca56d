using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>Alpaca's words, and clients that have said them.</summary>
internal static class AlpacaClients
{
    public const string ConnectedSimulated = """[{"T":"success","msg":"connected","simulated":true}]""";
    public const string Connected = """[{"T":"success","msg":"connected"}]""";
    public const string Authenticated = """[{"T":"success","msg":"authenticated"}]""";

    public static string Auth(string key = "any", string secret = "any") => $$"""{"action":"auth","key":"{{key}}","secret":"{{secret}}"}""";

    public static string Error(int code, string message) => $$"""[{"T":"error","code":{{code}},"msg":"{{message}}"}]""";

    /// <summary>The full state, of which all lists that are not named are empty.</summary>
    public static string State(params (string List, string[] Symbols)[] lists)
    {
        string[] names = ["trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "corrections", "cancelErrors"];
        var texts = names.Select(name =>
        {
            var held = name is "corrections" or "cancelErrors" ? "trades" : name;
            return $"\"{name}\":{JsonSerializer.Serialize(lists.FirstOrDefault(list => list.List == held).Symbols ?? [])}";
        });
        return $$"""[{"T":"subscription",{{string.Join(',', texts)}}}]""";
    }

    /// <summary>A client that has offered its key.</summary>
    public static async Task<VendorClient> AuthenticatedAsync(ClientServer server, string path = "/v2/sip")
    {
        var client = await server.ConnectAsync(path);
        Assert.Equal(Connected, await client.ReadAsync());
        Assert.Equal(Authenticated, await client.AskAsync(Auth()));
        return client;
    }
}
