using System.Text;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>One refused topic costs only those who asked for it, and they learn of it: the whole host over real sockets.</summary>
public sealed class RefusedTopicTests
{
    [Fact]
    public async Task A_clients_trades_are_complete_through_a_reconnect_while_anothers_topic_is_refused()
    {
        await using var vendor = await new RefusingVendor().StartAsync();
        vendor.Refuse("statuses.*");
        vendor.Refuse("lulds.*");
        await using var host = await OnAsync(vendor);
        using var trader = await host.SubscribeAsync("trade.AAPL");
        using var watcher = await host.SubscribeAsync("status.*");

        // statuses.* and lulds.* are refused one after the other: in between, a part of the topic may be reported as refused.
        var error = default((string?, string?, string?, int));
        var message = await watcher.ReadAsync();
        for (; Lists(message) != ("subscribed", "", "status.*"); message = await watcher.ReadAsync())
        {
            error = message.GetProperty("type").GetString() == "error" ? Told(message) : error;
        }

        Assert.Equal(("error", "topic-refused", "status.*", 409), error);

        await SendTradesAsync(vendor, 5);
        vendor.Kill();
        await SendTradesAsync(vendor, 5);

        Assert.Equal(2, vendor.Connections);
        Assert.Equal(Enumerable.Range(1, 10).Select(id => $"{id}"), (await trader.ReadAsync(10)).Select(trade => trade.GetProperty("id").GetString()));
        Assert.Contains("\"trades\":[\"AAPL\"]", vendor.Heard.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain("statuses", vendor.Heard.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_topic_is_in_the_pages_and_raises_an_alert_until_it_is_granted_or_given_up()
    {
        await using var vendor = await new RefusingVendor().StartAsync();
        vendor.Refuse("quotes.MSFT");
        await using var host = await OnAsync(vendor);
        using var client = await host.SubscribeAsync("trade.AAPL", "quote.MSFT");
        Assert.Equal(("error", "topic-refused", "quote.MSFT", 409), Told(await client.ReadAsync()));
        Assert.Equal(("subscribed", "trade.AAPL", "quote.MSFT"), Lists(await client.ReadAsync()));

        var feed = (await host.GetAsync("/api/feeds")).GetProperty("feeds")[0];
        var refused = feed.GetProperty("refused")[0];
        Assert.Equal(
            ("quotes.MSFT", 409, "insufficient subscription"),
            (refused.GetProperty("topic").GetString(), refused.GetProperty("code").GetInt32(), refused.GetProperty("message").GetString()));
        Assert.Contains("quotes.MSFT: 409", feed.GetProperty("connections")[0].GetProperty("lastError").GetString(), StringComparison.Ordinal);
        await UntilAsync(host, "/api/alerts", text => text.Contains("subscription-refused:alpaca", StringComparison.Ordinal));
        Assert.Contains("marketflow_feed_refusals_total", (await host.TextAsync("/metrics")).Text, StringComparison.Ordinal);

        // refused at once where it is known: the error comes before the answer
        using var other = await host.ConnectAsync("/v2/iex");
        await TextAsync(other);
        await other.SendAsync("""{"action":"auth","key":"K","secret":"S"}""");
        await TextAsync(other);
        await other.SendAsync("""{"action":"subscribe","trades":["AAPL"],"quotes":["MSFT"]}""");
        Assert.Contains("\"code\":409", await TextAsync(other), StringComparison.Ordinal);
        Assert.Contains("\"trades\":[\"AAPL\"],\"quotes\":[]", await TextAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_above_the_limit_is_refused_with_405_and_granted_when_a_place_is_free()
    {
        await using var vendor = await new RefusingVendor(limit: 2).StartAsync();
        await using var host = await OnAsync(vendor, ("Feeds:0:UnsubscribeAfter", "0"));
        var first = await host.SubscribeAsync("trade.A", "trade.B");
        using var second = await host.SubscribeAsync("trade.C");
        Assert.Equal(("error", "topic-refused", "trade.C", 405), Told(await second.ReadAsync()));
        Assert.Equal(("subscribed", "", "trade.C"), Lists(await second.ReadAsync()));

        await first.SendAsync("""{"op":"unsubscribe","topics":["trade.A"]}""");
        Assert.Equal(("subscribed", "trade.C", ""), Lists(await second.ReadAsync()));
        first.Dispose();
    }

    [Fact]
    public async Task A_client_of_massives_protocol_hears_not_authorized()
    {
        await using var vendor = await new RefusingVendor().StartAsync();
        vendor.Refuse("trades.MSFT");
        await using var host = await OnAsync(vendor);
        using var client = await host.ConnectAsync("/stocks");
        await TextAsync(client);
        await client.SendAsync("""{"action":"auth","params":"K"}""");
        await TextAsync(client);
        await client.SendAsync("""{"action":"subscribe","params":"T.MSFT,T.AAPL"}""");

        Assert.Contains("subscribed to: T.MSFT", await TextAsync(client), StringComparison.Ordinal);
        Assert.Equal("""[{"ev":"status","status":"error","message":"not authorized: T.MSFT"}]""", await TextAsync(client));
    }

    private static Task<RunningHost> OnAsync(RefusingVendor vendor, params (string Name, string Value)[] settings) =>
        RunningHost.OnFeedAsync("alpaca", vendor.Address, 1, [("Feeds:0:Key", "K"), ("Feeds:0:Secret", "S"), .. settings]);

    private static async Task SendTradesAsync(RefusingVendor vendor, int count)
    {
        for (var sent = 0; sent < count;)
        {
            sent += await vendor.TradeAsync("AAPL") ? 1 : 0;
            await Task.Delay(5); // lets the sockets go on; nothing is measured by it
        }
    }

    private static async Task UntilAsync(RunningHost host, string path, Func<string, bool> isSo)
    {
        var patience = TestClient.Patience();
        while (!isSo((await host.TextAsync(path)).Text))
        {
            await Task.Delay(20, patience); // between two requests to the host; nothing is measured by it
        }
    }

    private static async Task<string> TextAsync(VendorClient client) => Encoding.UTF8.GetString(await client.ReadBytesAsync());

    private static (string? Type, string? Code, string? Topic, int VendorCode) Told(JsonElement message) => (
        message.GetProperty("type").GetString(), message.GetProperty("code").GetString(), message.GetProperty("topic").GetString(), message.GetProperty("vendorCode").GetInt32());

    private static (string? Type, string Topics, string Refused) Lists(JsonElement message) =>
        (message.GetProperty("type").GetString(), Joined(message, "topics"), Joined(message, "refused"));

    private static string Joined(JsonElement message, string name) =>
        message.TryGetProperty(name, out var list) ? string.Join(' ', list.EnumerateArray().Select(topic => topic.GetString())) : string.Empty;
}
