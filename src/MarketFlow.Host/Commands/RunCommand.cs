using System.CommandLine;

namespace MarketFlow.Host;

/// <summary><c>marketflow run</c>: the host. It is what <c>marketflow</c> does without a command.</summary>
internal static class RunCommand
{
    public static void AddTo(RootCommand root)
    {
        Command run = new("run", "Runs the host: feeds in, clients out. Without configuration, on a simulated market.");
        AddOptionsTo(root);
        AddOptionsTo(run);
        root.Subcommands.Add(run);
    }

    private static void AddOptionsTo(Command command)
    {
        Option<string?> feed = new("--feed") { Description = "The dialect of one feed to take in, e.g. hitbtc." };
        Option<string?> feedUrl = new("--feed-url") { Description = "Where that feed is; the vendor's own address if left out." };
        Option<string?> connections = new("--connections") { Description = "How many redundant connections to hold to it, 1 to 64; 1 if left out." };
        Option<string[]> symbols = new("--symbol") { Description = "A symbol to ask that feed for; may be given several times." };
        Option<string?> urls = new("--urls") { Description = $"Where to serve clients; {HostSettings.DefaultUrls} if left out." };
        foreach (var option in new Option[] { feed, feedUrl, connections, symbols, urls })
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellation) =>
        {
            List<KeyValuePair<string, string?>> settings = [];
            Set("Urls", arguments.GetValue(urls));
            Set("Feeds:0:Dialect", arguments.GetValue(feed));
            Set("Feeds:0:Url", arguments.GetValue(feedUrl));
            Set("Feeds:0:Connections", arguments.GetValue(connections));
            foreach (var (index, symbol) in (arguments.GetValue(symbols) ?? []).Index())
            {
                Set($"Feeds:0:Symbols:{index}", symbol);
            }

            return HostApplication.RunAsync(settings, isVendor: false, cancellation);

            void Set(string name, string? value)
            {
                if (value is not null)
                {
                    settings.Add(new($"{HostSettings.Section}:{name}", value));
                }
            }
        });
    }
}
