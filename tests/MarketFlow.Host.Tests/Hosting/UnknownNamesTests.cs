using Microsoft.Extensions.Configuration;

namespace MarketFlow.Host.Tests;

/// <summary>A misspelt section or environment variable is an error that names the nearest known name, and never starts the simulated market.</summary>
public sealed class UnknownNamesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("MARKETFLOW_FEEDS__0__DIALECT", "MARKETFLOW__FEEDS__0__DIALECT")]
    [InlineData("MARKETFLOW_FEEDS_2_KEY", "MARKETFLOW__FEEDS__2__KEY")]
    [InlineData("MARKETFLOW_URL", "MARKETFLOW__URLS")]
    [InlineData("MARKETFLOW_KEYS__0__KEY", "MARKETFLOW__KEYS__0__KEY")]
    [InlineData("marketflow_feeds__0__symbols__1", "MARKETFLOW__FEEDS__0__SYMBOLS__1")]
    [InlineData("MARKETFLW__FEEDS__0__DIALECT", "MARKETFLOW__FEEDS__0__DIALECT")]
    [InlineData("MARKET_FLOW__CLIENTS__MAXCLIENTS", "MARKETFLOW__CLIENTS__MAXCLIENTS")]
    [InlineData("MARKETFLOW_URLS_PORT", "MARKETFLOW__URLS")]
    [InlineData("MARKETFLOW_FEEDS__0__KEY__FILE", "MARKETFLOW__FEEDS__0__KEY")]
    [InlineData("MARKETFLOW_PORT__FEEDS", "MARKETFLOW__FEEDS__0__KEY")]
    public void A_variable_that_is_nearly_a_setting_is_unknown(string name, string nearest)
    {
        var problem = Assert.Single(EnvironmentNames.Problems(["PATH", name, "HOME"]));

        Assert.StartsWith($"The environment variable {name} is unknown. The nearest known name is MARKETFLOW__", problem, StringComparison.Ordinal);
        Assert.True(name.Contains("PORT__", StringComparison.Ordinal) || problem.EndsWith($" {nearest}.", StringComparison.Ordinal), problem);
    }

    /// <summary>What Kubernetes injects into every pod of a namespace with such services; see its documentation of service environment variables.</summary>
    [Theory]
    [InlineData("MARKETFLOW_SERVICE_HOST", "MARKETFLOW_SERVICE_PORT", "MARKETFLOW_SERVICE_PORT_HTTP", "MARKETFLOW_PORT", "MARKETFLOW_PORT_8765_TCP", "MARKETFLOW_PORT_8765_TCP_PROTO", "MARKETFLOW_PORT_8765_TCP_PORT", "MARKETFLOW_PORT_8765_TCP_ADDR")]
    [InlineData("MARKETFLOW_EDGE_SERVICE_HOST", "MARKETFLOW_EDGE_SERVICE_PORT", "MARKETFLOW_EDGE_PORT", "MARKETFLOW_EDGE_PORT_80_TCP", "MARKETFLOW_EDGE_PORT_80_TCP_ADDR")]
    [InlineData("MARKETFLOW__FEEDS__0__KEY", "MARKETPLACE__URL", "MARKETFLOWER", "TEST_MARKETFLOW__X", "FLOW__URLS")]
    public void Other_variables_are_left_alone(params string[] names) => Assert.Empty(EnvironmentNames.Problems(names));

    [Theory]
    [InlineData("""{"MarketFlw":{"Feeds":[{"Dialect":"hitbtc"}]}}""", "has the unknown section \"MarketFlw\"", "The nearest known name is MarketFlow.")]
    [InlineData("""{"Feeds":[{"Dialect":"hitbtc"}]}""", "has the unknown section \"Feeds\"", "The nearest known name is MarketFlow:Feeds.")]
    [InlineData("""{"MarketFlow":{"Feeds":[{"Dialect":"hitbtc"}]},"Loging":{}}""", "has the unknown section \"Loging\"", "The nearest known name is Logging.")]
    [InlineData("""{"MarketFlow":{"Feed":[{"Dialect":"hitbtc"}]}}""", "MarketFlow:Feed is an unknown setting", "The nearest known name is Feeds.")]
    [InlineData("""{"MarketFlow":{"Feeds":[{"Dialct":"hitbtc"}]}}""", "MarketFlow:Feeds:0:Dialct is an unknown setting", "The nearest known name is Feeds:0:Dialect.")]
    [InlineData("""{"MarketFlow":{"Feeds":[{"Dialect":"massive","Key":{"File":"/run/secrets/key"}}]}}""", "Feeds:0:Key:File is not supported", "Set Feeds:0:Key itself.")]
    [InlineData("""{"MarketFlow":{"Feeds":[{"Dialect":"massive","Key":{"Name":"x"}}]}}""", "Feeds:0:Key:Name is an unknown setting", "must be a value without settings of its own")]
    [InlineData("""{"MarketFlow":"massive"}""", "It has a value; must have settings of its own", "MarketFlow:Urls")]
    public void A_file_with_an_unknown_name_is_refused(string json, string problem, string nearest)
    {
        var error = Assert.Throws<SettingsException>(() => Read(json));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/run/secrets/key", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"MarketFlow":{}}""")]
    [InlineData("""{"MarketFlow":{"Feeds":[]}}""")]
    [InlineData("""{"MarketFlow":{"Feeds":null,"Urls":"http://127.0.0.1:1"}}""")]
    [InlineData("""{"MarketFlow":{"Simulated":false}}""")]
    [InlineData("""{"Logging":{"LogLevel":{"Default":"Debug"}}}""")]
    public void A_file_without_a_feed_is_refused_unless_the_simulated_market_is_asked_for(string json)
    {
        var error = Assert.Throws<SettingsException>(() => Read(json));

        Assert.Equal([$"Feeds is empty, and {Path.GetFileName(_file)} is given with --config; must have at least 1 feed. For the simulated market, pass --simulated."], error.Problems);
        Assert.True(Read(json, ("Simulated", "true")).Simulated);
    }

    [Fact]
    public void A_file_with_a_feed_or_that_asks_for_the_simulated_market_is_read()
    {
        Assert.Single(Read("""{"$schema":"x","Logging":{},"AllowedHosts":"*","Kestrel":{},"marketflow":{"Feeds":[{"Dialect":"hitbtc"}]}}""").Feeds);
        Assert.True(Read("""{"MarketFlow":{"Simulated":true}}""").Simulated);
    }

    [Theory]
    [InlineData("Feeds", "")]
    public void An_empty_list_of_feeds_is_refused_wherever_it_is_written(string name, string value)
    {
        ConfigurationBuilder builder = new();
        builder.AddInMemoryCollection([new($"{HostSettings.Section}:{name}", value)]);

        Assert.Contains("Feeds is empty, and it is configured; must have at least 1 feed.", Assert.Throws<SettingsException>(() => SettingsReader.Read(builder.Build())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_simulated_market_and_a_feed_are_not_both_served()
    {
        var error = Assert.Throws<SettingsException>(() => Read("""{"MarketFlow":{"Feeds":[{"Dialect":"hitbtc"}]}}""", ("Simulated", "true")));

        Assert.Equal(["Simulated is true, and 1 feeds are configured; must be one or the other."], error.Problems);
    }

    /// <summary>The real program, with variables of its own.</summary>
    [Theory]
    [InlineData("MARKETFLOW_FEEDS__0__DIALECT", "hush", "MARKETFLOW_FEEDS__0__DIALECT is unknown. The nearest known name is MARKETFLOW__FEEDS__0__DIALECT.")]
    [InlineData("MARKETFLOW__FEEDS", "", "Feeds is empty, and the environment has settings of feeds")]
    [InlineData("MARKETFLOW__FEED__0__DIALECT", "hush", "MarketFlow:FEED is an unknown setting")]
    [InlineData("MARKETFLOW__FEEDS__0__KEY__FILE", "hush", "MarketFlow:Feeds:0:Key:FILE is not supported: the suffix __FILE")]
    [InlineData("MARKETFLW__FEEDS__0__DIALECT", "hush", "MARKETFLW__FEEDS__0__DIALECT is unknown.")]
    public async Task The_program_ends_with_the_name_and_without_the_value(string name, string value, string problem)
    {
        foreach (var command in new[] { "run", "validate" })
        {
            using var process = HostProcess.Start([(name, value)], command, "--urls", "http://127.0.0.1:0");
            var said = await process.StandardError.ReadToEndAsync(TestClient.Patience()) + await process.StandardOutput.ReadToEndAsync(TestClient.Patience());
            await process.WaitForExitAsync(TestClient.Patience());

            Assert.Equal(1, process.ExitCode);
            Assert.Contains(problem, said, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", said, StringComparison.Ordinal);
            Assert.DoesNotContain("running", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_program_starts_beside_the_variables_of_Kubernetes_and_says_that_it_is_simulated()
    {
        using var process = HostProcess.Start(
            [("MARKETFLOW_SERVICE_HOST", "10.0.0.1"), ("MARKETFLOW_PORT", "tcp://10.0.0.1:8765"), ("MARKETFLOW_PORT_8765_TCP_ADDR", "10.0.0.1"), ("MARKETFLOW_SERVICE_PORT_HTTP", "8765")],
            "--urls", "http://127.0.0.1:0");

        Assert.Contains("SIMULATED: all prices are invented.", await HostProcess.ReadUntilAsync(process, "SIMULATED"), StringComparison.Ordinal);
        process.Kill();
        await process.WaitForExitAsync(TestClient.Patience());
    }

    private HostSettings Read(string json, params (string Name, string Value)[] commandLine)
    {
        File.WriteAllText(_file, json);
        return HostApplication.ReadSettings(commandLine.Select(setting => KeyValuePair.Create($"{HostSettings.Section}:{setting.Name}", (string?)setting.Value)), _file);
    }
}
