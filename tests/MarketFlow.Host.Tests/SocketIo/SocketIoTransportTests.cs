using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>Long polling, a WebSocket, and the change from one to the other, through real sockets.</summary>
public sealed class SocketIoTransportTests
{
    [Fact]
    public async Task Tells_a_client_that_polls()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        await client.ConnectAsync("AAPL");
        server.Publish(Found.High(), Found.High("MSFT"));

        Assert.Contains("highs:AAPL lows: ", await FirstAsync(() => NextAsync(client)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_a_client_with_a_web_socket()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.SubscribeAsync("AAPL");
        server.Publish(Found.High(), Found.High("MSFT"));

        Assert.Contains("highs:AAPL lows: ", await FirstAsync(() => NextAsync(client)), StringComparison.Ordinal);
        await client.CloseAsync();
        await GoneAsync(server, 0);
    }

    [Fact]
    public async Task Answers_a_poll_with_nothing_when_its_time_is_over()
    {
        await using var server = await SocketIoServer.StartAsync(new() { PollTimeout = TimeSpan.FromMilliseconds(50) });
        using var client = await server.PollAsync();

        Assert.Equal("6", await client.ReadAsync());
        Assert.Equal("6", await client.ReadAsync());
    }

    [Fact]
    public async Task Posts_while_a_poll_waits()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        var polling = client.GetAsync();
        await client.SayAsync("40");

        Assert.StartsWith("40{", (await polling).Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever is told before, while and after a client changes over, it gets each detection once.</summary>
    [Fact]
    public async Task Changes_over_to_a_web_socket_without_a_loss_or_a_repeat()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        await client.ConnectAsync("AAPL");
        List<decimal> prices = [];
        server.Publish(Found.High(price: 1));
        while (prices.Count == 0)
        {
            prices.AddRange(Prices(await NextAsync(client)));
        }

        server.Publish(Found.High(price: 2));
        var polling = client.GetAsync(); // waits while the socket is tried
        using var socket = await server.SocketAsync(client.Sid);
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        var polled = (await polling).Text.Split('\u001e'); // answered, if with nothing
        prices.AddRange(VirtualSocketIo.EventsOf(polled, "stock_data").SelectMany(Prices));
        server.Publish(Found.High(price: 3));
        await socket.SendAsync("5");
        server.Publish(Found.High(price: 4));
        while (prices.Count < 4)
        {
            prices.AddRange(Prices(await NextAsync(socket)));
        }

        Assert.Equal([1m, 2m, 3m, 4m], prices);
        var (status, text) = await client.GetAsync();
        Assert.Equal((HttpStatusCode.BadRequest, 3), (status, JsonDocument.Parse(text).RootElement.GetProperty("code").GetInt32()));
        Assert.Equal(1, server.Registry.Count);
        await socket.CloseAsync();
        await GoneAsync(server, 0);
    }

    /// <summary>A client changes over only when no poll of its is under way, and this one would wait until it is given up.</summary>
    [Fact]
    public async Task Answers_the_poll_that_waits_when_a_socket_is_tried()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        var polling = client.GetAsync();
        while (!server.Registry.Find(client.Sid)!.Carriers.IsPolled)
        {
            await Task.Yield();
        }

        using var socket = await server.SocketAsync(client.Sid);
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
        Assert.Equal("6", (await polling).Text);
        Assert.Equal("6", (await client.GetAsync()).Text); // nor does one that comes while it is tried
    }

    [Fact]
    public async Task Goes_on_polling_where_the_socket_does_not_begin_with_a_probe()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        await client.ConnectAsync("AAPL");
        foreach (var packet in new[] { "5", "2", "nonsense", "" })
        {
            using var socket = await server.SocketAsync(client.Sid);
            await socket.SendAsync(packet);
            await socket.ReadToEndAsync();
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
            while (server.Registry.Find(client.Sid)!.Carriers.IsProbed)
            {
                await Task.Yield();
            }
        }

