namespace MarketFlow.Host.Tests;

/// <summary>Massive's words, and clients that have said them.</summary>
internal static class MassiveClients
{
    public const string ConnectedSimulated = """[{"ev":"status","status":"connected","message":"Connected Successfully","simulated":true}]""";
    public const string Connected = """[{"ev":"status","status":"connected","message":"Connected Successfully"}]""";
    public const string Authenticated = """[{"ev":"status","status":"auth_success","message":"authenticated"}]""";
    public const string AuthFailed = """[{"ev":"status","status":"auth_failed","message":"authentication failed"}]""";
    public const string AuthTimeout = """[{"ev":"status","status":"auth_timeout","message":"No authentication request received."}]""";

    public static string Auth(string key = "any") => $$"""{"action":"auth","params":"{{key}}"}""";

    public static string Subscribe(string topics) => $$"""{"action":"subscribe","params":"{{topics}}"}""";

    public static string Unsubscribe(string topics) => $$"""{"action":"unsubscribe","params":"{{topics}}"}""";

    /// <summary>What each topic is acknowledged with, in one frame.</summary>
    public static string Acknowledged(params string[] topics) =>
        $"[{string.Join(',', topics.Select(topic => $$"""{"ev":"status","status":"success","message":"subscribed to: {{topic}}"}"""))}]";

    /// <summary>A client that has offered its key.</summary>
    public static async Task<VendorClient> AuthenticatedAsync(ClientServer server, string key = "any")
    {
        var client = await server.ConnectAsync("/stocks");
        Assert.Equal(Connected, await client.ReadAsync());
        Assert.Equal(Authenticated, await client.AskAsync(Auth(key)));
        return client;
    }

    /// <summary>A client that has subscribed to one topic.</summary>
    public static async Task<VendorClient> SubscribedAsync(ClientServer server, string topic)
    {
        var client = await AuthenticatedAsync(server);
        Assert.Equal(Acknowledged(topic), await client.AskAsync(Subscribe(topic)));
        return client;
    }
}
