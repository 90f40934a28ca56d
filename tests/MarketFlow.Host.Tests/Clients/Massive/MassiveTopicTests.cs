using System.Net.WebSockets;
using MarketFlow.Feeds;
using static MarketFlow.Host.Tests.MassiveClients;

namespace MarketFlow.Host.Tests;

/// <summary>What a client of Massive's asks for, and what it gets, through a real socket.</summary>
public sealed class MassiveTopicTests
{
    private static readonly MassiveDialect _massive = new();

    [Fact]
    public async Task Acknowledges_each_topic_before_any_of_its_events()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server);

        Assert.Equal(Acknowledged("T.*", "Q.AAPL", "AM.MSFT"), await client.AskAsync(Subscribe("T.*,Q.AAPL, AM.MSFT")));
        await server.PublishAsync(Some.Trade("X"), Some.Quote("X"), Some.Quote("AAPL"), Some.Bar("MSFT"), Some.Bar("AAPL"));
        Assert.Equal(["T X", "Q AAPL", "AM MSFT"], (await client.ReadEventsAsync(3)).Select(Name));
    }

    [Fact]
    public async Task Sends_what_was_subscribed_until_it_is_unsubscribed()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, "T.*");
        await client.AskAsync(Subscribe("Q.*"));
        await server.PublishAsync(Some.Trade("A", 1));
        Assert.Equal("T A", Name(await client.ReadEventAsync()));

        Assert.Equal("""[{"ev":"status","status":"success","message":"unsubscribed to: T.*"}]""", await client.AskAsync(Unsubscribe("T.*")));
        await server.PublishAsync(Some.Trade("A", 2), Some.Quote("A"));
        Assert.Equal("Q A", Name(await client.ReadEventAsync()));
    }

    [Fact]
    public async Task Acknowledges_a_topic_twice_and_sends_its_events_once()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, "T.A");
        Assert.Equal(Acknowledged("T.A"), await client.AskAsync(Subscribe("T.A")));
        Assert.Equal(Acknowledged("T.*"), await client.AskAsync(Subscribe("T.*")));
        await server.PublishAsync(Some.Trade("A"), Some.Trade("B"));

        Assert.Equal(["T A", "T B"], (await client.ReadEventsAsync(2)).Select(Name));
    }

    [Theory]
    [InlineData("BRK.A")]
    [InlineData("BRK-B")]
    [InlineData("X+")]
    [InlineData("X=")]
    [InlineData("X#")]
    [InlineData("^VIX")]
    public async Task Knows_a_symbol_whatever_is_in_it(string symbol)
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, $"T.{symbol}");
        await server.PublishAsync(Some.Trade("BRK"), Some.Trade(symbol));

        Assert.Equal($"T {symbol}", Name(await client.ReadEventAsync()));
    }

    [Fact]
    public async Task Acknowledges_an_unknown_ticker_and_answers_nothing_to_an_unknown_topic()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, "T.NOPE");
        await client.SendAsync(Subscribe("ZZ.AAPL,nonsense"));

        Assert.Equal(Acknowledged("T.A"), await client.AskAsync(Subscribe("ZZ.A,T.A")));
    }

    [Fact]
    public async Task Tells_seconds_and_minutes_apart_and_tells_every_revision()
    {
        await using var server = await ClientServer.StartAsync();
        using var seconds = await SubscribedAsync(server, "A.*");
        using var minutes = await SubscribedAsync(server, "AM.A");
        var minute = (Bar)Some.Bar("A");
        var second = minute with { Interval = TimeSpan.FromSeconds(1) };
        await server.PublishAsync(minute, second, minute with { Interval = TimeSpan.FromDays(1) }, minute with { Revision = 1 }, second with { Revision = 1 });

        Assert.Equal(["A A", "A A"], (await seconds.ReadEventsAsync(2)).Select(Name));
        Assert.Equal(["AM A", "AM A"], (await minutes.ReadEventsAsync(2)).Select(Name));
    }

    [Fact]
    public async Task Hands_on_the_vendors_own_bytes()
    {
        string[] elements =
        [
            """{"ev":"T", "sym":"MSFT","x":4,"i":"12345","z":3,"p":114.1250,"s":100,"c":[0,12],"t":1536036818784,"q":3681328,"new":{"field":[1]}}""",
            """{"q":50385480,"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"c":0,"i":[604],"t":1536036818784,"z":3}""",
            """{"ev":"FMV","fmv":189.22,"sym":"MSFT","t":1678220098130}""",
            """{"ev":"LULD","T":"MSFT","h":218.86,"l":215.03,"i":[19],"z":3,"t":1601318039223013600,"q":1}""",
            """{"ev":"NOI","T":"MSFT","t":1601318039223,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03}""",
            """{"ev":"NEW","sym":"MSFT","anything":1}""",
        ];
        await using var server = await ClientServer.StartAsync();
        using var client = await AuthenticatedAsync(server);
        await client.AskAsync(Subscribe("T.MSFT,Q.*,FMV.MSFT,LULD.MSFT,NOI.*,NEW.MSFT"));
        await server.PublishAsync([.. elements.Select(element => Told.By(_massive, element))]);

        Assert.Equal(elements, await client.ReadEventsAsync(elements.Length));
    }

    [Fact]
    public async Task Writes_what_came_from_elsewhere_in_the_vendors_words()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, "T.*");
        var told = Told.By(new HitBtcDialect(), """{"jsonrpc":"2.0","method":"updateTrades","params":{"data":[{"id":7,"price":"1.50","quantity":"2","side":"buy","timestamp":"2021-07-15T03:06:44.575Z"}],"symbol":"BTCUSD"}}"""u8.ToArray());
        await server.PublishAsync(told);

        Assert.Equal("""{"ev":"T","sym":"BTCUSD","i":"7","p":1.50,"s":2,"t":1626318404575,"q":7}""", await client.ReadEventAsync());
    }

    [Fact]
    public async Task Counts_what_it_has_no_words_for()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await SubscribedAsync(server, "NOI.A");
        await client.AskAsync(Subscribe("T.A"));
        await server.PublishAsync(new VendorMessage { Symbol = "A", Time = default, Channel = "NOI" }, Some.Trade("A"));

        Assert.Equal("T A", Name(await client.ReadEventAsync()));
        Assert.Equal(1, server.Hub.Unspeakable);
    }

    [Fact]
    public async Task May_hold_as_many_topics_as_allowed_and_no_more()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 2 });
        using var client = await SubscribedAsync(server, "T.A");

        Assert.Equal(Acknowledged("T.A", "T.B"), await client.AskAsync(Subscribe("T.A,T.B")));
        Assert.Contains("\"status\":\"error\"", await client.AskAsync(Subscribe("T.C")), StringComparison.Ordinal);
        await client.AskAsync(Unsubscribe("T.A"));
        Assert.Equal(Acknowledged("T.C"), await client.AskAsync(Subscribe("T.C")));
    }

    [Fact]
    public async Task Understands_a_long_request_in_parts_and_one_in_a_binary_frame()
    {
        await using var server = await ClientServer.StartAsync(new() { MaxTopics = 20_000 });
        using var client = await AuthenticatedAsync(server);
        var topics = Enumerable.Range(0, 15_000).Select(number => $"T.S{number}").ToList();
        var request = Subscribe(string.Join(',', topics));
        Assert.True(request.Length > 100_000);
        await client.SendInPartsAsync(request, partLength: 32 * 1024);

        var acknowledged = await client.ReadEventsAsync(topics.Count);
        Assert.Equal(topics, acknowledged.Select(element => element.Split("subscribed to: ")[1][..^2]));
        await client.SendAsync(Subscribe("Q.A"), WebSocketMessageType.Binary);
        Assert.Equal(Acknowledged("Q.A"), await client.ReadAsync());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"action":"dance","params":"T.A"}""")]
    [InlineData("""{"action":"subscribe","params":7}""")]
    public async Task Is_told_what_is_wrong_and_goes_on(string request)
    {
        await using var server = await ClientServer.StartAsync(new() { MaxRequestBytes = 1024 });
        using var client = await AuthenticatedAsync(server);

        Assert.StartsWith("""[{"ev":"status","status":"error","message":""", await client.AskAsync(request), StringComparison.Ordinal);
        Assert.Contains("1025 bytes", await client.AskAsync(new string(' ', 1025)), StringComparison.Ordinal);
        Assert.Equal(Acknowledged("T.A"), await client.AskAsync(Subscribe("T.A")));
    }

    /// <summary>The kind and symbol of an element.</summary>
    private static string Name(string element)
    {
        using var json = System.Text.Json.JsonDocument.Parse(element);
        return $"{json.RootElement.GetProperty("ev").GetString()} {json.RootElement.GetProperty("sym").GetString()}";
    }
}
