using System.Diagnostics;
using System.Text.Json;
using MarketFlow.Feeds;

namespace MarketFlow.Host.Tests;

/// <summary><c>marketflow record</c> in a process of its own.</summary>
public sealed class RecordCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recordings");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Ends_on_a_signal_with_a_whole_file_and_a_summary(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there are no POSIX signals to send
        }

        var path = PathTo("a.jsonl.gz");
        using var process = HostProcess.Start("record", "--out", path);
        await HostProcess.ReadUntilAsync(process, "Recording feed simulated into");
        await GrowsToAsync(path, 20_000);

        using (Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            var summary = await HostProcess.ReadUntilAsync(process, "Recorded ");
            await process.WaitForExitAsync(TestClient.Patience());
            Assert.Equal(0, process.ExitCode);
            var lines = Session.Lines(path);
            Assert.DoesNotContain(lines, line => line.Kind == RecordedLineKind.Malformed);
            Assert.Equal($"Recorded {lines.Count(line => line.Kind == RecordedLineKind.Receive)} frames; the file is {new FileInfo(path).Length} bytes long. Nothing was lost.", summary);
        }
    }

    /// <summary>What a vendor sent more than a second before the recorder was killed is there, and a second recorder goes on with the file.</summary>
    [Fact]
    public async Task Kill_9_costs_no_more_than_the_last_second()
    {
        var path = PathTo("a.jsonl.gz");
        using HostProcess vendor = new("simulate", "--urls", "http://127.0.0.1:0", "--rate", "2000");
        var address = new UriBuilder(await vendor.AddressAsync()) { Path = "/stocks" }.Uri.ToString();
        using var process = Start();
        await GrowsToAsync(path, 100_000);

        var killedAt = DateTimeOffset.UtcNow;
        process.Kill();
        await process.WaitForExitAsync(TestClient.Patience());

        var first = Session.Lines(path);
        var latest = first.Where(line => line.Kind == RecordedLineKind.Receive).Max(line => line.At.ToDateTimeOffset());
        Assert.True(killedAt - latest < TimeSpan.FromSeconds(1), $"The last frame is of {killedAt - latest} before the kill.");
        AssertHasNoHole(first);

        using (var again = Start())
        {
            var length = new FileInfo(path).Length;
            await GrowsToAsync(path, length + 50_000);
            again.Kill();
            await again.WaitForExitAsync(TestClient.Patience());
        }

        var both = Session.Lines(path);
        Assert.DoesNotContain(both, line => line.Kind == RecordedLineKind.Malformed);
        Assert.Equal([1, 2], both.Select(line => line.Connection).Distinct());
        var kept = both.Where(line => line.Connection == 1).Select(line => Convert.ToHexString(line.Data.Span)).ToList();
        Assert.Equal(first.Where(line => line.Kind != RecordedLineKind.Malformed).Take(kept.Count).Select(line => Convert.ToHexString(line.Data.Span)), kept);

        Process Start() => HostProcess.Start("record", "--out", path, "--feed", "massive", "--feed-url", address, "--symbol", "*", "--config", Key());
    }

    [Theory]
    [InlineData(new[] { "--feed", "massive" }, "has no Symbols")]
    [InlineData(new[] { "--feed", "nobody" }, "Dialect is \"nobody\"")]
    [InlineData(new[] { "--config", "/no/such/file.json" }, "/no/such/file.json")]
    public async Task Says_what_is_wrong(string[] arguments, string words)
    {
        using HostProcess process = new(["record", "--out", PathTo("a.jsonl"), .. arguments]);

        Assert.Contains(words, await process.FailsWithAsync(), StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Says_that_the_file_is_somebody_elses()
    {
        await File.WriteAllTextAsync(PathTo("a.jsonl"), "Dear diary,");
        using HostProcess process = new("record", "--out", PathTo("a.jsonl"));

        Assert.Contains("is no recording that MarketFlow wrote", await process.FailsWithAsync(), StringComparison.Ordinal);
    }

    /// <summary>The simulated market counts its trades per symbol without a hole (<c>i</c>): a frame that is missing in the middle would show.</summary>
    private static void AssertHasNoHole(IEnumerable<RecordedLine> lines)
    {
        Dictionary<string, long> ids = [];
        foreach (var line in lines.Where(line => line.Kind == RecordedLineKind.Receive))
        {
            foreach (var message in JsonDocument.Parse(line.Data).RootElement.EnumerateArray().Where(message => message.GetProperty("ev").GetString() == "T"))
            {
                var symbol = message.GetProperty("sym").GetString()!;
                var id = long.Parse(message.GetProperty("i").GetString()!);
                Assert.True(!ids.TryGetValue(symbol, out var before) || id == before + 1, $"{symbol}: trade {id} follows {before}.");
                ids[symbol] = id;
            }
        }

        Assert.NotEmpty(ids);
    }

    private string PathTo(string name) => Path.Combine(_folder.FullName, name);

    // In a file, so that no test changes the environment of the others.
    private string Key()
    {
        var path = PathTo("key.json");
        File.WriteAllText(path, """{"MarketFlow":{"Feeds":[{"Key":"any"}]}}""");
        return path;
    }

    /// <summary>Waits for another process's file.</summary>
    private static async Task GrowsToAsync(string path, long length)
    {
        var patience = Stopwatch.StartNew();
        while (!File.Exists(path) || new FileInfo(path).Length < length)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"{path} does not grow.");
            await Task.Yield();
        }
    }
}
