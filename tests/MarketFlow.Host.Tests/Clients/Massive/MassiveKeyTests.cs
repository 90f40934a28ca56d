using System.Net.WebSockets;
using static MarketFlow.Host.Tests.MassiveClients;

namespace MarketFlow.Host.Tests;

/// <summary>How a client of Massive's comes in, through a real socket.</summary>
public sealed class MassiveKeyTests
{
    [Theory]
    [InlineData("/stocks")]
    [InlineData("/options")]
    [InlineData("/forex")]
    [InlineData("/crypto")]
    [InlineData("/indices")]
    [InlineData("/futures")]
    public async Task Greets_and_accepts_a_key_each_in_a_frame_of_its_own(string market)
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync(market);

        Assert.Equal(Connected, await client.ReadAsync());
        Assert.Equal(Authenticated, await client.AskAsync(Auth()));
        Assert.Equal(WebSocketMessageType.Text, client.LastType);
    }

    [Fact]
    public async Task Answers_a_key_that_came_before_the_greeting_was_read()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync("/stocks");
        await client.SendAsync(Auth());

        Assert.Equal([Connected, Authenticated], [await client.ReadAsync(), await client.ReadAsync()]);
    }

    [Fact]
    public async Task Accepts_a_key_that_is_configured_and_refuses_any_other_and_closes()
    {
        await using var server = await ClientServer.StartAsync(null, new ClientKey { Key = "good" });
        using var good = await AuthenticatedAsync(server, "good");
        using var bad = await server.ConnectAsync("/stocks");
        await bad.SendAsync(Auth("bad"));

        Assert.Equal([Connected, AuthFailed], await bad.ReadToEndAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, bad.CloseStatus);
    }

    [Fact]
    public async Task Gives_a_client_without_a_key_nothing_but_its_time()
    {
        await using var server = await ClientServer.StartAsync(new() { AuthTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = await server.ConnectAsync("/stocks");
        await client.SendAsync(Subscribe("T.*"));

        Assert.Equal([Connected, AuthTimeout], await client.ReadToEndAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }

    [Fact]
    public async Task Holds_what_is_asked_for_before_the_key_and_answers_it_after()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync("/stocks");
        await client.SendAsync(Subscribe("T.A"));
        await client.SendAsync(Auth());
        await client.SendAsync(Subscribe("T.B"));

        Assert.Equal(
            [Connected, Authenticated, Acknowledged("T.A"), Acknowledged("T.B")],
            [await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync()]);
        await server.PublishAsync(Some.Trade("A"), Some.Trade("B"));
        Assert.Equal(2, (await client.ReadEventsAsync(2)).Count);
    }

    [Fact]
    public async Task Holds_no_more_than_a_client_may_have()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 2 });
        using var client = await server.ConnectAsync("/stocks");
        Assert.Equal(Connected, await client.ReadAsync());
        await client.SendAsync(Subscribe("T.A,T.B"));
        Assert.Contains("\"status\":\"error\"", await client.AskAsync(Subscribe("T.C")), StringComparison.Ordinal);

        Assert.Equal(Authenticated, await client.AskAsync(Auth()));
        Assert.Equal(Acknowledged("T.A", "T.B"), await client.ReadAsync());
    }

    [Fact]
    public async Task Accepts_a_good_key_again_and_ends_at_a_bad_one()
    {
        await using var server = await ClientServer.StartAsync(null, new ClientKey { Key = "good" });
        using var client = await AuthenticatedAsync(server, "good");

        Assert.Equal(Authenticated, await client.AskAsync(Auth("good")));
        await client.SendAsync(Auth("bad"));
        Assert.Equal([AuthFailed], await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Ends_the_older_connection_of_a_key_over_its_cap()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClientsPerKey = 1, OverCap = OverCap.Older });
        using var older = await AuthenticatedAsync(server, "one");
        using var other = await AuthenticatedAsync(server, "two");
        using var newcomer = await AuthenticatedAsync(server, "one");

        AssertOneTooMany(Assert.Single(await older.ReadToEndAsync()), older);
        Assert.Equal(Acknowledged("T.A"), await newcomer.AskAsync(Subscribe("T.A")));
        Assert.Equal(Acknowledged("T.A"), await other.AskAsync(Subscribe("T.A")));
    }

    [Fact]
    public async Task Ends_the_newcomer_once_it_was_told_its_topics()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClientsPerKey = 1, OverCap = OverCap.Newcomer });
        using var older = await AuthenticatedAsync(server);
        using var newcomer = await AuthenticatedAsync(server);
        await newcomer.SendAsync(Subscribe("T.A"));

        var frames = await newcomer.ReadToEndAsync();
        Assert.Equal(Acknowledged("T.A"), frames[0]);
        AssertOneTooMany(frames[1], newcomer);
        Assert.Equal(Acknowledged("T.A"), await older.AskAsync(Subscribe("T.A")));
    }

    [Fact]
    public async Task Ends_one_of_the_two_by_chance()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClientsPerKey = 1, OverCap = OverCap.Either });
        using var older = await AuthenticatedAsync(server);
        using var newcomer = await AuthenticatedAsync(server);
        await newcomer.SendAsync(Subscribe("T.A"));

        var ended = await Task.WhenAny(older.ReadToEndAsync(), newcomer.ReadToEndAsync());
        Assert.Contains("max_connections", (await ended)[^1], StringComparison.Ordinal);
        Assert.Single(server.Hub.Clients, client => client.Outbox.Close is null);
    }

    [Fact]
    public async Task Lets_a_key_in_again_once_its_other_connection_has_left()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxClientsPerKey = 1, OverCap = OverCap.Newcomer });
        using var first = await AuthenticatedAsync(server);
        var left = server.Hub.Clients.Single().Left;
        await first.CloseAsync();
        await left.WaitAsync(TestClient.Patience());

        using var second = await AuthenticatedAsync(server);
        Assert.Equal(Acknowledged("T.A"), await second.AskAsync(Subscribe("T.A")));
        Assert.Equal(Acknowledged("T.B"), await second.AskAsync(Subscribe("T.B")));
    }

    private static void AssertOneTooMany(string frame, VendorClient client)
    {
        Assert.StartsWith("""[{"ev":"status","status":"max_connections","message":"Maximum number of websocket connections exceeded.""", frame, StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }
}
