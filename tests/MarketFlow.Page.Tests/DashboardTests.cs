using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

/// <summary>The page on a host as it is without any configuration: the built-in market, one client.</summary>
public sealed class DashboardTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private HostUnderTest? _host;
    private MarketFlow.Host.Tests.TestClient? _client;

    private HostUnderTest Host => _host!;

    public async Task InitializeAsync()
    {
        _host = await HostUnderTest.StartAsync();
        System.Net.WebSockets.ClientWebSocket socket = new();
        await socket.ConnectAsync(new UriBuilder(Host.Address) { Scheme = "ws", Path = "/ws" }.Uri, MarketFlow.Host.Tests.TestClient.Patience());
        _client = new(socket);
        await _client.AskAsync("""{"op":"subscribe","topics":["trade.*"]}""");
        _ = _client.ReadToEndAsync().ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await Host.DisposeAsync();
    }

    [Fact]
    public async Task Fills_every_section_with_what_the_host_says()
    {
        await using var visit = await browser.OpenAsync(Host.Address);
        await visit.FilledAsync();
        await Expect(visit["#detections li"].First).ToBeVisibleAsync();
        await Expect(visit["#capacity-words"]).ToContainTextAsync("events a second");

        // is it well
        await visit.IsWellAsync();
        Assert.Equal("Well", await visit.TextAsync("#verdict-word"));
        Assert.Equal(0, (await Host.GetAsync("/api/overview")).GetProperty("flow").GetProperty("lost").GetInt64());
        Assert.Equal("Feed simulated is connected, nothing was lost and the ledger balances.", await visit.TextAsync("#verdict-sentence"));

        // what flows
        Assert.Equal(["tick", "bars", "fmv"], await ChannelNamesAsync(visit));
        var before = await Host.GetAsync("/api/channels");
        var shown = Number(await visit.TextAsync(".channel .big"));
        Assert.InRange(shown, PerSecond(before) / 3, PerSecond(before) * 3);

        // where from
        var feeds = await Host.GetAsync("/api/feeds");
        Assert.Equal(feeds.GetProperty("feeds").EnumerateArray().Select(feed => feed.GetProperty("name").GetString()!), await visit["#feeds h3"].EvaluateAllAsync<string[]>("all => all.map(one => one.firstChild.textContent)"));
        Assert.Equal(feeds.GetProperty("feeds")[0].GetProperty("connections").GetArrayLength(), await visit["#feeds tbody tr"].CountAsync());

        // where to
        var clients = await Host.GetAsync("/api/clients");
        Assert.Equal(clients.GetProperty("clients").EnumerateArray().Select(client => client.GetProperty("address").GetString()!), await visit["#clients-rows .outside"].AllInnerTextsAsync());

        // does it add up
        Assert.Equal(0, (await Host.GetAsync("/api/ledger")).GetProperty("imbalance").GetInt64());
        Assert.StartsWith("Yes", await visit.TextAsync("#adds-sum"), StringComparison.Ordinal);
        await visit["#adds details summary"].ClickAsync();
        var stages = await Host.GetAsync("/api/ledger");
        Assert.Equal(stages.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()!), await visit["#stages th"].AllInnerTextsAsync());
        var received = Number(await visit.TextAsync("[data-reach=decoded] .number"));
        Assert.InRange(received, 1, (await Host.GetAsync("/api/ledger")).GetProperty("stages").EnumerateArray()
            .First(stage => stage.GetProperty("stage").GetString() == "decode-simulated").GetProperty("received").GetInt64());

        // how much more
        Assert.Equal(before.GetProperty("lanes").EnumerateArray().Select(lane => lane.GetProperty("name").GetString()!), await visit["#lanes-rows th"].AllInnerTextsAsync());

        await visit.EndsWithoutAWordAsync();
    }

    [Fact]
    public async Task Follows_what_happens_second_by_second()
    {
        await using var visit = await browser.OpenAsync(Host.Address);
        await visit.FilledAsync();
        var first = Number(await visit.TextAsync("[data-reach=decoded] .number"));

        await visit.Page.WaitForFunctionAsync("first => Number(document.querySelector('[data-reach=decoded] .number').textContent.replace(/\\D/g, '')) > first", first);

        await visit.EndsWithoutAWordAsync();
    }

    [Theory]
    [InlineData("desktop", "light")]
    [InlineData("desktop", "dark")]
    [InlineData("phone", "light")]
    [InlineData("phone", "dark")]
    public async Task Is_usable_by_everybody(string device, string scheme)
    {
        await using var visit = await browser.OpenAsync(Host.Address, Kind.Of(device, scheme));
        await visit.FilledAsync();
        await Expect(visit["#detections li"].First).ToBeVisibleAsync();
        await visit["#symbol"].FillAsync("AAPL");
        await visit["#trace-form button"].ClickAsync();
        await Expect(visit["#trace-words"]).Not.ToContainTextAsync("Looking");
        await Screenshots.TakeAsync(visit.Page, $"{device}-{scheme}");

        await visit.IsUsableAsync();
        await visit.EndsWithoutAWordAsync();
    }

    [Fact]
    public async Task Can_be_walked_through_by_keyboard()
    {
        await using var visit = await browser.OpenAsync(Host.Address);
        await visit.FilledAsync();
        List<string> reached = [];
        for (var step = 0; step < 60 && !reached.Contains("METRICS"); step++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var (name, isSeen) = await FocusAsync(visit.Page);
            Assert.True(isSeen, $"{name} has the focus, and it cannot be seen.");
            reached.Add(name);
        }

        Assert.Equal("TO THE CONTENT", reached[0]);
        Assert.Contains("HOLD THE LISTS", reached);
        Assert.Contains("EVERY STAGE", reached);
        Assert.Contains("SYMBOL", reached);
        Assert.Contains("LOOK UP", reached);
        Assert.Equal("METRICS", reached[^1]);
    }

    [Fact]
    public async Task Holds_its_lists_while_they_are_read()
    {
        await using var visit = await browser.OpenAsync(Host.Address);
        await Expect(visit["#detections li"].First).ToBeVisibleAsync();
        await visit["#pause"].ClickAsync();
        var held = await visit["#detections li"].AllInnerTextsAsync();
        var before = (await Host.GetAsync("/api/overview")).GetProperty("news").GetProperty("seq").GetInt64();
        while ((await Host.GetAsync("/api/overview")).GetProperty("news").GetProperty("seq").GetInt64() < before + 3)
        {
            // more has happened once the page has seen it, too
            await visit.Page.WaitForResponseAsync(answer => answer.Url.Contains("/api/overview", StringComparison.Ordinal));
        }

        Assert.Equal(held, await visit["#detections li"].AllInnerTextsAsync());
        await visit["#pause"].ClickAsync();
        Assert.NotEqual(held, await visit["#detections li"].AllInnerTextsAsync());
    }

    [Fact]
    public async Task Asks_nothing_while_nobody_looks()
    {
        await using var visit = await browser.OpenAsync(Host.Address, prepare: async page =>
        {
            await page.Clock.InstallAsync();
            await page.AddInitScriptAsync("""
                window.isHidden = false;
                Object.defineProperty(document, 'hidden', { get: () => window.isHidden });
                window.hide = isHidden => { window.isHidden = isHidden; document.dispatchEvent(new Event('visibilitychange')); };
                """);
        });
        await visit.FilledAsync();

        await visit.Page.EvaluateAsync("() => hide(true)");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var asked = visit.Requests.Count;
        await visit.Page.Clock.RunForAsync(60_000);

        Assert.Equal(asked, visit.Requests.Count);
        var next = visit.Page.WaitForResponseAsync(answer => answer.Url.Contains("/api/overview", StringComparison.Ordinal));
        await visit.Page.EvaluateAsync("() => hide(false)");
        await next;
    }

    private static double PerSecond(JsonElement channels) => channels.GetProperty("channels")[0].GetProperty("perSecond").GetDouble();

    private static double Number(string text) => double.Parse(string.Concat(text.Where(letter => char.IsAsciiDigit(letter) || letter == '.')), CultureInfo.InvariantCulture);

    private static async Task<string[]> ChannelNamesAsync(Visit visit) =>
        await visit[".channel h3"].EvaluateAllAsync<string[]>("all => all.map(one => one.firstChild.textContent)");

    private static async Task<(string Name, bool IsSeen)> FocusAsync(IPage page)
    {
        var told = await page.EvaluateAsync<string[]>("""
            () => {
              const at = document.activeElement;
              const name = at.labels?.[0]?.textContent || at.getAttribute('aria-label') || at.textContent;
              const box = at.getBoundingClientRect();
              const hasRing = getComputedStyle(at).outlineStyle !== 'none';
              return [name.trim().toUpperCase(), String(hasRing && box.width > 0 && box.left >= 0)];
            }
            """);
        return (told[0], bool.Parse(told[1]));
    }
}
