using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using MarketFlow.Tests;

namespace MarketFlow.Testing.Tests;

/// <summary>The README's examples, word for word: what it shows compiles and passes.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_examples_of_a_property_and_a_surge_hold()
    {
        static IObservable<Trade> FirstCopies(IObservable<Trade> trades) =>
            Observable.Defer(() =>
            {
                var seen = new HashSet<EventKey?>();
                return trades.Where(trade => seen.Add(trade.Identity));
            });

        Prop.ForAll(MarketArbitraries.RedundantFeeds(), feed =>
        {
            var clock = new VirtualMarketClock();
            var trades = new Subject<Trade>();
            var recorder = new RecordingObserver<Trade>(clock);
            using var subscription = FirstCopies(trades).Subscribe(recorder);

            feed.Copies.Drive(clock, trades);

            Laws.SameMultiset(feed.Seen, recorder.Values);
            Laws.NothingTwice(recorder.Values);
            Laws.Grammar(recorder);
        }).QuickCheckThrowOnFailure();

        Surge(FirstCopies);
    }

    [Fact]
    public void The_example_of_finding_by_type_holds()
    {
        Prop.ForAll(MarketArbitraries.Map.ArbFor<Bar[]>(), bars =>
            bars.All(bar => bar.Low <= bar.High)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_readme_shows_only_what_stands_here()
    {
        var root = RecordedSession.RepositoryRoot();
        var here = Dedented(File.ReadAllLines(Path.Combine(root, "tests", "MarketFlow.Testing.Tests", "ReadmeTests.cs")));
        var readme = File.ReadAllText(Path.Combine(root, "src", "MarketFlow.Testing", "README.md")).ReplaceLineEndings("\n");
        var blocks = readme.Split("```csharp\n").Skip(1).Select(rest => Dedented(rest.Split("```")[0].Split('\n'))).ToList();

        Assert.Equal(3, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(block, here, StringComparison.Ordinal));
    }

    private static void Surge(Func<IObservable<Trade>, IObservable<Trade>> FirstCopies)
    {
        var options = new MarketOpenOptions { Symbols = 500, Ramp = TimeSpan.FromSeconds(3), PeakRate = 20_000, QuoteShare = 0, TradeShare = 0.9 };
        var truth = new MarketOpenTruth();
        var clock = new VirtualMarketClock();
        var trades = new Subject<Trade>();
        var recorder = new RecordingObserver<Trade>(clock);
        using var subscription = FirstCopies(trades).Subscribe(recorder);

        MarketOpen.Arrivals(options, truth)
            .Where(arrival => arrival.Value is Trade)
            .Select(arrival => new Arrival<Trade>(arrival.At, (Trade)arrival.Value))
            .Drive(clock, trades);

        Assert.True(truth.CopiesOf(EventType.Trade) > 0);
        Assert.Equal(truth.DistinctOf(EventType.Trade), recorder.Count);
        Laws.OrderKept(recorder.Values, trade => trade.Symbol, trade => trade.Source.Sequence!.Value);
    }

    // Indentation says where an example stands, not what it says.
    private static string Dedented(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim())).Trim();
}
