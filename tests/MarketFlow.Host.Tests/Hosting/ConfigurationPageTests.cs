using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>The reference page is what the code says. <c>UPDATE=1 dotnet test</c> writes it anew.</summary>
public sealed class ConfigurationPageTests
{
    private const string Begin = "<!-- Written by ConfigurationPageTests from the settings' documentation; UPDATE=1 dotnet test writes it anew. -->\n";
    private const string End = "<!-- End of what is written. -->\n";
    private static readonly string _path = Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "configuration.md");

    [Fact]
    public void Is_what_the_settings_say()
    {
        var page = File.ReadAllText(_path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end > begin, "docs/reference/configuration.md has lost the marks between which it is written.");
        var written = ConfigurationPage.Write();
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
        {
            File.WriteAllText(_path, page[..begin] + written + page[end..]);
            return;
        }

        Assert.Equal(written, page[begin..end]);
    }

    [Fact]
    public void Names_every_setting_with_its_default_and_what_is_allowed()
    {
        var page = ConfigurationPage.Write();

        Assert.All(["Urls", "Keys:N:Key", "Feeds:N:Symbols:N", "Clients:MaxClients", "Tls:Password", "Recorder:MaxBytes", "Simulation:Surges:N:At"], name => Assert.Contains(name, ConfigurationPage.Names()));
        Assert.Contains("| `Clients:MaxClients` | `1000` | 1 to 100,000; default 1,000. | running |", page, StringComparison.Ordinal);
        Assert.Contains("| `DeduplicationWindow` | `00:00:05` | 1 ms to 10 minutes; default 5 s. | restart |", page, StringComparison.Ordinal);
        Assert.All(Dialects.All, dialect => Assert.Contains($"`{dialect.Name}`", page, StringComparison.Ordinal));
        Assert.DoesNotContain("|  |  |", page, StringComparison.Ordinal);
    }
}
