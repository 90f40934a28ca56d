using Microsoft.Playwright;

namespace MarketFlow.Page.Tests;

/// <summary>Pictures for people, in artifacts/page of the repository.</summary>
internal static class Screenshots
{
    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), $"{name}.png"), FullPage = true });

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MarketFlow.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "artifacts", "page");
    }
}
