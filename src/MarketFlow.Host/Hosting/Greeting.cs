namespace MarketFlow.Host;

/// <summary>What a person reads after starting the host: what flows, and where to connect.</summary>
internal static class Greeting
{
    public static void Write(TextWriter output, IEnumerable<string> urls, MarketHost host)
    {
        output.WriteLine($"MarketFlow is running on {string.Join(", ", host.Feeds.Select(feed => $"feed {feed.Name}"))}.");
        if (host.IsSimulated)
        {
            output.WriteLine("  SIMULATED: all prices are invented. For real data, configure a feed: marketflow run --feed massive, or --config FILE.");
        }

        foreach (var url in urls)
        {
            output.WriteLine($"  dashboard {url}/");
            output.WriteLine($"  clients   {url.Replace("http", "ws", StringComparison.Ordinal)}/ws   e.g. {{\"op\":\"subscribe\",\"topics\":[\"trade.*\"]}}");
            output.WriteLine($"  status    {url}/api/status   {url}/api/ledger   {url}/api/faults");
            output.WriteLine($"  health    {url}/health/live   {url}/health/ready");
        }

        output.WriteLine("Ctrl-C ends it: what is under way is still delivered.");
    }
}
