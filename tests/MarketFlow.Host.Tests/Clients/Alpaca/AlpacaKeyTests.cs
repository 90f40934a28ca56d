using System.Net.WebSockets;
using static MarketFlow.Host.Tests.AlpacaClients;

namespace MarketFlow.Host.Tests;

/// <summary>How a client of Alpaca's comes in, through a real socket.</summary>
public sealed class AlpacaKeyTests
{
    [Theory]
    [InlineData("/v2/sip")]
    [InlineData("/v2/iex")]
    [InlineData("/v2/delayed_sip")]
    [InlineData("/v1beta1/indicative")]
    public async Task Greets_and_accepts_a_key_each_in_a_frame_of_its_own(string path)
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server, path);

        Assert.Equal(WebSocketMessageType.Text, client.LastType);
        Assert.Equal(Error(403, "already authenticated"), await client.AskAsync(Auth()));
    }

    [Fact]
    public async Task Accepts_a_key_in_the_handshake_and_then_no_other()
    {
        await using var server = await ClientServer.StartAsync(null, new ClientKey { Key = "K", Secret = "S" });
        using var client = await server.ConnectAsync("/v2/sip", ("APCA-API-KEY-ID", "K"), ("APCA-API-SECRET-KEY", "S"));

        Assert.Equal([Connected, Authenticated], [await client.ReadAsync(), await client.ReadAsync()]);
        Assert.Equal(Error(403, "already authenticated"), await client.AskAsync(Auth("K", "S")));
        using var bad = await server.ConnectAsync("/v2/sip", ("APCA-API-KEY-ID", "K"), ("APCA-API-SECRET-KEY", "X"));
        Assert.Equal([Connected, Error(402, "auth failed")], await bad.ReadToEndAsync());
    }

    [Theory]
    [InlineData("K", "X")]
    [InlineData("X", "S")]
    public async Task Refuses_a_key_or_secret_that_is_not_configured_and_closes(string key, string secret)
    {
        await using var server = await ClientServer.StartAsync(null, new ClientKey { Key = "K", Secret = "S" });
        using var client = await server.ConnectAsync("/v2/sip");
        await client.SendAsync(Auth(key, secret));

        Assert.Equal([Connected, Error(402, "auth failed")], await client.ReadToEndAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }

    [Fact]
    public async Task Gives_a_client_without_a_key_nothing_but_its_time()
    {
        await using var server = await ClientServer.StartAsync(new() { AuthTimeout = TimeSpan.FromMilliseconds(500) });
        using var client = await server.ConnectAsync("/v2/sip");
        await client.SendAsync("""{"action":"subscribe","trades":["A"]}""");

        Assert.Equal([Connected, Error(401, "not authenticated"), Error(404, "auth timeout")], await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Refuses_the_newcomer_over_the_cap()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClientsPerKey = 1 });
        using var first = await AuthenticatedAsync(server);
        using var newcomer = await server.ConnectAsync("/v2/sip");
        await newcomer.SendAsync(Auth());

        Assert.Equal([Connected, Error(406, "connection limit exceeded")], await newcomer.ReadToEndAsync());
        Assert.Equal(State(), await first.AskAsync("""{"action":"subscribe"}"""));
        var left = server.Hub.Clients.Single(client => client.Outbox.Close is null).Left;
        await first.CloseAsync();
        await left.WaitAsync(TestClient.Patience());
        using var next = await AuthenticatedAsync(server);
    }
}
