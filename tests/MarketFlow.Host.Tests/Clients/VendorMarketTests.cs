using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>Clients of different markets on one host, through real sockets.</summary>
public sealed class VendorMarketTests
{
    [Fact]
    public async Task Never_receive_events_of_another_market_and_share_the_bytes_of_their_own()
    {
        await using var server = await ClientServer.StartAsync();
        (string Path, string Topics, string[] Symbols)[] massive =
        [
            ("/stocks", "T.*", ["ALP", "STK"]), ("/business/stocks", "T.*", ["ALP", "STK"]), ("/options", "T.*", ["OPT"]), ("/crypto", "XT.*", ["ACR", "CRY", "VEN"]), ("/futures/cme", "T.*", ["FUT"]),
        ];
        (string Path, string? Type, string[] Symbols)[] alpaca =
        [
            ("/v2/sip", null, ["ALP", "STK"]), ("/v2/iex", "application/msgpack", ["ALP", "STK"]), ("/v1beta1/opra", null, ["OPT"]), ("/v1beta3/crypto/us", null, ["ACR", "CRY", "VEN"]),
        ];
        List<(string Path, VendorClient Client, string[] Symbols)> clients = [];
        foreach (var (path, topics, symbols) in massive)
        {
            var client = await server.ConnectAsync(path);
            await client.ReadAsync();
            await client.AskAsync(MassiveClients.Auth());
            Assert.Equal(MassiveClients.Acknowledged(topics), await client.AskAsync(MassiveClients.Subscribe(topics)));
            clients.Add((path, client, symbols));
        }

        foreach (var (path, type, symbols) in alpaca)
        {
            var client = type is null ? await server.ConnectAsync(path) : await server.ConnectAsync(path, type);
            await client.ReadAsync();
            await client.AskAsync(AlpacaClients.Auth());
            await client.AskAsync("""{"action":"subscribe","trades":["*"]}""");
            clients.Add((path, client, symbols));
        }

        await server.PublishAsync(
            Of("ALP", "from alpaca of Stocks"), Of("STK", "from massive of Stocks"), Of("OPT", "from massive of Options"), Of("ACR", "from alpaca of Crypto"),
            Of("CRY", "from massive of Crypto"), Of("FUT", "from massive of Futures"), Of("VEN", "from coinbase of Crypto"), Some.Trade("END"));

        foreach (var (path, client, symbols) in clients)
        {
            StringBuilder received = new();
            while (!received.ToString().Contains("END", StringComparison.Ordinal))
            {
                received.Append(Encoding.Latin1.GetString(await client.ReadBytesAsync()));
            }

            var seen = new[] { "ALP", "STK", "OPT", "ACR", "CRY", "FUT", "VEN" }.Where(symbol => received.ToString().Contains(symbol, StringComparison.Ordinal));
            Assert.Equal($"{path}: {string.Join(' ', symbols.Order(StringComparer.Ordinal))}", $"{path}: {string.Join(' ', seen.Order(StringComparer.Ordinal))}");
            client.Dispose();
        }

        Assert.Equal(0, server.Hub.Unspeakable);
        Assert.True(server.Hub.OtherMarkets > 0);
    }

    [Fact]
    public async Task Are_served_by_the_names_of_their_own_channels()
    {
        await using var server = await ClientServer.StartAsync();
        using var forex = await ConnectAsync(server, "/forex");
        Assert.Equal(
            MassiveClients.Acknowledged("C.USD/CNH", "C.USD-CNH", "CA.USD/EUR"), await forex.AskAsync(MassiveClients.Subscribe("C.USD/CNH,C.USD-CNH,CA.USD/EUR")));
        using var crypto = await ConnectAsync(server, "/crypto");
        Assert.Equal(MassiveClients.Acknowledged("XT.BTC-USD", "XQ.*", "XL2.BTC-USD"), await crypto.AskAsync(MassiveClients.Subscribe("XT.BTC-USD,XQ.*,XL2.BTC-USD")));
        await server.PublishAsync(
            Some.Quote("USD/CNH") with { Source = Source("from massive of Forex", """{"ev":"C","p":"USD/CNH","x":"44","a":6.83366,"b":6.83363,"t":1}""") },
            Some.Bar("USD/EUR"),
            Some.Trade("BTC-USD") with { Source = Source("from coinbase of Crypto", "{}"), Id = 7, Exchange = "coinbase" },
            new VendorMessage { Symbol = "BTC-USD", Time = default, Channel = "XL2", Source = Source("from massive of Crypto", """{"ev":"XL2","pair":"BTC-USD"}""") });

        Assert.Equal("""{"ev":"C","p":"USD/CNH","x":"44","a":6.83366,"b":6.83363,"t":1}""", await forex.ReadEventAsync());
        Assert.StartsWith("""{"ev":"CA","pair":"USD/EUR","v":1,"o":1,"c":1""", await forex.ReadEventAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"ev":"XT","pair":"BTC-USD","p":1,"t":1773063000123,"s":1,"i":"7"}""", await crypto.ReadEventAsync());
        Assert.Equal("""{"ev":"XL2","pair":"BTC-USD"}""", await crypto.ReadEventAsync());

        await forex.AskAsync(MassiveClients.Unsubscribe("C.USD-CNH"));
        await server.PublishAsync(Some.Quote("USD/CNH"));
        Assert.StartsWith("""{"ev":"C","p":"USD/CNH",""", await forex.ReadEventAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_no_answer_to_a_channel_of_another_market_and_an_error_for_a_wildcard_that_the_endpoint_does_not_have()
    {
        await using var server = await ClientServer.StartAsync();
        using var stocks = await ConnectAsync(server, "/stocks");
        await stocks.SendAsync(MassiveClients.Subscribe("XT.BTC-USD"));
        Assert.Equal(MassiveClients.Acknowledged("T.A"), await stocks.AskAsync(MassiveClients.Subscribe("C.USD/CNH,T.A")));
        Assert.Equal(
            ["\"XT.BTC-USD\": /stocks has no channel XT, /crypto has. The topic is ignored.", "\"C.USD/CNH\": /stocks has no channel C, /forex has. The topic is ignored."],
            server.Hub.Clients.Single().Warnings);
        using var options = await ConnectAsync(server, "/options");

        Assert.Equal(
            """[{"ev":"status","status":"error","message":"Q.* is not available: /options has no subscription to all symbols of Q; name each symbol"}]""",
            await options.AskAsync(MassiveClients.Subscribe("Q.*,Q.O:SPY261218C00600000")));
        Assert.Equal(MassiveClients.Acknowledged("Q.O:SPY261218C00600000"), await options.ReadAsync());
    }

    private static async Task<VendorClient> ConnectAsync(ClientServer server, string path)
    {
        var client = await server.ConnectAsync(path);
        Assert.Equal(MassiveClients.Connected, await client.ReadAsync());
        Assert.Equal(MassiveClients.Authenticated, await client.AskAsync(MassiveClients.Auth()));
        return client;
    }

    // In JSON of both dialects, so that only the feed says whose it is.
    private static Trade Of(string symbol, string feed) =>
        Some.Trade(symbol) with { Source = Source(feed, $$"""{"T":"t","ev":"T","S":"{{symbol}}","sym":"{{symbol}}"}""") };

    private static SourceContext Source(string feed, string original)
    {
        var bytes = Encoding.UTF8.GetBytes(original);
        return new(new(feed, 1, default, bytes), 0, bytes.Length);
    }
}
