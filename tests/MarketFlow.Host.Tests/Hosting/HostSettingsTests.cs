using Microsoft.Extensions.Configuration;

namespace MarketFlow.Host.Tests;

public sealed class HostSettingsTests
{
    [Fact]
    public void Need_nothing()
    {
        var settings = Read();

        Assert.Equal("http://127.0.0.1:8765", settings.Urls);
        Assert.Empty(settings.Feeds);
        Assert.Equal(8_000, settings.Simulation.Symbols);
    }

    /// <summary>Whoever forgets that a key has a name and a secret has written the key itself, which belongs in no log.</summary>
    [Fact]
    public void Tell_nobody_a_key_that_is_in_the_wrong_place()
    {
        var error = Assert.Throws<SettingsException>(() => Read(("Keys:0", "hush")));

        Assert.Contains("Keys:0 has a value; must have settings of its own: Keys:0:Key, Keys:0:Secret.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_a_feed_by_its_dialect_and_know_its_address()
    {
        var feed = Assert.Single(Read(("Feeds:0:Dialect", "coinbase"), ("Feeds:0:Symbols:0", "BTC-USD")).Feeds);

        Assert.Equal("coinbase", feed.NameOrDialect);
        Assert.Equal("wss://ws-feed.exchange.coinbase.com/", feed.FindUrl().ToString());
        Assert.Equal(["BTC-USD"], feed.Symbols);
    }

    [Theory]
    [InlineData("Feeds:0:Dialect", "polygone", "Feeds:0:Dialect is \"polygone\"; must be one of ")]
    [InlineData("Feeds:0:Connections", "65", "Feeds:0:Connections is 65; must be 1 to 64.")]
    [InlineData("Feeds:0:Connections", "0", "Feeds:0:Connections is 0; must be 1 to 64.")]
    [InlineData("Feeds:0:Url", "http://x", "Feeds:0:Url is \"http://x\"; must be a ws:// or wss:// address.")]
    [InlineData("Feeds:0:Symbols:0", " ", "Feeds:0:Symbols holds an empty symbol")]
    [InlineData("Feeds:0:Symbols:0", "A,B", "Feeds:0:Symbols has \"A,B\"; must be one symbol each, without commas and spaces.")]
    [InlineData("Feeds:0:Symbols:0", "*", "Feeds:0:Symbols has \"*\"; hitbtc has no subscription to all symbols: name each symbol.")]
    [InlineData("Feeds:0:Symbols:0", "BTC*", "Feeds:0:Symbols has \"BTC*\"; * stands for all symbols only where it stands alone.")]
    [InlineData("Feeds:0:Symbols:0", "btcusd", "Feeds:0:Symbols has \"btcusd\"; symbols are case-sensitive, and no vendor has one without upper-case letters: did you mean \"BTCUSD\"?")]
    [InlineData("Feeds:0:UnsubscribeAfter", "01:00:01", "Feeds:0:UnsubscribeAfter is 01:00:01; must be 0 to 1 hour.")]
    [InlineData("Feeds:0:Hours", "tokyo", "Feeds:0:Hours is \"tokyo\"; must be always or us-stocks.")]
    [InlineData("Feeds:0:SilenceLimit", "01:00:01", "Feeds:0:SilenceLimit is 01:00:01; must be 0 to 1 hour.")]
    [InlineData("Feeds:0:StaleAfter", "-00:00:01", "Feeds:0:StaleAfter is -00:00:01; must be 0 to 24 hours.")]
    [InlineData("Urls", "nowhere", "Urls is nowhere; must be an http:// or https:// address with a port.")]
    [InlineData("Urls", "https://127.0.0.1:1", "Urls has https://127.0.0.1:1, and Tls:Certificate is missing; must be the file of a certificate.")]
    [InlineData("Tls:Certificate", "nowhere.pem", "Tls:Certificate is \"nowhere.pem\" with the key \"\"; must be a certificate with its private key, in PEM or PKCS#12: ")]
    [InlineData("Tls:Certificate", "nowhere.pfx", "Tls:Certificate is \"nowhere.pfx\"")]
    [InlineData("Keys:0:Key", "", "Keys:0:Key has 0 characters; must have 1 to 256.")]
    [InlineData("Clients:AuthTimeout", "00:00:00", "Clients: AuthTimeout is 00:00:00; must be 00:00:00.1000000 to 00:01:00.")]
    [InlineData("Clients:MaxClientsPerKey", "0", "Clients: MaxClientsPerKey is 0; must be 1 to 100000.")]
    [InlineData("Clients:OverCap", "Both", "Clients:OverCap is \"Both\"; must be one of ")]
    [InlineData("DeduplicationWindow", "00:00:00", "DeduplicationWindow is 00:00:00; must be 1 ms to 10 minutes.")]
    [InlineData("ShutdownTimeout", "-00:00:01", "ShutdownTimeout is -00:00:01; must be 0 to 10 minutes.")]
    [InlineData("Clients:MaxClients", "0", "Clients: MaxClients is 0; must be 1 to 100000.")]
    [InlineData("Clients:MaxConnections", "9", "Clients: MaxConnections is 9; must be 10 to 100000.")]
    [InlineData("Clients:RequestTimeout", "00:00:00", "Clients: RequestTimeout is 00:00:00; must be 00:00:01 to 00:10:00.")]
    [InlineData("Simulation:Symbols", "0", "Symbols is 0")]
    [InlineData("Simulation:Surges:0:Times", "0", "Surges:0:Times is 0; must be above 0, to 1,000.")]
    [InlineData("Recording:Dialect", "polygone", "Recording:Dialect is \"polygone\"; must be one of ")]
    [InlineData("Recording:Speed", "0", "Recording:Speed is 0; must be above 0, to 1,000.")]
    [InlineData("Recording:StartAfter", "-00:00:01", "Recording:StartAfter is -00:00:01; must be 0 to 24 hours.")]
    [InlineData("Recording:File", "/no/such/file", "Recording:File is \"/no/such/file\": ")]
    [InlineData("Feeds:0:Connections", "many", "Feeds:0:Connections is \"many\"; must be a whole number.")]
    [InlineData("Lanes:Tick:Capacity", "1.5", "Lanes:Tick:Capacity is \"1.5\"; must be a whole number.")]
    [InlineData("Clients:CloseTimeout", "5 s", "Clients:CloseTimeout is \"5 s\"; must be a time such as 00:00:05")]
    [InlineData("Simulation:Speed", "fast", "Simulation:Speed is \"fast\"; must be a number such as 0.5.")]
    [InlineData("Clients", "5", "Clients has a value; must have settings of its own: Clients:MaxClients, ")]
    [InlineData("Feeds:0", "massive", "Feeds:0 has a value; must have settings of its own: Feeds:0:Name, ")]
    [InlineData("Alerts:Silenced", "latency", "Alerts:Silenced has a value; must be a list: Alerts:Silenced:0, Alerts:Silenced:1 and so on.")]
    [InlineData("Feedz:0:Dialect", "hitbtc", "Feedz is an unknown setting; must be one of Urls, Feeds, ")]
    [InlineData("CLIENTS:MAXTOPIC", "1", "Clients:MAXTOPIC is an unknown setting; must be one of MaxClients, ")]
    [InlineData("Feeds:0:Symbol", "A", "Feeds:0:Symbol is an unknown setting; must be one of Name, Dialect, ")]
    [InlineData("Alerts:Webhook:Adress", "http://x", "Alerts:Webhook:Adress is an unknown setting; must be one of Url, ")]
    public void Refuse_what_cannot_be_used_by_name_value_and_what_is_allowed(string name, string value, string problem)
    {
        (string, string)[] others = name.StartsWith("Feeds:0", StringComparison.Ordinal) && name != "Feeds:0:Dialect" ? [("Feeds:0:Dialect", "hitbtc")] : [];

        var refused = Assert.Throws<SettingsException>(() => Read([.. others, (name, value)]));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coinbase", false)]
    [InlineData("kraken", false)]
    [InlineData("hitbtc", false)]
    [InlineData("massive", true)]
    [InlineData("alpaca", true)]
    public void Allow_all_symbols_only_where_the_vendor_has_such_a_subscription(string dialect, bool isAllowed)
    {
        var problems = new FeedSettings { Dialect = dialect, Symbols = ["BTC-USD", "*"] }.Validate("Feeds:0").ToList();

        Assert.Equal(isAllowed ? [] : [$"Feeds:0:Symbols has \"*\"; {dialect} has no subscription to all symbols: name each symbol."], problems);
    }

    [Fact]
    public void Allow_symbols_of_mixed_case_and_without_letters() =>
        Assert.Empty(new FeedSettings { Dialect = "massive", Symbols = ["BACpB", "BRK.A", "O:SPY261218C00600000", "1234", "USD/CNH"] }.Validate("Feeds:0"));

    [Fact]
    public void Tell_what_is_misspelt_and_what_is_out_of_range_at_once() => Assert.Equal(
        2, Assert.Throws<SettingsException>(() => Read(("Clients:MaxTopic", "1"), ("Clients:MaxClients", "0"))).Problems.Count);

    [Fact]
    public void Refuse_a_recording_beside_a_feed() =>
        Assert.Contains(
            "Recording is \"session.ndjson\", and 1 feeds are configured; must be one or the other.",
            Assert.Throws<SettingsException>(() => Read(("Recording:File", "session.ndjson"), ("Feeds:0:Dialect", "hitbtc"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Refuse_two_feeds_of_one_name() =>
        Assert.Contains(
            "two feeds are named \"hitbtc\"",
            Assert.Throws<SettingsException>(() => Read(("Feeds:0:Dialect", "hitbtc"), ("Feeds:1:Dialect", "hitbtc"))).Message,
            StringComparison.Ordinal);

    private static HostSettings Read(params (string Name, string Value)[] settings) =>
        SettingsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{HostSettings.Section}:{setting.Name}", (string?)setting.Value)))
            .Build());
}
