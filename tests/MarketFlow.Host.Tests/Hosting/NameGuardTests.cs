using System.Net;
using Microsoft.AspNetCore.Http;

namespace MarketFlow.Host.Tests;

public sealed class NameGuardTests
{
    private static readonly HttpClient _http = new();

    /// <summary>What a page can read without a key, whatever it is: its site's name may point here by now.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/dashboard/main.js")]
    [InlineData("/api/overview")]
    [InlineData("/API/faults")]
    [InlineData("/api/nothing")]
    [InlineData("/metrics")]
    [InlineData("/ws")]
    [InlineData("/socket.io/?EIO=4&transport=polling")]
    public async Task Answers_nobody_who_asks_by_a_foreign_name(string path)
    {
        await using var host = await RunningHost.StartAsync();

        var (status, words) = await AskAsync(host, path, $"rebound.example:{host.Address.Port}");

        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
        Assert.Contains($"\"rebound.example:{host.Address.Port}\"", words, StringComparison.Ordinal);
        Assert.Contains("MarketFlow:AllowedOrigins", words, StringComparison.Ordinal);
        Assert.Contains("MarketFlow:Keys", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/overview", "localhost:8765", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "LOCALHOST", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "[::1]:8765", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "192.0.2.7", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "desk.example", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "desk.example:8765", "", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/api/overview", "lab:9000", "", HttpStatusCode.OK)]
    [InlineData("/api/overview", "localhost.example", "", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/api/overview", "127.0.0.1.example", "", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/metrics", "marketflow:8765", "", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/metrics", "marketflow:8765", "Bearer wrong", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/metrics", "marketflow:8765", "Bearer right", HttpStatusCode.OK)]
    [InlineData("/health/live", "marketflow:8765", "", HttpStatusCode.OK)]
    public async Task Answers_by_its_address_by_an_allowed_name_and_with_a_key(string path, string name, string authorization, HttpStatusCode expected)
    {
        await using var host = await RunningHost.StartAsync(
            ("AllowedOrigins:0", "https://desk.example"), ("AllowedOrigins:1", "http://lab:9000"), ("Keys:0:Key", "right"));

        Assert.Equal(expected, (await AskAsync(host, path, name, authorization)).Status);
    }

    /// <summary>They bring a key or get nothing, whatever name they ask by.</summary>
    [Fact]
    public void Leaves_other_machines_to_the_guard_of_keys()
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new("marketflow", 8765);
        request.Path = "/api/overview";

        Assert.True(NameGuard.Allows(request, IPAddress.Parse("192.0.2.7"), [], new([])));
        Assert.False(NameGuard.Allows(request, IPAddress.Parse("127.0.0.1"), [], new([])));
        Assert.False(NameGuard.Allows(request, IPAddress.IPv6Loopback, [], new([])));
    }

    /// <summary>A program on this machine; a page would name itself.</summary>
    [Fact]
    public async Task Leaves_sockets_to_the_guard_of_origins()
    {
        await using var host = await RunningHost.StartAsync();
        using System.Net.WebSockets.ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Host", "marketflow:8765");

        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/ws" }.Uri, TestClient.Patience());

        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, socket.State);
    }

    private static async Task<(HttpStatusCode Status, string Words)> AskAsync(RunningHost host, string path, string name, string authorization = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(host.Address, path));
        request.Headers.Host = name;
        if (authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await _http.SendAsync(request, TestClient.Patience());
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
