using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

/// <summary>Alerts of a real host, from the trouble to its end, as somebody sees them who looks at the page.</summary>
public sealed class AlertsTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_alert_is_acknowledged_by_a_button()
    {
        await using var host = await HostUnderTest.StartAsync(0, ("Alerts:MemoryBytes", "1000000"), ("Alerts:MemoryFor", "00:00:00"));
        await using var visit = await browser.OpenAsync(host.Address);
        await visit.FilledAsync();
        var row = visit["#alerts li"].Filter(new() { HasText = "Memory is" });
        await Expect(row.Locator(".words")).ToContainTextAsync("must be at most 1 MB");
        await Expect(row.Locator(".badge")).ToContainTextAsync("error");
        await Expect(visit["#verdict"]).ToHaveAttributeAsync("data-level", "bad");
        await Expect(visit["#verdict-sentence"]).ToContainTextAsync("Memory is");
        Assert.Equal(JsonValueKind.Null, (await AlertAsync(host, "memory:limit")).GetProperty("acknowledged").ValueKind);

        await visit.IsUsableAsync();

        await row.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();

        await Expect(row).ToContainTextAsync("acknowledged by the dashboard");
        await Expect(row.GetByRole(Microsoft.Playwright.AriaRole.Button)).ToBeHiddenAsync();
        Assert.Equal("the dashboard", (await AlertAsync(host, "memory:limit")).GetProperty("acknowledged").GetProperty("by").GetString());
        await visit.EndsWithoutAWordAsync();
    }

    [Fact]
    public async Task An_alert_that_could_not_be_acknowledged_says_why()
    {
        await using var host = await HostUnderTest.StartAsync(0, ("Alerts:MemoryBytes", "1000000"), ("Alerts:MemoryFor", "00:00:00"));
        await using var visit = await browser.OpenAsync(host.Address, prepare: page => page.RouteAsync("**/acknowledge", route =>
            route.FulfillAsync(new() { Status = 409, ContentType = "application/json", Body = """{"error":"It does not fire any more."}""" })));
        var row = visit["#alerts li"].Filter(new() { HasText = "Memory is" });

        await row.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();

        await Expect(row).ToContainTextAsync("Not acknowledged: It does not fire any more.");
        await visit.Page.WaitForResponseAsync(answer => answer.Url.Contains("/api/overview", StringComparison.Ordinal));
        await Expect(row).ToContainTextAsync("Not acknowledged"); // still, when the page has looked again
        await Expect(row.GetByRole(Microsoft.Playwright.AriaRole.Button)).ToBeEnabledAsync();
    }

    /// <summary>It is seen with the first answer that has it; the page asks once a second, so within two of its firing.</summary>
    [Fact]
    public async Task An_alert_is_seen_as_soon_as_it_fires_and_is_over_by_itself()
    {
        await using var vendor = await HostUnderTest.StartVendorAsync("""{"faults":[{"do":"silent","connection":1,"at":20},{"do":"delay","connection":2,"for":8,"delay":2}]}""");
        await using var host = await HostUnderTest.StartAsync(
            0,
            ("Feeds:0:Name", "x"),
            ("Feeds:0:Dialect", "massive"),
            ("Feeds:0:Url", new UriBuilder(vendor.Address) { Scheme = "ws", Path = "/stocks" }.ToString()),
            ("Feeds:0:Hours", "always"),
            ("Feeds:0:Symbols:0", "*"),
            ("Feeds:0:Key", "any"),
            ("Feeds:0:SilenceLimit", "00:00:03"),
            ("Alerts:FeedFor", "00:00:00"));
        await using var visit = await browser.OpenAsync(host.Address);
        await visit.FilledAsync();

        // Counted within the page: how soon this process hears of it depends on what else the machine does.
        await visit.Page.EvaluateAsync("""
            () => {
              const original = window.fetch;
              window.asked = 0;
              window.fetch = async (...request) => {
                const isOverview = String(request[0]).includes('api/overview');
                window.asked += isOverview ? 1 : 0;
                const answer = await original(...request);
                if (isOverview && window.toldAfter === undefined && (await answer.clone().text()).includes('"id":"feed:x"')) {
                  window.toldAfter = window.asked;
                }
                return answer;
              };
              new MutationObserver(() => {
                if (window.seenAt === undefined && [...document.querySelectorAll('#alerts .words')].some(words => words.textContent.includes('Feed x'))) {
                  [window.seenAt, window.seenAfter] = [Date.now(), window.asked];
                }
              }).observe(document.getElementById('alerts'), { childList: true, subtree: true, characterData: true });
            }
            """);
        var row = visit["#alerts li"].Filter(new() { HasText = "Feed x" });
        await Expect(row.Locator(".words")).ToContainTextAsync("must be connected and talking");
        await visit.Page.WaitForFunctionAsync("() => window.seenAt && window.toldAfter");
        var told = await visit.Page.EvaluateAsync<int>("() => window.toldAfter");
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => window.seenAfter"), told, told + 1);
        await Expect(visit["#verdict"]).Not.ToHaveAttributeAsync("data-level", "ok");
        await Screenshots.TakeAsync(visit.Page, "alert");
        var since = (await AlertAsync(host, "feed:x")).GetProperty("since").GetDateTimeOffset();
        var seen = DateTimeOffset.FromUnixTimeMilliseconds((long)await visit.Page.EvaluateAsync<double>("() => window.seenAt"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seen {(seen - since).TotalMilliseconds:0} ms after it fired."));

        await Expect(row.Locator(".badge")).ToContainTextAsync("resolved", new() { Timeout = 60_000 });
        await Expect(row.GetByRole(Microsoft.Playwright.AriaRole.Button)).ToBeHiddenAsync();
        await visit.IsWellAsync();
        await Expect(visit["#verdict-sentence"]).ToContainTextAsync("gap was in the feeds"); // and nobody says that nothing was lost
        await Expect(visit["#verdict-sentence"]).Not.ToContainTextAsync("nothing was lost");
        await visit.EndsWithoutAWordAsync();
    }

    private static async Task<JsonElement> AlertAsync(HostUnderTest host, string id) =>
        (await host.GetAsync("/api/alerts")).GetProperty("alerts").EnumerateArray().First(alert => alert.GetProperty("id").GetString() == id);
}
