using System.Net.WebSockets;

namespace MarketFlow.Host.Tests;

/// <summary>Whatever a client sends, it gets the protocol's own error, stays connected, and no other client notices.</summary>
public sealed class HostileClientTests
{
    public static TheoryData<string, string, string> Nonsense => new()
    {
        { "", "bad-json", "not JSON" },
        { "subscribe", "bad-json", "not JSON" },
        { "{\"op\":\"subscribe\",\"topics\":[\"trade.A\"]", "bad-json", "not JSON" },
        { new string('[', 1_000), "bad-json", "not JSON" },
        { "{\n\"op\":nothing}", "bad-json", "not JSON in line 2 at byte 6." },
        { "[]", "bad-json", "a JSON array" },
        { "null", "bad-json", "a JSON null" },
        { "{}", "unknown-op", "op is missing" },
        { "{\"op\":7}", "unknown-op", "a JSON number" },
        { "{\"op\":\"buy\"}", "unknown-op", "\"buy\"" },
        { "{\"op\":\"\\ud800\"}", "bad-json", "not JSON" },
        { "{\"op\":\"subscribe\"}", "bad-json", "topics is missing" },
        { "{\"op\":\"subscribe\",\"topics\":\"trade.A\"}", "bad-json", "topics is a JSON text" },
        { "{\"op\":\"subscribe\",\"topics\":[7]}", "bad-json", "a JSON number" },
        { "{\"op\":\"subscribe\",\"topics\":[\"trade.B\",\"order.A\"]}", "unknown-topic", "\"order.A\"" },
        { "{\"op\":\"unsubscribe\",\"topics\":[\"trade.A\",\"order.A\"]}", "unknown-topic", "\"order.A\"" },
        { "{\"op\":\"subscribe\",\"topics\":[],\"snapshot\":\"yes\"}", "bad-json", "snapshot is a JSON text" },
        { "{\"op\":\"subscribe\",\"topics\":[],\"conflateMs\":-1}", "bad-json", "\"-1\"" },
        { "{\"op\":\"subscribe\",\"topics\":[],\"conflateMs\":60001}", "bad-json", "0 to 60000" },
        { "{\"op\":\"subscribe\",\"topics\":[],\"conflateMs\":1.5}", "bad-json", "\"1.5\"" },
        { "{\"op\":\"subscribe\",\"topics\":[\"trade.B\",\"trade.C\",\"trade.D\",\"trade.E\"]}", "too-many-topics", "allowed: 4" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Gets_its_error_and_changes_nothing(string request, string code, string words)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 4 });
        using var hostile = await server.ConnectAsync();
        using var other = await server.ConnectAsync();
        await hostile.AskAsync("""{"op":"subscribe","topics":["trade.A"]}""");
        await other.AskAsync("""{"op":"subscribe","topics":["trade.*"]}""");

        var error = await hostile.AskAsync(request);
        await server.PublishAsync(Some.Trade("B"), Some.Trade("A"));

        Assert.Equal(("error", code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("A", (await hostile.ReadAsync()).GetProperty("symbol").GetString());
        Assert.Equal(["B", "A"], (await other.ReadAsync(2)).Select(message => message.GetProperty("symbol").GetString()));
    }

    [Theory]
    [InlineData(1024, "subscribed")]
    [InlineData(1025, "too-large")]
    [InlineData(1024 * 1024, "too-large")]
    public async Task Gets_an_error_for_a_message_longer_than_allowed_and_goes_on(int length, string expected)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxRequestBytes = 1024 });
        using var hostile = await server.ConnectAsync();
        const string Request = """{"op":"subscribe","topics":["trade.A"]}""";

        var answer = await hostile.AskAsync(Request + new string(' ', length - Request.Length));

        Assert.Equal(expected, (answer.TryGetProperty("code", out var code) ? code : answer.GetProperty("type")).GetString());
        if (expected == "too-large")
        {
            Assert.Contains($"{length} bytes", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("subscribed", (await hostile.AskAsync(Request)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task May_hold_exactly_as_many_topics_as_allowed()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 2 });
        using var client = await server.ConnectAsync();

        Assert.Equal("subscribed", (await client.AskAsync("""{"op":"subscribe","topics":["trade.A","trade.B","trade.A"]}""")).GetProperty("type").GetString());
        Assert.Equal("subscribed", (await client.AskAsync("""{"op":"subscribe","topics":["trade.B"]}""")).GetProperty("type").GetString());
        Assert.Equal("too-many-topics", (await client.AskAsync("""{"op":"subscribe","topics":["trade.C"]}""")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Is_refused_where_too_many_are_connected_and_let_in_once_one_has_left()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClients = 1 });
        using var first = await server.ConnectAsync();
        using var second = new ClientWebSocket();
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(server.Address, TestClient.Patience()));
        Assert.Contains("503", refusal.Message, StringComparison.Ordinal);

        var left = server.Hub.Clients.Single().Left;
        await first.CloseAsync();
        await left.WaitAsync(TestClient.Patience());
        using var third = await server.ConnectAsync();
    }

    [Fact]
    public async Task Is_told_that_the_address_speaks_WebSocket()
    {
        await using var server = await ClientServer.StartAsync();
        using var http = new HttpClient();
        var response = await http.GetAsync(new UriBuilder(server.Address) { Scheme = "http" }.Uri);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("WebSocket", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_its_connection_breaks()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["trade.*"]}""");
        var left = server.Hub.Clients.Single().Left;

        client.Cut();
        await left.WaitAsync(TestClient.Patience());
        await server.PublishAsync(Some.Trade("A"));

        Assert.Empty(server.Hub.Clients);
        Assert.Equal(default, server.Hub.Ledger.Snapshot());
    }
}
