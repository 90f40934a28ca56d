using System.Net.WebSockets;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>What a client sees through a real socket.</summary>
public sealed class ClientSessionTests
{
    [Fact]
    public async Task Answers_a_subscribe_with_all_topics_and_then_sends_what_they_cover()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();

        Assert.Equal(
            "{\"seq\":1,\"type\":\"subscribed\",\"topics\":[\"bar.*\",\"trade.AAPL\"]}",
            (await client.AskAsync("""{"op":"subscribe","topics":["trade.AAPL","bar.*"]}""")).GetRawText());
        await server.PublishAsync(Some.Trade("AAPL", 1), Some.Trade("MSFT", 2), Some.Bar("MSFT", 3), Some.Quote("AAPL", 4));
        await server.PublishAsync(Some.Trade("AAPL", 5));

        var messages = await client.ReadAsync(3);
        Assert.Equal(["trade AAPL", "bar MSFT", "trade AAPL"], messages.Select(Name));
        Assert.Equal(
            "{\"seq\":2,\"type\":\"trade\",\"symbol\":\"AAPL\",\"time\":\"2026-03-09T13:30:00.123Z\",\"price\":1,\"size\":1}", messages[0].GetRawText());
    }

    [Fact]
    public async Task Stops_sending_what_was_unsubscribed()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["trade.*","quote.*"]}""");

        var answer = await client.AskAsync("""{"op":"unsubscribe","topics":["trade.*","trade.NEVER"]}""");
        await server.PublishAsync(Some.Trade("AAPL"), Some.Quote("AAPL"));

        Assert.Equal(["quote.*"], Topics(answer));
        Assert.Equal("quote AAPL", Name(await client.ReadAsync()));
    }

    [Fact]
    public async Task Sends_the_latest_first_where_a_snapshot_is_asked_for_and_marks_it()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await server.PublishAsync(Some.Trade("AAPL", 1), Some.Trade("AAPL", 2), Some.Quote("AAPL", 3));

        await client.AskAsync("""{"op":"subscribe","topics":["trade.*"],"snapshot":true}""");
        await server.PublishAsync(Some.Trade("AAPL", 4));

        var messages = await client.ReadAsync(2);
        Assert.Equal([2, 4], messages.Select(Price));
        Assert.True(messages[0].GetProperty("backfill").GetBoolean());
        Assert.False(messages[1].TryGetProperty("backfill", out _));
    }

    [Fact]
    public async Task Leaves_out_of_a_snapshot_what_earlier_topics_cover()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["trade.AAPL"]}""");
        await server.PublishAsync(Some.Trade("AAPL", 1), Some.Trade("MSFT", 2));
        Assert.Equal("trade AAPL", Name(await client.ReadAsync()));

        await client.AskAsync("""{"op":"subscribe","topics":["trade.*","trade.AAPL"],"snapshot":true}""");
        await server.PublishAsync(Some.Trade("IBM", 3));

        Assert.Equal(["trade MSFT", "trade IBM"], (await client.ReadAsync(2)).Select(Name));
    }

    /// <summary>While events flow, subscribers with a snapshot get for each symbol an unbroken run of numbers, from whichever one on.</summary>
    [Fact]
    public async Task Joins_snapshot_and_live_without_a_gap_or_a_repeat()
    {
        const int Last = 2_000;
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        var publishing = Task.Run(async () =>
        {
            for (var number = 1; number <= Last; number++)
            {
                await server.PublishAsync(Some.Trade("AAPL", number));
            }
        });
        await client.SendAsync("""{"op":"subscribe","topics":["trade.AAPL"],"snapshot":true}""");
        Assert.Equal("subscribed", Name(await client.ReadAsync()));
        await publishing;

        var first = Price(await client.ReadAsync());
        for (var expected = first + 1; expected <= Last; expected++)
        {
            Assert.Equal(expected, Price(await client.ReadAsync()));
        }
    }

    [Fact]
    public async Task Conflates_for_a_client_that_asks_for_it_and_tells_it()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["quote.*","status.*"],"conflateMs":200}""");
        await server.PublishAsync([.. Enumerable.Range(1, 100).Select(number => Some.Quote("AAPL", number)), Some.Status("AAPL")]);

        Assert.Equal("status AAPL", Name(await client.ReadAsync()));
        var (told, quotes) = (0L, 0);
        JsonElement latest;
        do
        {
            latest = await client.ReadAsync();
            told += latest.TryGetProperty("count", out var count) ? count.GetInt64() : 0;
            quotes += Name(latest) == "quote AAPL" ? 1 : 0;
        }
        while (!(latest.TryGetProperty("bidPrice", out var price) && price.GetInt32() == 100));

        Assert.Equal(100, told + quotes);
        Assert.Equal(told, server.Hub.Ledger.Snapshot().Conflated);
        Assert.Equal(0, server.Hub.Ledger.Snapshot().Imbalance);
    }

    [Fact]
    public async Task Answers_a_ping()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();

        Assert.Equal("{\"seq\":1,\"type\":\"pong\"}", (await client.AskAsync("""{"op":"ping"}""")).GetRawText());
    }

    [Fact]
    public async Task Understands_a_request_in_binary_and_in_parts()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.SendAsync("""{"op":"subscribe","topics":["trade.A"]}""", WebSocketMessageType.Binary);
        Assert.Equal(["trade.A"], Topics(await client.ReadAsync()));

        await client.SendPartAsync("""{"op":"subscribe",""", isLast: false);
        await client.SendPartAsync("""  "topics":["trade.B"]}""", isLast: false);
        await client.SendPartAsync("", isLast: true);
        Assert.Equal(["trade.A", "trade.B"], Topics(await client.ReadAsync()));
    }

    [Fact]
    public async Task Gives_each_number_once_however_many_frames_there_are()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.AskAsync("""{"op":"subscribe","topics":["trade.*"]}""");
        for (var round = 0; round < 20; round++)
        {
            await server.PublishAsync([.. Enumerable.Range(round * 500, 500).Select(number => Some.Trade("AAPL", number))]);
        }

        Assert.Equal(Enumerable.Range(0, 10_000), (await client.ReadAsync(10_000)).Select(Price)); // the client checks the numbers themselves
    }

    private static string Name(JsonElement message) =>
        message.GetProperty("type").GetString() + (message.TryGetProperty("symbol", out var symbol) ? " " + symbol.GetString() : string.Empty);

    private static int Price(JsonElement message) => message.GetProperty("price").GetInt32();

    private static IEnumerable<string?> Topics(JsonElement message) => message.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString());
}
