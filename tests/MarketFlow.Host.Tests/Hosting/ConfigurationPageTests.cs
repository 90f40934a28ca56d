using System.Reflection;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>The page lists every setting there is, so that a new one cannot be forgotten there.</summary>
public sealed class ConfigurationPageTests
{
    [Theory]
    [InlineData(typeof(HostSettings))]
    [InlineData(typeof(FeedSettings))]
    [InlineData(typeof(DetectorSettings))]
    [InlineData(typeof(ClientOptions))]
    [InlineData(typeof(SocketIoOptions))]
    [InlineData(typeof(ClientKey))]
    [InlineData(typeof(TlsSettings))]
    [InlineData(typeof(SimulatedMarketOptions))]
    [InlineData(typeof(MarketSurge))]
    [InlineData(typeof(RecordingSettings))]
    [InlineData(typeof(LaneSettings))]
    [InlineData(typeof(LaneLimits))]
    [InlineData(typeof(AlertSettings))]
    [InlineData(typeof(WebhookSettings))]
    public void Lists_every_setting(Type settings)
    {
        var page = File.ReadAllText(Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "configuration.md"));

        Assert.All(
            settings.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null),
            property => Assert.True(
                page.Contains($"{property.Name}`", StringComparison.Ordinal) || page.Contains($"{property.Name}:", StringComparison.Ordinal),
                $"docs/reference/configuration.md does not tell of {settings.Name}.{property.Name}."));
    }
}
