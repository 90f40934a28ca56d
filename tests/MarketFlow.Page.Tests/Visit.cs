using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MarketFlow.Page.Tests;

/// <summary>Somebody who looks at the page, and everything the page did meanwhile that nobody sees.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _host;

    internal Visit(IBrowserContext context, IPage page, Uri host)
    {
        (_context, Page, _host) = (context, page, host);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
        page.Console += (_, message) => Note(message);
        page.PageError += (_, error) => Problems.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            Problems.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What the page complained of.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>The page has shown an answer of the host.</summary>
    public Task FilledAsync() => Page.WaitForFunctionAsync(
        "() => document.querySelectorAll('#channels .channel').length === 3 && document.querySelectorAll('#channels .trace[d^=M]').length > 0");

    /// <summary>The page says that all is well: on a machine that is busy otherwise, after a while.</summary>
    public Task IsWellAsync() => Page.WaitForFunctionAsync("() => document.getElementById('verdict').dataset.level === 'ok'", options: new() { Timeout = 180_000 });

    /// <summary>Nothing that axe calls serious or critical, and nothing wider than the window.</summary>
    public async Task IsUsableAsync()
    {
        var result = await Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the window.");
    }

    public async Task<string> TextAsync(string selector) => (await Page.Locator(selector).First.InnerTextAsync()).Trim();

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>Nothing was asked of anybody else, nothing was refused by the policy, and nothing went wrong.</summary>
    public async Task EndsWithoutAWordAsync()
    {
        Assert.Empty(Problems);
        Assert.Empty(await Page.EvaluateAsync<string[]>("() => window.violations"));
        Assert.All(Requests, request => Assert.Equal(_host.Authority, new Uri(request).Authority));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
        {
            Problems.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        }
    }
}
