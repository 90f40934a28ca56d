using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MarketFlow.Page.Tests;

public sealed class LookupTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_symbol_is_looked_up_until_its_way_is_measured()
    {
        await using var host = await HostUnderTest.StartAsync(0, ("Simulation:Symbols", "10"));
        await using var visit = await browser.OpenAsync(host.Address);
        await visit.FilledAsync();

        await LookAsync(visit, "AAPL");

        await Expect(visit["#trace-words"]).ToContainTextAsync("of AAPL that are known");
        await Expect(visit["#trace .legend"].First).ToContainTextAsync("in all"); // by the second look at the latest
        await visit["#trace summary"].First.ClickAsync();
        await Expect(visit["#trace pre"].First).ToContainTextAsync("\"AAPL\"");
        await Screenshots.TakeAsync(visit.Page, "lookup");
        await visit.EndsWithoutAWordAsync();
    }

    [Theory]
    [InlineData("NOBODY")]
    [InlineData("BTC/USD")]
    public async Task A_symbol_that_nobody_knows_is_told_in_words(string symbol)
    {
        await using var host = await HostUnderTest.StartAsync(0, ("Simulation:Symbols", "10"));
        await using var visit = await browser.OpenAsync(host.Address);

        await LookAsync(visit, symbol);

        await Expect(visit["#trace-words"]).ToContainTextAsync($"No event of {symbol} is known here");
        await Expect(visit["#trace article"]).ToHaveCountAsync(0);
        await visit.EndsWithoutAWordAsync();
    }

    [Fact]
    public async Task A_host_that_cannot_look_up_is_no_symbol_that_nobody_knows()
    {
        await using var host = await HostUnderTest.StartAsync(0, ("Simulation:Symbols", "10"));
        await using var visit = await browser.OpenAsync(host.Address, prepare: page => page.RouteAsync("**/api/trace/**", route => route.FulfillAsync(new() { Status = 404 })));

        await LookAsync(visit, "AAPL");

        await Expect(visit["#trace-words"]).ToContainTextAsync("This host cannot look up symbols");
    }

    /// <summary>Answers come in any order; what was asked for last is shown.</summary>
    [Fact]
    public async Task The_last_question_is_the_one_that_is_answered()
    {
        TaskCompletionSource release = new();
        await using var host = await HostUnderTest.StartAsync(0, ("Simulation:Symbols", "10"));
        await using var visit = await browser.OpenAsync(host.Address, prepare: page => page.RouteAsync("**/api/trace/SLOW", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        }));
        await LookAsync(visit, "SLOW");
        await LookAsync(visit, "AAPL");
        await Expect(visit["#trace article"].First).ToBeVisibleAsync();

        var answered = visit.Page.WaitForResponseAsync("**/api/trace/SLOW");
        release.SetResult();
        await answered;
        await visit.Page.WaitForResponseAsync(answer => answer.Url.Contains("/api/overview", StringComparison.Ordinal));

        await Expect(visit["#trace-words"]).ToContainTextAsync("of AAPL that are known");
        await Expect(visit["#trace article"].First).ToBeVisibleAsync();
    }

    private static async Task LookAsync(Visit visit, string symbol)
    {
        await visit["#symbol"].FillAsync(symbol);
        await visit["#trace-form"].GetByRole(AriaRole.Button).ClickAsync();
    }
}
