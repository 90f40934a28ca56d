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

        using var first = await ConnectAsync(host, "/stocks");
        using var second = await ConnectAsync(host, "/stocks");

        await Assert.ThrowsAsync<WebSocketException>(() => ReadToEndAsync(first));
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

    private static async Task<RunningHost> WithScriptAsync(string script)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, script);
        try
        {
            return await RunningHost.StartVendorAsync(("Faults", path));
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
