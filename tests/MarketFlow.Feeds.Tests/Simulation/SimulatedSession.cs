using System.Text;
using MarketFlow.Testing;

namespace MarketFlow.Feeds.Tests;

/// <summary>So many seconds of a simulated market, from the open.</summary>
internal static class SimulatedSession
{
    public static List<MarketEvent> Run(SimulatedMarketOptions options, double seconds)
    {
        var clock = new VirtualMarketClock();
        var seen = new List<MarketEvent>();
        using var subscription = SimulatedMarket.Events(options, clock).Subscribe(seen.Add);
        clock.AdvanceBy(TimeSpan.FromSeconds(seconds));
        return seen;
    }

    public static string Text(MarketEvent told) => Encoding.UTF8.GetString(told.Source.Original.Span);
}
