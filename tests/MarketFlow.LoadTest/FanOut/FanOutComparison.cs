using System.Globalization;

namespace MarketFlow.LoadTest;

/// <summary>The sub-command <c>fan-out</c>: every server in every cell, one after the other, and a table.</summary>
internal static class FanOutComparison
{
    /// <returns>0 where every server delivered everything once; otherwise the number of cells in which one did not.</returns>
    public static async Task<int> RunAsync(FanOutOptions options, CancellationToken cancellation)
    {
        List<FanOutResult> results = [];
        foreach (var cell in Cells(options))
        {
            try
            {
                var result = await new FanOutRun(options, cell).RunAsync(cancellation);
                results.Add(result);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(cell)}: {result.PerSecond:#,0} a second, {result.CpuPerMillion:0.00} CPU-s per million, p50 {result.P50:0.00}, p99 {result.P99:0.00} ms, {result.Missing} missing, {result.Twice} twice"));
            }
            catch (Exception error) when (error is IOException or TimeoutException or System.Net.Sockets.SocketException)
            {
                Console.WriteLine($"{Name(cell)}: left out. {error.Message}");
            }
        }

        Console.WriteLine();
        Console.WriteLine(FanOutTable.Write(results));
        if (options.Out is { } page)
        {
            FanOutTable.WritePage(page, Words(options), results);
        }

        return results.Count(result => result.Missing > 0 || result.Twice > 0 || result.Ended is not null);
    }

    private static IEnumerable<FanOutCell> Cells(FanOutOptions options)
    {
        foreach (var subscriptions in options.Subscriptions)
        {
            foreach (var (clients, rate) in options.Clients.SelectMany(_ => options.Rates, (clients, rate) => (clients, rate)))
            {
                FanOutCell cell = new(string.Empty, subscriptions == "identical", clients, rate);
                if (!cell.IsSaturated && cell.Feed > options.MaxFeed)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(cell)}: left out, for the feed would have {cell.Feed:#,0} events a second; at most {options.MaxFeed:#,0}."));
                    continue;
                }

                foreach (var server in options.Servers)
                {
                    yield return cell with { Server = server };
                }
            }
        }
    }

    private static string Name(FanOutCell cell) =>
        string.Create(CultureInfo.InvariantCulture, $"{cell.Subscriptions}, {cell.Clients} clients, {FanOutTable.RateOf(cell)} {cell.Server}").TrimEnd();

    private static string Words(FanOutOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{options.Seconds:0.#} s a cell after {options.Warmup:0.#} s of warm-up, {options.Symbols:#,0} symbols, {Environment.ProcessorCount} processors that sender, receiver and server share. .NET {Environment.Version}.");
}
