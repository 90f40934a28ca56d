using System.Net.WebSockets;
using System.Text;

namespace MarketFlow.Host.Tests;

/// <summary>The simulated market doing wrong by a script, on real sockets, as a user's own client would see it.</summary>
public sealed class FaultySocketsTests
{
    [Fact]
    public async Task Cut_the_connection_that_the_script_names_and_no_other()
    {
        await using var host = await WithScriptAsync("""{"faults":[{"do":"drop","connection":1,"at":0.3}]}""");

        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            using var first = await ConnectAsync(host, "/stocks"); // the cut may overtake what the handshake says
            await ReadToEndAsync(first);
        });
        using var second = await ConnectAsync(host, "/stocks");

        Assert.Contains("Connected Successfully", await ReadAsync(second), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/stocks", "max_connections")]
    [InlineData("/v2/sip", "\"code\":406")]
    public async Task Refuse_in_the_words_of_the_vendor_whose_protocol_it_is(string path, string words)
    {
        await using var host = await WithScriptAsync("""{"faults":[{"do":"refuse"}]}""");
        using var socket = await ConnectAsync(host, path);

        Assert.Contains(words, await ReadToEndAsync(socket), StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task Do_no_wrong_to_the_hosts_own_protocol()
    {
        await using var host = await WithScriptAsync("""{"faults":[{"do":"silent"}]}""");
        using var client = await host.SubscribeAsync("trade.*");

        await client.ReadAsync(10);
    }

    [Fact]
    public async Task Are_refused_where_the_script_cannot_be_read()
    {
        var refused = await Assert.ThrowsAsync<SettingsException>(() => WithScriptAsync("""{"faults":[{"do":"explode"}]}"""));

        Assert.Contains("Fault 1: do is \"explode\"; must be one of drop, close,", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_a_surge_to_the_simulated_market()
    {
        const string Surge = """{"faults":[{"do":"surge","at":1,"for":2,"times":3}]}""";
        await using var host = await WithScriptAsync(Surge);

        var surge = Assert.Single(host.Settings.Simulation.Surges);
        Assert.Equal(new() { At = TimeSpan.FromSeconds(1), For = TimeSpan.FromSeconds(2), Times = 3 }, surge);
        Assert.Contains(
            "Times is 3; must be at most 2 where EventsPerSecond is 5000000.",
            (await Assert.ThrowsAsync<SettingsException>(() => WithScriptAsync(Surge, ("Simulation:EventsPerSecond", "5000000")))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "it has a surge, which is the simulated market's",
            (await Assert.ThrowsAsync<SettingsException>(() => WithScriptAsync(Surge, ("Feeds:0:Dialect", "hitbtc")))).Message, StringComparison.Ordinal);
    }

    private static async Task<RunningHost> WithScriptAsync(string script, params (string Name, string Value)[] settings)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, script);
        try
        {
            return await RunningHost.StartVendorAsync([("Faults", path), .. settings]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningHost host, string path)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = path }.Uri, TestClient.Patience());
        return socket;
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer, TestClient.Patience());
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task<string> ReadToEndAsync(ClientWebSocket socket)
    {
        StringBuilder text = new();
        while (socket.State == WebSocketState.Open)
        {
            text.Append(await ReadAsync(socket));
        }

        return text.ToString();
    }
}
