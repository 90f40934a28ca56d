using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketFlow.Host.Tests;

/// <summary>The whole host in this process, on a free port of the loopback.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _http;

    private RunningHost(WebApplication application)
    {
        _application = application;
        _http = new() { BaseAddress = new(application.Urls.Single()) };
    }

    public MarketHost Market => _application.Services.GetRequiredService<MarketHost>();

    public HostSettings Settings => _application.Services.GetRequiredService<HostSettings>();

    /// <summary>The bounds that the web server was given.</summary>
    public KestrelServerLimits Limits => _application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    /// <summary>The paths that it serves, as they are routed: <c>/api/trace/{symbol}</c>.</summary>
    public IEnumerable<string> Paths => _application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!);

    public static Task<RunningHost> StartAsync(params (string Name, string Value)[] settings) => StartAsync(isVendor: false, settings);

    /// <summary>A host that stands in for a vendor, as <c>simulate</c> does.</summary>
    public static Task<RunningHost> StartVendorAsync(params (string Name, string Value)[] settings) => StartAsync(isVendor: true, settings);

    private static async Task<RunningHost> StartAsync(bool isVendor, (string Name, string Value)[] settings)
    {
        var application = await HostApplication.CreateAsync(
            new[] { (Name: "Urls", Value: "http://127.0.0.1:0") }.Concat(settings)
                .GroupBy(setting => setting.Name, (name, given) => KeyValuePair.Create($"{HostSettings.Section}:{name}", (string?)given.Last().Value)),
            isVendor);
        await application.StartAsync();
        return new(application);
    }

    /// <summary>The host on a feed of HitBTC's, over so many connections.</summary>
    public static Task<RunningHost> OnHitBtcAsync(Uri feed, int connections, params (string Name, string Value)[] settings) =>
        OnFeedAsync("hitbtc", feed, connections, settings);

    /// <summary>The host on one feed, over so many connections.</summary>
    public static Task<RunningHost> OnFeedAsync(string dialect, Uri feed, int connections, params (string Name, string Value)[] settings) =>
        StartAsync([("Feeds:0:Dialect", dialect), ("Feeds:0:Url", feed.ToString()), ("Feeds:0:Connections", $"{connections}"), .. settings]);

    /// <summary>A client that has subscribed to these topics.</summary>
    public async Task<TestClient> SubscribeAsync(params string[] topics)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new(_application.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/ws"), TestClient.Patience());
        TestClient client = new(socket);
        var answer = await client.AskAsync(JsonSerializer.Serialize(new { op = "subscribe", topics }));
        Assert.Equal("subscribed", answer.GetProperty("type").GetString());
        return client;
    }

    /// <summary>A client of a vendor's protocol, as yet silent.</summary>
    public Task<VendorClient> ConnectAsync(string path, string? contentType = null) =>
        VendorClient.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = path }.Uri, contentType);

    public async Task<JsonElement> GetAsync(string path)
    {
        return JsonDocument.Parse((await TextAsync(path)).Text).RootElement;
    }

    public Uri Address => new(_application.Urls.Single());

    public async Task<(HttpStatusCode Status, string Text)> TextAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestClient.Patience());
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Ends the host as SIGTERM does: what is under way is delivered, then clients are closed.</summary>
    public Task StopAsync() => _application.StopAsync(TestClient.Patience());

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
    }
}
