using System.Collections.Concurrent;
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
        // A host that lacks a part answers 404 for it, which Chromium reports whatever the page makes of it.
        var isAbsentPart = message.Text.Contains("404", StringComparison.Ordinal)
            && (message.Location.Contains("/api/alerts", StringComparison.Ordinal) || message.Location.Contains("/api/record", StringComparison.Ordinal) || message.Location.Contains("/api/trace", StringComparison.Ordinal));
        if (message.Type is "error" or "warning" && !isAbsentPart)
        {
            Problems.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        }
    }
}
