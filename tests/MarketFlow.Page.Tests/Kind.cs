using Microsoft.Playwright;

namespace MarketFlow.Page.Tests;

/// <summary>What people look at the page with.</summary>
internal static class Kind
{
    public static BrowserNewContextOptions Desktop(ColorScheme scheme) => new() { ViewportSize = new() { Width = 1280, Height = 900 }, ColorScheme = scheme };

    public static BrowserNewContextOptions Phone(ColorScheme scheme) =>
        new() { ViewportSize = new() { Width = 375, Height = 812 }, DeviceScaleFactor = 2, HasTouch = true, ColorScheme = scheme };

    public static BrowserNewContextOptions Of(string device, string scheme)
    {
        var colors = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light;
        return device == "phone" ? Phone(colors) : Desktop(colors);
    }
}
