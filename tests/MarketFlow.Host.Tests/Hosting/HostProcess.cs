using System.Diagnostics;

namespace MarketFlow.Host.Tests;

/// <summary>The real program in a process of its own, which does not outlive its test.</summary>
internal sealed class HostProcess(params string[] arguments) : IDisposable
{
    private readonly Process _process = Start(arguments);

    public static Process Start(params string[] arguments) => Start(environment: [], arguments);

    public static Process Start(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "marketflow.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<string> ReadUntilAsync(Process process, string word)
    {
        while (await process.StandardOutput.ReadLineAsync(TestClient.Patience()) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The host ended before it said \"{word}\": {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Where it serves clients, from its greeting.</summary>
    public async Task<Uri> AddressAsync() =>
        new((await UntilAsync("clients")).Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("ws://", StringComparison.Ordinal)));

    /// <summary>The next line that it says with this in it.</summary>
    public Task<string> UntilAsync(string words) => ReadUntilAsync(_process, words);

    /// <summary>What it says to its error output when it ends by itself, with an exit code above 0.</summary>
    public async Task<string> FailsWithAsync()
    {
        await _process.WaitForExitAsync(TestClient.Patience());
        Assert.NotEqual(0, _process.ExitCode);
        return await _process.StandardError.ReadToEndAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
