namespace MarketFlow.Host;

/// <summary>Runs a load test and tells its result: on the console, and as files where they are wanted.</summary>
internal static class LoadFiles
{
    /// <summary>Runs it.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="folder">Where <c>NAME.json</c> and <c>NAME.html</c> go; null for nowhere.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="output">The console.</param>
    /// <param name="cancellation">Ends it early, without a result.</param>
    /// <returns>True where the host did everything right.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The host did not start or refused a client, or a file could not be written.</exception>
    public static async Task<bool> RunAsync(LoadOptions options, DirectoryInfo? folder, string name, TextWriter output, CancellationToken cancellation)
    {
        options.ThrowIfInvalid();
        folder?.Create();
        var report = LoadReport.Write(await new LoadRun(options, output.WriteLine).RunAsync(cancellation));
        LoadReportText.Write(report, output);
        if (folder is not null)
        {
            var path = Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync($"{path}.json", JsonText.Write(report), cancellation);
            await File.WriteAllTextAsync($"{path}.html", LoadReportPage.Write(report), cancellation);
            await output.WriteLineAsync($"Written: {path}.json, {path}.html");
        }

        return report["ok"]!.GetValue<bool>();
    }
}
