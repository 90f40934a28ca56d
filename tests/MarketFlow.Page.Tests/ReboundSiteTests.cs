using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MarketFlow.Page.Tests;

/// <summary>A site whose name points to this machine by the time its page asks: to the browser the page is the host's own.</summary>
public sealed class ReboundSiteTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Reads_nothing_of_the_host()
    {
        await using var host = await HostUnderTest.StartAsync();
        UriBuilder site = new(host.Address) { Host = Browser.Rebound };
        ConcurrentBag<IReadOnlyDictionary<string, string>> asked = [];
        await using var visit = await browser.OpenAsync(site.Uri, prepare: page =>
        {
            page.RequestFinished += async (_, request) => asked.Add(await request.AllHeadersAsync());
            return Task.CompletedTask;
        });
        Assert.Contains("does not answer to the name", await visit.TextAsync("body"), StringComparison.Ordinal); // not even the dashboard, in words

        foreach (var path in (string[])["/api/overview", "/api/faults", "/metrics", "/dashboard/main.js", "/socket.io/?EIO=4&transport=polling"])
        {
            var (status, words) = await ReadAsync(visit.Page, path);
            Assert.Equal(421, status);
            Assert.Contains($"\"{site.Uri.Authority}\"", words, StringComparison.Ordinal);
            Assert.DoesNotContain("simulated", words, StringComparison.Ordinal);
        }

        // why the name is looked at: nothing else tells such a page from the dashboard
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.All(asked, headers => Assert.DoesNotContain("origin", headers.Keys));
        Assert.DoesNotContain(asked, headers => headers.TryGetValue("sec-fetch-site", out var from) && from is not ("same-origin" or "none"));

        // the same browser by the host's address
        await using var own = await browser.OpenAsync(host.Address);
        Assert.Equal(200, (await ReadAsync(own.Page, "/api/overview")).Status);
    }

    private static async Task<(int Status, string Words)> ReadAsync(IPage page, string path)
    {
        var read = await page.EvaluateAsync<string[]>("async path => { const answer = await fetch(path); return [String(answer.status), await answer.text()]; }", path);
        return (int.Parse(read[0], System.Globalization.CultureInfo.InvariantCulture), read[1]);
    }
}
