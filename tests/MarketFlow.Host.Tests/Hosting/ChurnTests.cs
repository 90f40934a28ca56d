using MarketFlow.Feeds;
using Xunit.Abstractions;

namespace MarketFlow.Host.Tests;

/// <summary>A host between a vendor and clients that come and go: the vendor is asked for what they want together, and nobody notices the others.</summary>
public sealed class ChurnTests(ITestOutputHelper output)
{
    private const int Clients = 20;
    private const int SymbolCount = 12;
    private const int TradesPerSecond = 1_000;
    private const int TradesPerRound = 2_000;

    private static readonly IReadOnlyList<string> _market = SimulatedMarket.Symbols(SymbolCount);

    /// <summary>For so many seconds of the market; the environment may ask for more.</summary>
    private static int Seconds => int.TryParse(Environment.GetEnvironmentVariable("TEST_CHURN_SECONDS"), out var seconds) ? seconds : 6;

    [Fact]
    public async Task Asks_the_vendor_for_exactly_what_clients_want_and_no_client_misses_a_trade()
    {
        await using var vendor = await RunningHost.StartVendorAsync(
            ("Simulation:Symbols", $"{SymbolCount}"), ("Simulation:EventsPerSecond", $"{TradesPerSecond}"), ("Simulation:QuoteShare", "0"), ("Simulation:FairMarketValueShare", "0"));
        await using var witness = await UpstreamWitness.StartAsync(new(vendor.Address.ToString().Replace("http", "ws", StringComparison.Ordinal) + "stocks"));
        await using var host = await RunningHost.StartAsync(
            ("Feeds:0:Dialect", "massive"), ("Feeds:0:Url", witness.Address.ToString()), ("Feeds:0:Key", "any"), ("Feeds:0:UnsubscribeAfter", "00:00:00"), ("Feeds:0:Hours", "always"));
        var random = new Random(20);
        var visits = 0;

        await using var keepsTheMarketGoing = await ChurningClient.JoinAsync(Address(host), isMassive: true, [_market[0]], witness);
        for (var round = 0; round < Math.Max(1, Seconds * TradesPerSecond / TradesPerRound); round++)
        {
            var seeds = Enumerable.Range(0, Clients).Select(_ => random.Next()).ToList();
            var until = witness.Count + TradesPerRound;
            var staying = await Task.WhenAll(seeds.Select(seed => ChurnAsync(host, witness, new(seed), until, () => Interlocked.Increment(ref visits))));

            await AsksForAsync(witness, staying.SelectMany(client => client.Symbols).Append(_market[0]));
            foreach (var client in staying)
            {
                await client.HasEverythingAsync(_market);
                await client.DisposeAsync();
            }

            await AsksForAsync(witness, [_market[0]]);
        }

        await keepsTheMarketGoing.HasEverythingAsync(_market);
        Assert.Empty(witness.Wrongs);
        Assert.True(visits > Clients, $"{visits} visits");
        var ledger = await host.GetAsync("/api/ledger");
        Assert.Equal(0, ledger.GetProperty("imbalance").GetInt64());
        output.WriteLine($"{visits} visits of {Clients} clients while {witness.Count} trades were told upstream.");
        await host.StopAsync();
    }

    // Comes and goes until so many trades were told, then comes once more and stays.
    private static async Task<ChurningClient> ChurnAsync(RunningHost host, UpstreamWitness witness, Random random, long until, Action visited)
    {
        while (true)
        {
            var client = await ChurningClient.JoinAsync(Address(host), isMassive: random.Next(2) == 0, SomeSymbols(random), witness);
            visited();
            await witness.WaitAsync(random.Next(1, 200));
            if (witness.Count >= until)
            {
                return client;
            }

            if (random.Next(4) == 0)
            {
                client.Cut();
            }
            else
            {
                await client.HasEverythingAsync(_market);
                await (random.Next(2) == 0 ? client.UnsubscribeAsync() : Task.CompletedTask);
            }

            await client.DisposeAsync();
            client.AssertUnbroken();
        }
    }

    private static List<string> SomeSymbols(Random random) =>
        random.Next(12) == 0 ? ["*"] : [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => _market[random.Next(_market.Count)]).Distinct()];

    // Bounded by patience alone: clients leave the index when their sockets have ended, which has no event to wait for here.
    private static async Task AsksForAsync(UpstreamWitness witness, IEnumerable<string> symbols)
    {
        var wanted = symbols.Select(symbol => $"T.{symbol}").ToHashSet();
        var patience = TestClient.Patience();
        while (!IsUnion(witness.Topics, wanted))
        {
            Assert.False(patience.IsCancellationRequested, $"The vendor is asked for {string.Join(' ', witness.Topics.Order())}; wanted is {string.Join(' ', wanted.Order())}.");
            await witness.WaitAsync(1);
        }
    }

    // Beside a wildcard singles may stay that were there before it: taking them back would gain nothing.
    private static bool IsUnion(IReadOnlySet<string> asked, HashSet<string> wanted) =>
        wanted.Contains("T.*") ? asked.Contains("T.*") : asked.SetEquals(wanted);

    private static Uri Address(RunningHost host) => new(host.Address.ToString().Replace("http", "ws", StringComparison.Ordinal));
}
