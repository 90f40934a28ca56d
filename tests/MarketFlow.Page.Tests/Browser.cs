using Microsoft.Playwright;

namespace MarketFlow.Page.Tests;

/// <summary>One Chromium for all tests: the one of the machine, never a downloaded one.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A site whose name its owner has made to point to this machine.</summary>
    public const string Rebound = "rebound.example";

    /// <summary>Where Chromium is: the environment's CHROMIUM, or Debian's place.</summary>
    public static string Chromium => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";

    public async Task InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), $"There is no Chromium at {Chromium}; name one in CHROMIUM, or install Debian's: apt-get install chromium.");
        Assertions.SetDefaultExpectTimeout(30_000); // patience with a busy machine
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--disable-component-update", $"--host-resolver-rules=MAP {Rebound} 127.0.0.1"],
        });
    }

    /// <summary>Opens the dashboard of a host in a window of its own.</summary>
    /// <param name="address">Of the host.</param>
    /// <param name="options">Size and colours; a desktop in light by default.</param>
    /// <param name="prepare">What to do before the page is loaded.</param>
    public async Task<Visit> OpenAsync(Uri address, BrowserNewContextOptions? options = null, Func<IPage, Task>? prepare = null)
    {
        var context = await _browser!.NewContextAsync(options ?? Kind.Desktop(ColorScheme.Light));
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Visit visit = new(context, page, address);
        await page.AddInitScriptAsync("""
            window.violations = [];
            addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
            """);
        if (prepare is not null)
        {
            await prepare(page);
        }

        await page.GotoAsync(address.ToString());
        return visit;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
