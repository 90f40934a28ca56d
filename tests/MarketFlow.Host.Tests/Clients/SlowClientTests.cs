using System.Net.WebSockets;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A client that stops reading costs itself its connection, and nobody else anything.</summary>
public sealed class SlowClientTests
{
    private static readonly string _padding = new('x', 2_000);

    [Fact]
    public async Task Is_cut_within_its_bound_while_the_others_get_everything()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024, CloseTimeout = TimeSpan.FromMilliseconds(100) });
        using var stalled = await SubscribedAsync(server);
        var slow = server.Hub.Clients.Single();
        using var one = await SubscribedAsync(server);
        using var two = await SubscribedAsync(server);

        var published = await PublishUntilSlowAsync(server, slow, one, two);

        await slow.Left.WaitAsync(TestClient.Patience());
        await Assert.ThrowsAnyAsync<Exception>(stalled.ReadToEndAsync);
        await server.PublishAsync(Some.Trade("A", -1));
        Assert.Equal(-1, Price(await one.ReadAsync()));
        Assert.Equal(-1, Price(await two.ReadAsync()));

        var account = server.Hub.Ledger.Snapshot();
        Assert.Equal(0, account.Imbalance);
        Assert.Equal(0, account.Held);
        Assert.True(account.ClientSlow > 0);
        Assert.Equal(1, server.Hub.Ledger.SlowClients);
        Assert.Equal(2 * (published + 1), account.Received - slow.Outbox.Account.Received);
    }

    [Fact]
    public async Task Is_told_so_where_it_reads_on_in_time()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024, CloseTimeout = TimeSpan.FromMinutes(1) });
        using var stalled = await SubscribedAsync(server);
        var slow = server.Hub.Clients.Single();
        await PublishUntilSlowAsync(server, slow);

        var messages = await stalled.ReadToEndAsync();

        Assert.Equal(("dropped", "slow-client"), (messages[^2].GetProperty("kind").GetString(), messages[^1].GetProperty("code").GetString()));
        Assert.Equal(slow.Outbox.Account.ClientSlow, messages[^2].GetProperty("count").GetInt64());
        Assert.Equal(slow.Outbox.Account.Emitted, messages.Count - 2);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, stalled.CloseStatus);
    }

    [Fact]
    public async Task Keeps_its_connection_where_only_quotes_wait_and_gets_the_latest()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024 });
        using var stalled = await SubscribedAsync(server);
        var outbox = server.Hub.Clients.Single().Outbox;
        var number = 0;
        while (outbox.Account.Conflated < 1_000)
        {
            await server.PublishAsync([.. Enumerable.Range(number, 100).Select(i => Some.Quote("A", i) with { BidExchange = _padding })]);
            number += 100;
        }

        var (told, read, last) = (0L, 0L, -1);
        while (last < number - 1)
        {
            var message = await stalled.ReadAsync();
            if (message.TryGetProperty("count", out var count))
            {
                told += count.GetInt64();
            }
            else
            {
                read++;
                last = message.GetProperty("bidPrice").GetInt32();
            }
        }

        Assert.Equal(number, told + read);
    }

    [Fact]
    public async Task Does_not_keep_the_host_from_stopping()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxOutboxBytes = 256 * 1024 * 1024 });
        using var stalled = await SubscribedAsync(server);
        var outbox = server.Hub.Clients.Single().Outbox;
        while (outbox.WaitingBytes < 64 * 1024 * 1024) // more than the buffers of both sockets hold, so that some of it stays
        {
            await server.PublishAsync([.. Enumerable.Range(0, 100).Select(i => Some.Trade("A", i) with { Exchange = _padding })]);
        }

        await server.Hub.DrainAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(TestClient.Patience());

        var account = server.Hub.Ledger.Snapshot();
        Assert.Equal((0, 0), (account.Imbalance, account.Held));
        Assert.True(account.Shutdown > 0);
    }

    [Fact]
    public async Task Nobody_loses_anything_when_the_host_stops()
    {
        await using var server = await ClientServer.StartAsync();
        using var one = await SubscribedAsync(server);
        using var two = await SubscribedAsync(server);
        await server.PublishAsync([.. Enumerable.Range(0, 1_000).Select(i => Some.Trade("A", i))]);

        var draining = server.Hub.DrainAsync(TimeSpan.FromMinutes(1));
        foreach (var client in new[] { one, two })
        {
            Assert.Equal(Enumerable.Range(0, 1_000), (await client.ReadToEndAsync()).Select(Price));
            Assert.Equal(ClientClose.ServiceRestart, client.CloseStatus);
        }

        await draining.WaitAsync(TestClient.Patience());
        Assert.Equal(new ClientAccount(Received: 2_000, Emitted: 2_000, 0, 0, 0, 0), server.Hub.Ledger.Snapshot());
        await Assert.ThrowsAsync<WebSocketException>(server.ConnectAsync);
    }

    private static async Task<TestClient> SubscribedAsync(ClientServer server)
    {
        var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["trade.*","quote.*"]}""");
        return client;
    }

    // In rounds, each read by the others before the next: they are as fast as anybody can be, and the stalled one is not.
    private static async Task<int> PublishUntilSlowAsync(ClientServer server, Client slow, params TestClient[] others)
    {
        const int Round = 50;
        var published = 0;
        while (!slow.Outbox.WasSlow)
        {
            await server.PublishAsync([.. Enumerable.Range(published, Round).Select(i => Some.Trade("A", i) with { Exchange = _padding })]);
            foreach (var other in others)
            {
                Assert.Equal(Enumerable.Range(published, Round), (await other.ReadAsync(Round)).Select(Price));
            }

            published += Round;
        }

        return published;
    }

    private static int Price(JsonElement message) => message.GetProperty("price").GetInt32();
}
