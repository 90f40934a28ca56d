using System.Text;
using MarketFlow.Feeds;
using MarketFlow.Tests;

namespace MarketFlow.Host.Tests;

/// <summary>The pages that say what is served are what the endpoints' profiles say. <c>UPDATE=1 dotnet test</c> writes the table anew.</summary>
public sealed class VendorProtocolsPageTests
{
    private const string Begin = "<!-- Written by VendorProtocolsPageTests from the endpoints' profiles; UPDATE=1 dotnet test writes it anew. -->\n";
    private const string End = "<!-- End of what is written. -->\n";
    private static readonly string _path = Path.Combine(RecordedSession.RepositoryRoot(), "docs", "reference", "vendor-protocols.md");

    [Fact]
    public void Lists_the_channels_and_lists_of_every_path()
    {
        var page = File.ReadAllText(_path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end > begin, "docs/reference/vendor-protocols.md has lost the marks between which it is written.");
        var written = Write();
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
        {
            File.WriteAllText(_path, page[..begin] + written + page[end..]);
            return;
        }

        Assert.Equal(written, page[begin..end]);
    }

    [Fact]
    public void Is_shortened_in_the_README_without_leaving_a_path_out()
    {
        var readme = File.ReadAllText(Path.Combine(RecordedSession.RepositoryRoot(), "README.md"));

        Assert.All(EndpointProfiles.All.SelectMany(endpoint => endpoint.Paths), path => Assert.Contains($"`{path}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_the_paths_that_the_host_serves()
    {
        await using var host = await RunningHost.StartVendorAsync();
        var served = host.Paths.ToHashSet(StringComparer.Ordinal);

        Assert.All(EndpointProfiles.All.SelectMany(endpoint => endpoint.Paths), path => Assert.Contains(path, served));
    }

    private static string Write()
    {
        StringBuilder page = new("| protocol | paths | channels or lists | passed through |\n|---|---|---|---|\n");
        foreach (var endpoints in EndpointProfiles.All.GroupBy(endpoint => (endpoint.Dialect, endpoint.Market, Channels: string.Join(' ', endpoint.Channels.Select(channel => channel.Name)))))
        {
            var channels = endpoints.First().Channels;
            page.Append("| ").Append(endpoints.Key.Dialect == "massive" ? "Massive" : "Alpaca")
                .Append(" | ").AppendJoin(", ", endpoints.SelectMany(PathsOf).Select(path => $"`{path}`"))
                .Append(" | ").Append(Joined(channels.Where(channel => channel.IsCarried)))
                .Append(" | ").Append(Joined(channels.Where(channel => !channel.IsCarried)))
                .Append(" |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> PathsOf(EndpointProfile endpoint) =>
        endpoint.HasExchangePaths ? endpoint.Paths.SelectMany(path => new[] { path, $"{path}/{{exchange}}" }) : endpoint.Paths;

    private static string Joined(IEnumerable<EndpointChannel> channels) =>
        string.Join("; ", channels.Select(channel => $"`{channel.Name}`{(channel.IsCarried ? $" {ContentOf(channel)}" : string.Empty)}{(channel.HasWildcard ? string.Empty : ", single symbols only")}")) is { Length: > 0 } text ? text : "none";

    private static string ContentOf(EndpointChannel channel) => string.Join(", ", channel.Contents.Select(content => content switch
    {
        (EventType.Trade, _) => "trades",
        (EventType.Quote, _) => "quotes",
        (EventType.FairMarketValue, _) => "fair market values",
        (EventType.Bar, "1s") => "bars of a second",
        (EventType.Bar, "1m") => "bars of a minute",
        (EventType.Bar, "1d") => "bars of a day",
        (EventType.Bar, _) => "their revisions",
        (EventType.Status, "luld") => "limit bands",
        (EventType.Status, "halt") => "halts",
        (EventType.Status, "status") => "other trading status",
        (EventType.Status, { } kind) => $"{kind}s of trades",
        var other => throw new NotSupportedException($"{other} has no name for people."),
    }));
}
