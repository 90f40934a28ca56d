using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>A vendor that does wrong by a script, and this product's own way from its sockets to a client, on one virtual clock.</summary>
internal sealed class FaultyMarket
{
    private readonly FaultyVendor _vendor;
    private readonly VirtualVendor _server;

    public FaultyMarket(string faults, FaultyVendor vendor = FaultyVendor.Massive, int connections = 1, int seed = 1)
        : this(FaultScript.Parse(Encoding.UTF8.GetBytes($$"""{"faults":[{{faults}}]}""")), vendor, connections, seed)
    {
    }

    public FaultyMarket(FaultScript script, FaultyVendor vendor = FaultyVendor.Massive, int connections = 1, int seed = 1)
    {
        SynchronizationContext.SetSynchronizationContext(null); // see VirtualFeed
        (_vendor, _server) = (vendor, new(Clock, script, vendor, seed));
        Client = Join(connections);
    }

    public VirtualMarketClock Clock { get; } = new();

    public VirtualVendor Server => _server;

    /// <summary>The program under test.</summary>
    public MarketClient Client { get; }

    /// <summary>Another program comes, on the same account.</summary>
    public MarketClient Join(int connections = 1)
    {
        IDialect dialect = Dialects.Named(_vendor == FaultyVendor.Massive ? "massive" : "alpaca");
        return new(dialect, Topic, _server.Connect, connections, Clock);
    }

    public FaultyMarket Run(double seconds)
    {
        Clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
        return this;
    }

    /// <summary>The trades, by number, that the vendor told since the client's first one and that did not reach it. What is still on its way is left out.</summary>
    public List<long> Missing()
    {
        var told = Client.Trades;
        HashSet<long> known = [.. told];
        return told.Count == 0 ? [] : [.. LongRange(told.Min(), Server.Published.Count - 1).Where(number => !known.Contains(number))];
    }

    /// <summary>Those of them that lie in no gap that was told. A gap is told once it is over, so only those before the last trade count.</summary>
    public List<long> MissingUntold()
    {
        var (gaps, trades) = (Client.Gaps, Client.Trades);
        return [.. Missing().Where(number => number < trades[^1]).Where(number => !gaps.Any(gap => gap.From <= AtOf(number) && AtOf(number) <= gap.To))];
    }

    /// <summary>When the vendor told a trade, in seconds since the start.</summary>
    public double AtOf(long number) => (Server.Published[(int)number - 1] - VirtualMarketClock.Open).TotalSeconds;

    private static IEnumerable<long> LongRange(long first, long last)
    {
        for (var number = first; number <= last; number++)
        {
            yield return number;
        }
    }

    private FeedTopic Topic => _vendor == FaultyVendor.Massive ? new("T", "A") : new("trades", "A");
}
