using System.Reactive.Concurrency;
using System.Text.RegularExpressions;
using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>The code in the packages' and the repository's README is code: each block stands here, or in a sample, word for word.</summary>
public sealed partial class PackageReadmeTests
{
    [Theory]
    [InlineData("src/MarketFlow.Core/README.md", "tests/MarketFlow.Feeds.Tests/PackageReadmeTests.cs")]
    [InlineData("src/MarketFlow.Feeds/README.md", "tests/MarketFlow.Feeds.Tests/PackageReadmeTests.cs")]
    [InlineData("README.md", "samples/Quickstart/Program.cs")]
    public void Shows_code_that_compiles(string readme, string code)
    {
        var known = Lines(Read(code));
        var blocks = CodeBlock().Matches(Read(readme)).Select(block => Lines(block.Groups["code"].Value)).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(string.Join('\n', block), string.Join('\n', known), StringComparison.Ordinal));
    }

    [Fact]
    public void The_quickstart_prints_what_the_readme_says() =>
        Assert.Contains(Read("samples/Quickstart/expected-output.txt"), Read("README.md"), StringComparison.Ordinal);

    /// <summary>Compiled so that the READMEs' code is known to compile; what it does is tested elsewhere.</summary>
    internal static IObservable<MarketEvent> CodeOfCore(IObservable<MarketEvent> feed, IScheduler clock, Ledger ledger)
    {
        IObservable<MarketEvent> unique = feed.Deduplicate(trade => trade.Identity!.Value, TimeSpan.FromSeconds(5), clock, ledger.Stage("deduplicate"));
        return unique;
    }

    internal static IObservable<MarketEvent> CodeOfFeeds(IDialect dialect, IObserver<FeedFault> faults, IObserver<DecodeFault> decodeFaults, IScheduler clock)
    {
        WebSocketFeed sockets = new(new() { Name = "coinbase", Url = dialect.Endpoint, SendOnConnect = () => [.. dialect.SubscribeMessages(["BTC-USD"])] }, faults, clock);
        IObservable<MarketEvent> events = sockets.Connections.Interleave(16_384).Decode(dialect.CreateDecoder(), decodeFaults);
        return events;
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RecordedSession.RepositoryRoot(), path)).ReplaceLineEndings("\n");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CodeBlock();
}
