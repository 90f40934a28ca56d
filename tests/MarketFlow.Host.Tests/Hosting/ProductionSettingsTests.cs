using System.Reactive.Concurrency;
using System.Text.Json;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>What <c>deploy/</c> hands to people works as it lies there.</summary>
public sealed class ProductionSettingsTests
{
    private static readonly string _deploy = Path.Combine(RecordedSession.RepositoryRoot(), "deploy");
    private static readonly string _file = Path.Combine(_deploy, "appsettings.Production.json");

    [Fact]
    public async Task The_example_for_8000_symbols_is_ready()
    {
        using EventLoopScheduler clock = new();

        var checks = await MarketFlow.Host.Readiness.CheckAsync(
            () => HostApplication.ReadSettings([new("MarketFlow:Urls", "http://127.0.0.1:0")], _file), new() { IsOffline = true, CanaryTimeout = TimeSpan.FromSeconds(30) }, clock);

        Assert.All(checks, check => Assert.True(check.Result != ReadinessResult.Failed, check.ToString()));
        Assert.Contains(checks, check => check is { Name: "configuration", Words: "1 feed" });
    }

    [Fact]
    public void The_example_names_no_key_and_only_settings_that_the_page_knows()
    {
        var text = File.ReadAllText(_file);
        using var json = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });
        var names = Leaves(json.RootElement.GetProperty("MarketFlow"), string.Empty).ToList();

        Assert.DoesNotContain(names, name => name.EndsWith(":Key", StringComparison.Ordinal) || name.EndsWith(":Secret", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains(name, ConfigurationPage.Names()));
    }

    /// <summary>The service must be given the time that the program takes to end.</summary>
    [Fact]
    public void The_service_waits_longer_than_a_shutdown_may_take()
    {
        var unit = File.ReadAllText(Path.Combine(_deploy, "marketflow.service"));
        var settings = HostApplication.ReadSettings([], _file);

        var waits = int.Parse(unit.Split('\n').Single(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Split('=')[1]);

        Assert.True(waits > (settings.ShutdownTimeout + settings.Clients.CloseTimeout + TimeSpan.FromSeconds(5)).TotalSeconds);
    }

    private static IEnumerable<string> Leaves(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Leaves(field.Value, path.Length == 0 ? field.Name : $"{path}:{field.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Leaves(item, $"{path}:N")),
        _ => [path],
    };
}
