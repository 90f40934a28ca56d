using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

/// <summary>Whatever ends or falls silent, and whenever: every trade that did not come lies in a gap that was told, but where nobody can know.</summary>
public sealed class OutagesPropertyTests
{
    private const double SilenceLimit = 15;

    private static readonly Gen<Fault> _faults =
        from kind in Gen.Elements(FaultKind.Drop, FaultKind.Close, FaultKind.Silent, FaultKind.Refuse)
        from connection in Gen.Choose(1, 4)
        from at in Gen.Choose(0, 400)
        from length in Gen.Choose(1, 400)
        select new Fault { Kind = kind, Connection = connection, At = TimeSpan.FromSeconds(at / 10.0), For = TimeSpan.FromSeconds(length / 10.0) };

    [Fact]
    public void Gaps_that_are_told_cover_what_did_not_come() => Check(connections: 1);

    [Fact]
    public void Gaps_that_are_told_cover_what_came_on_neither_of_two_connections() => Check(connections: 2);

    private static void Check(int connections) =>
        Prop.ForAll(_faults.ListOf().Select(faults => faults.Take(8).ToArray()).ToArbitrary(), faults =>
        {
            var market = new FaultyMarket(new FaultScript(faults), connections: connections).Run(600);
            market.Client.AssertSound();
            AssertHasComeBack(market);

            return market.MissingUntold().TrueForAll(number => IsBeyondKnowing(market, faults, market.AtOf(number)));
        }).QuickCheckThrowOnFailure();

    // The connections after the fourth do no wrong, so that every gap is over and told by now.
    private static void AssertHasComeBack(FaultyMarket market) =>
        Assert.InRange(market.Client.Trades[^1], market.Server.Published.Count - 1, market.Server.Published.Count);

    // A connection that was silent, and stayed: that it spoke before and after looks no different from a market that paused.
    private static bool IsBeyondKnowing(FaultyMarket market, Fault[] faults, double at) => market.Server.Connections.Index().Any(connection =>
        faults.Any(fault => fault.Kind == FaultKind.Silent && fault.Connection == connection.Index + 1 && fault.For.TotalSeconds < SilenceLimit
            && Since(connection.Item.Began) + fault.At.TotalSeconds is var began && began <= at && at < began + fault.For.TotalSeconds
            && began + fault.For.TotalSeconds < Since(connection.Item.Ended)));

    private static double Since(DateTimeOffset at) => (at - MarketFlow.Testing.VirtualMarketClock.Open).TotalSeconds;
}