        server.Publish(Found.High());
        Assert.Contains("highs:AAPL", await FirstAsync(() => NextAsync(client)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_polling_where_the_socket_is_not_changed_over_to_in_time()
    {
        await using var server = await SocketIoServer.StartAsync(new() { UpgradeTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = await server.PollAsync();
        await client.ConnectAsync("AAPL");
        using var socket = await server.SocketAsync(client.Sid);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await socket.AskAsync("2probe");
            await socket.ReadAsync();
        });

        server.Publish(Found.High());
        Assert.Contains("highs:AAPL", await FirstAsync(() => NextAsync(client)), StringComparison.Ordinal);
        while (server.Registry.Find(client.Sid)!.Carriers.IsProbed)
        {
            await Task.Yield();
        }

        using var again = await server.SocketAsync(client.Sid);
        Assert.Equal("3probe", await again.AskAsync("2probe"));
    }

    [Fact]
    public async Task Takes_one_socket_at_a_time()
    {
        await using var server = await SocketIoServer.StartAsync();
        using var client = await server.PollAsync();
        using var socket = await server.SocketAsync(client.Sid);

        await Assert.ThrowsAsync<WebSocketException>(() => server.SocketAsync(client.Sid));
        Assert.Equal("3probe", await socket.AskAsync("2probe"));
    }

    [Theory]
    [InlineData("GET", "transport=polling", 400, 5, "EIO is \"\"; must be \"4\"")]
    [InlineData("GET", "EIO=3&transport=polling", 400, 5, "EIO is \"3\"")]
    [InlineData("GET", "EIO=4", 400, 0, "transport is \"\"; must be \"polling\" or \"websocket\"")]
    [InlineData("GET", "EIO=4&transport=flash", 400, 0, "\"flash\"")]
    [InlineData("GET", "EIO=4&transport=websocket", 400, 3, "no WebSocket handshake")]
    [InlineData("GET", "EIO=4&transport=polling&sid=nobody", 400, 1, "sid is \"nobody\"")]
    [InlineData("POST", "EIO=4&transport=polling&sid=nobody", 400, 1, "sid is \"nobody\"")]
    [InlineData("POST", "EIO=4&transport=polling", 400, 2, "POST")]
    [InlineData("DELETE", "EIO=4&transport=polling", 400, 2, "DELETE")]
    public async Task Refuses_in_the_words_of_the_protocol(string method, string query, int status, int code, string words)
    {
        await using var server = await SocketIoServer.StartAsync();
        using HttpClient http = new() { BaseAddress = server.Address };
        using HttpRequestMessage request = new(new(method), $"/socket.io/?{query}");
        using var answer = await http.SendAsync(request, TestClient.Patience());
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((status, code), ((int)answer.StatusCode, body.GetProperty("code").GetInt32()));
        Assert.Contains(words, body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, server.Registry.Count);
    }

    [Theory]
    [InlineData("", "", 200)]
    [InlineData("https://desk.example", "", 200)]
    [InlineData("https://evil.example", "", 403)]
    [InlineData("null", "", 403)]
    [InlineData("", "cross-site", 403)]
    [InlineData("", "same-site", 403)]
    [InlineData("", "same-origin", 200)]
    [InlineData("", "none", 200)]
    public async Task Lets_in_pages_of_allowed_origins_only(string origin, string site, int expected)
    {
        await using var server = await SocketIoServer.StartAsync(origins: "https://desk.example");
        using HttpClient http = new() { BaseAddress = server.Address };
        using HttpRequestMessage request = new(HttpMethod.Get, "/socket.io/?EIO=4&transport=polling");
        if (origin.Length > 0)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site.Length > 0)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using var answer = await http.SendAsync(request, TestClient.Patience());

        Assert.Equal((expected, expected == 200 ? 1 : 0), ((int)answer.StatusCode, server.Registry.Count));
        Assert.Equal(
            expected == 200 && origin.Length > 0 ? origin : null,
            answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
    }

    /// <summary>The whole host: what a client asks for reaches the feed, and it is told how the host is.</summary>
    [Fact]
    public async Task Is_served_by_the_host()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = await PollingClient.OpenAsync(host.Address);
        await client.ConnectAsync("*");

        var status = Assert.Single(VirtualSocketIo.EventsOf([await client.ReadAsync("42[\"status_update\"")], "status_update"));
        Assert.Equal(("connected", "simulated", "open"), (status.GetProperty("status").GetString(), status.GetProperty("provider").GetString(), status.GetProperty("market_status").GetString()));
        JsonElement told;
        do
        {
            told = await NextAsync(client);
        }
        while (told.GetProperty("activity").GetProperty("ticks_10sec").GetInt64() == 0 || VirtualSocketIo.Lists(told) is not ['h', 'i', 'g', 'h', 's', ':', not ' ', ..]);

        var high = told.GetProperty("highs")[0];
        Assert.Equal("simulated", high.GetProperty("source").GetProperty("feed").GetString());
        Assert.Equal(high.GetProperty("price").GetDecimal(), high.GetProperty("session_high").GetDecimal());
        Assert.Equal(0, (await host.GetAsync("/api/ledger")).GetProperty("imbalance").GetInt64());
    }

    [Theory]
    [InlineData("massive", false)]
    [InlineData("kraken", true)]
    public async Task Goes_by_the_hours_of_the_feed(string dialect, bool isAlwaysOpen)
    {
        await using var nobody = await SocketIoServer.StartAsync(); // no feed, but an address on this machine
        await using var host = await RunningHost.OnFeedAsync(dialect, new UriBuilder(nobody.Address) { Scheme = "ws" }.Uri, connections: 1);

        Assert.Same(isAlwaysOpen ? MarketCalendar.AroundTheClock : MarketCalendar.UsStocks, host.Market.Calendar);
    }

    internal static async Task<JsonElement> NextAsync(PollingClient client) =>
        VirtualSocketIo.EventsOf([await client.ReadAsync("42[\"stock_data\"")], "stock_data")[0];

    internal static async Task<JsonElement> NextAsync(VendorClient client)
    {
        while (true)
        {
            if (VirtualSocketIo.EventsOf([await client.ReadAsync()], "stock_data") is [var told])
            {
                return told;
            }
        }
    }

    /// <summary>The lists of the first <c>stock_data</c> that has anything in them: empty ones may come before.</summary>
    internal static async Task<string> FirstAsync(Func<Task<JsonElement>> nextAsync)
    {
        string lists;
        do
        {
            lists = VirtualSocketIo.Lists(await nextAsync());
        }
        while (lists == "highs: lows: trending:/ surging:/");

        return lists;
    }

    /// <summary>Waits until so many sessions are left.</summary>
    internal static async Task GoneAsync(SocketIoServer server, int left)
    {
        var patience = TestClient.Patience();
        while (server.Registry.Count != left || server.Hub.Clients.Count != left)
        {
            patience.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static IEnumerable<decimal> Prices(JsonElement stockData) =>
        stockData.GetProperty("highs").EnumerateArray().Select(high => high.GetProperty("price").GetDecimal());
}
