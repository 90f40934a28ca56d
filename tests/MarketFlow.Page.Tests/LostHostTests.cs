using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

public sealed class LostHostTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_page_says_that_the_host_is_gone_and_goes_on_when_it_is_back()
    {
        var port = HostUnderTest.FreePort();
        await using var first = await HostUnderTest.StartAsync(port);
        await using var visit = await browser.OpenAsync(first.Address);
        await visit.FilledAsync();
        await Expect(visit["#banner"]).ToBeHiddenAsync();

        await first.KillAsync();

        await Expect(visit["#banner"]).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Expect(visit["#banner"]).ToContainTextAsync("No answer from the host since");
        Assert.Equal("unknown", await visit["#verdict"].GetAttributeAsync("data-level"));
        await Expect(visit["body"]).ToHaveClassAsync("stale");
        await Screenshots.TakeAsync(visit.Page, "lost");
        await visit.IsUsableAsync();

        await using var second = await HostUnderTest.StartAsync(port);

        await Expect(visit["#banner"]).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await visit.IsWellAsync();
        await Expect(visit["body"]).Not.ToHaveClassAsync("stale");
    }

    [Fact]
    public async Task The_page_asks_for_a_key_where_the_host_does()
    {
        const string Words = "Clients on other machines need one of MarketFlow:Keys.";
        await using var host = await HostUnderTest.StartAsync();

        // As KeyGuard treats a browser on another machine.
        await using var visit = await browser.OpenAsync(host.Address, prepare: page => page.RouteAsync("**/api/**", async route =>
        {
            if (route.Request.Headers.TryGetValue("authorization", out var key) && key == "Bearer let me in")
            {
                await route.ContinueAsync();
            }
            else
            {
                await route.FulfillAsync(new() { Status = 401, Body = Words });
            }
        }));
        await Expect(visit["#key-form"]).ToBeVisibleAsync();
        await Expect(visit["#key-why"]).ToContainTextAsync(Words);

        await visit["#key"].FillAsync("wrong");
        await visit["#key"].PressAsync("Enter");
        await Expect(visit["#key-why"]).ToContainTextAsync("not accepted");
        await visit["#key"].FillAsync("let me in");
        await visit["#key"].PressAsync("Enter");

        await visit.FilledAsync();
        await Expect(visit["#key-form"]).ToBeHiddenAsync();
        await visit.Page.ReloadAsync();
        await visit.FilledAsync(); // it is kept for the tab
    }
}
