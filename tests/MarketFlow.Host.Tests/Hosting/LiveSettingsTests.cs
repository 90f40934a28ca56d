using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MarketFlow.Host.Tests;

public sealed class LiveSettingsTests : IDisposable
{
    private readonly Dictionary<string, string?> _values = new() { ["MarketFlow:Keys:0:Key"] = "old", ["MarketFlow:Clients:MaxClients"] = "10" };
    private readonly IConfigurationRoot _configuration;
    private readonly ToldLog _log = new();
    private readonly List<HostSettings> _applied = [];
    private readonly LiveSettings _live;

    public LiveSettingsTests()
    {
        _configuration = new ConfigurationBuilder().Add(new Values(_values)).Build();
        _live = new(SettingsReader.Read(_configuration), _configuration, _applied.Add, _log);
    }

    public void Dispose() => _live.Dispose();

    [Fact]
    public void Puts_in_force_what_can_change_while_running_and_names_it_without_its_value()
    {
        Change(("Keys:0:Key", "new"), ("Clients:MaxClients", "20"), ("AllowedOrigins:0", "https://desk.example"), ("Recorder:MaxBytes", "2000000"));

        var applied = Assert.Single(_applied);
        Assert.Equal(("new", 20, "https://desk.example", 2_000_000L), (applied.Keys[0].Key, applied.Clients.MaxClients, applied.AllowedOrigins[0], applied.Recorder.MaxBytes));
        Assert.Same(applied, _live.Current);
        var told = Assert.Single(_log.Told);
        Assert.Equal("Information: The configuration was read again; changed while running: Recorder:MaxBytes, Clients:MaxClients, Keys:0:Key, AllowedOrigins:0.", told);
    }

    [Fact]
    public void Names_what_needs_a_restart_and_leaves_it_as_it_is()
    {
        Change(("DeduplicationWindow", "00:00:07"), ("Clients:OverCap", "Newcomer"), ("Clients:MaxTopics", "7"));

        var inForce = _live.Current;
        Assert.Equal((TimeSpan.FromSeconds(5), OverCap.Older, 7), (inForce.DeduplicationWindow, inForce.Clients.OverCap, inForce.Clients.MaxTopics));
        Assert.Contains("Warning: The configuration was read again; a restart is needed for what changed in: Clients:OverCap, DeduplicationWindow.", _log.Told);
    }

    [Fact]
    public void Refuses_a_wrong_value_in_words_and_keeps_all_that_was()
    {
        Change(("Clients:MaxClients", "0"), ("Keys:0:Key", "new"));

        Assert.Empty(_applied);
        Assert.Equal((10, "old"), (_live.Current.Clients.MaxClients, _live.Current.Keys[0].Key));
        Assert.Contains("MaxClients is 0; must be 1 to 100000.", Assert.Single(_log.Told), StringComparison.Ordinal);

        Change(); // told once
        Assert.Single(_log.Told);

        Change(("Clients:MaxClients", "30"));
        Assert.Equal((30, "new"), (_live.Current.Clients.MaxClients, _live.Current.Keys[0].Key));
    }

    [Fact]
    public void Says_nothing_where_nothing_changed()
    {
        Change();

        Assert.Empty(_log.Told);
        Assert.Empty(_applied);
    }

    /// <summary>With a file, a whole host, and clients: the files are followed as they are written.</summary>
    [Fact]
    public async Task A_running_host_follows_its_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{"Key":"first"}]}}""");
        using HostProcess host = new("--urls", "http://127.0.0.1:0", "--config", file, "--simulated");
        var address = await host.AddressAsync();
        Assert.Contains("auth_success", await OfferAsync(address, "first"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{"Key":"second"}]}}""");
        await host.UntilAsync("changed while running: Keys:0:Key");
        Assert.Contains("auth_failed", await OfferAsync(address, "first"), StringComparison.Ordinal);
        Assert.Contains("auth_success", await OfferAsync(address, "second"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{"Key":"third"}],"Clients":{"MaxClients":0}}}""");
        await host.UntilAsync("MaxClients is 0; must be 1 to 100000.");
        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{""");
        await host.UntilAsync("cannot be read: ");
        Assert.Contains("auth_success", await OfferAsync(address, "second"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{"Key":"second"}],"Feeds":[{"Dialect":"hitbtc"}]}}""");
        await host.UntilAsync("Simulated is true, and 1 feeds are configured");

        await File.WriteAllTextAsync(file, """{"MarketFlow":{"Keys":[{"Key":"second"}],"DeduplicationWindow":"00:00:07"}}""");
        await host.UntilAsync("a restart is needed for what changed in: DeduplicationWindow");
        File.Delete(file);
    }

    private static async Task<string> OfferAsync(Uri address, string key)
    {
        using var client = await VendorClient.ConnectAsync(new Uri(address, "/stocks"));
        await client.ReadAsync();
        return await client.AskAsync($$"""{"action":"auth","params":"{{key}}"}""");
    }

    private void Change(params (string Name, string Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            _values[$"MarketFlow:{name}"] = value;
        }

        _configuration.Reload();
    }

    private sealed class Values(Dictionary<string, string?> values) : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
    }

    private sealed class ToldLog : ILogger
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
