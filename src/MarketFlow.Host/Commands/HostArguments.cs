using System.CommandLine;

namespace MarketFlow.Host;

/// <summary>What <c>run</c>, <c>record</c> and <c>validate</c> have in common on the command line: one feed, where to serve, a configuration file.</summary>
internal sealed class HostArguments
{
    private readonly Option<string?> _feed = new("--feed") { Description = "The dialect of one feed to take in, e.g. hitbtc." };
    private readonly Option<string?> _feedUrl = new("--feed-url") { Description = "Where that feed is; the vendor's own address if left out." };
    private readonly Option<string?> _connections = new("--connections") { Description = "How many redundant connections to hold to it, 1 to 64; 1 if left out." };
    private readonly Option<string[]> _symbols = new("--symbol") { Description = "A symbol to ask that feed for; may be given several times." };
    private readonly Option<string?> _urls = new("--urls") { Description = $"Where to serve clients; {HostSettings.DefaultUrls} if left out." };
    private readonly Option<FileInfo?> _config = new("--config") { Description = "A configuration file to read besides, e.g. /etc/marketflow/appsettings.json." };

    private readonly Option<bool> _simulated = new("--simulated") { Description = "Serves the simulated market although a configuration is given. All prices are invented." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="serves">Whether it serves clients, and so has <c>--urls</c>.</param>
    public void AddTo(Command command, bool serves = true)
    {
        foreach (var option in new Option[] { _feed, _feedUrl, _connections, _symbols, _config, _simulated })
        {
            command.Options.Add(option);
        }

        if (serves)
        {
            command.Options.Add(_urls);
        }
    }

    /// <summary>The configuration file; null where none is named.</summary>
    public string? ConfigOf(ParseResult arguments) => arguments.GetValue(_config)?.FullName;

    /// <summary>The settings that the arguments say.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> SettingsOf(ParseResult arguments)
    {
        List<KeyValuePair<string, string?>> settings = [];
        Set(nameof(HostSettings.Simulated), arguments.GetValue(_simulated) ? "true" : null);
        Set("Urls", arguments.GetValue(_urls));
        Set("Feeds:0:Dialect", arguments.GetValue(_feed));
        Set("Feeds:0:Url", arguments.GetValue(_feedUrl));
        Set("Feeds:0:Connections", arguments.GetValue(_connections));
        foreach (var (index, symbol) in (arguments.GetValue(_symbols) ?? []).Index())
        {
            Set($"Feeds:0:Symbols:{index}", symbol);
        }

        return settings;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                settings.Add(new($"{HostSettings.Section}:{name}", value));
            }
        }
    }
}
