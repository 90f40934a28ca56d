using System.Net;
using System.Net.WebSockets;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary>The paths that the vendors' clients build, through real sockets.</summary>
public sealed class VendorPathTests
{
    /// <summary>What default URLs of the vendors' and of others' clients end with, and what a user may write by hand.</summary>
    private static readonly string[] _massive =
    [
        "/stocks", "/options", "/forex", "/crypto", "/indices", "/futures", "/futures/cme", "/futures/cbot", "/business/stocks", "/business/futures/nymex",
        "/launchpad/stocks", "/launchpad/crypto", "/delayed/stocks", "/delayed/options", "/stocks/", "/STOCKS", "/Crypto?apiKey=K",
    ];

    private static readonly string[] _alpaca =
    [
        "/v2/sip", "/v2/iex", "/v2/delayed_sip", "/v2/boats", "/v2/overnight", "/v2/otc", "/v1beta1/opra", "/v1beta1/indicative", "/v1beta1/news", "/v1beta1/crypto",
        "/v1beta2/crypto", "/v1beta3/crypto/us", "/v1beta3/crypto/us-1", "/v1beta3/crypto/kraken", "/v1beta3/crypto/eu-1", "/V2/IEX/", "/v1beta3/crypto/us?x=1",
    ];

    [Fact]
    public async Task Are_all_served_whatever_their_case_and_what_follows_them()
    {
        await using var server = await ClientServer.StartAsync();
        foreach (var path in _massive)
        {
            using var client = await server.ConnectAsync(path);
            Assert.Equal((path, MassiveClients.Connected), (path, await client.ReadAsync()));
        }

        foreach (var path in _alpaca)
        {
            using var client = await server.ConnectAsync(path);
            Assert.Equal((path, AlpacaClients.Connected), (path, await client.ReadAsync()));
        }
    }

    [Theory]
    [InlineData("/stonks")]
    [InlineData("/stocks/AAPL")]
    [InlineData("/crypto/cme")]
    [InlineData("/delayed")]
    [InlineData("/v2")]
    [InlineData("/v1beta1/nonsense")]
    [InlineData("/v1beta3/stocks/us")]
    public async Task Are_refused_before_the_handshake_where_they_name_no_market(string path)
    {
        await using var server = await ClientServer.StartAsync();
        var error = await Assert.ThrowsAsync<WebSocketException>(() => server.ConnectAsync(path));

        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_named_where_an_unknown_feed_of_Alpaca_is_refused()
    {
        await using var server = await ClientServer.StartAsync();
        using HttpClient http = new() { BaseAddress = new UriBuilder(server.Address) { Scheme = "http", Path = "/" }.Uri };
        using var answer = await http.GetAsync("v1beta1/nonsense", TestClient.Patience());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.All(EndpointProfiles.All.Where(endpoint => endpoint.Dialect == "alpaca").SelectMany(endpoint => endpoint.Paths), path => Assert.Contains(path, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/stream/")]
    public async Task Include_the_account_stream_only_to_refuse_it(string path)
    {
        const string Reason = "MarketFlow serves market data only; connect to Alpaca's trading host for the account stream";
        await using var server = await ClientServer.StartAsync();
        using var client = await server.ConnectAsync(path);
        Assert.Equal(
            $$$"""{"stream":"authorization","data":{"action":"authenticate","status":"unauthorized","message":"{{{Reason}}}"}}""",
            await client.AskAsync("""{"action":"auth","key":"K","secret":"S"}"""));
        await client.SendAsync("""{"action":"listen","data":{"streams":["trade_updates"]}}"""u8.ToArray(), WebSocketMessageType.Binary);

        Assert.Equal([$$$"""{"stream":"authorization","data":{"action":"listen","status":"unauthorized","message":"{{{Reason}}}"}}"""], await client.ReadToEndAsync());
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, Reason), (client.CloseStatus, client.CloseStatusDescription));
    }

    [Fact]
    public async Task Do_not_acknowledge_listen_on_a_feed_of_market_data()
    {
        await using var server = await ClientServer.StartAsync();
        using var client = await AlpacaClients.AuthenticatedAsync(server);

        Assert.Equal(AlpacaClients.Error(400, "invalid syntax"), await client.AskAsync("""{"action":"listen","data":{"streams":["trade_updates"]}}"""));
    }
}
