using System.Reactive.Linq;
using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Host.Tests;

/// <summary>What a client that asks for a snapshot gets, as the host keeps it.</summary>
public sealed class LatestEventsTests : IDisposable
{
    private readonly Subject<MarketEvent> _feed = new();
    private readonly LatestByKey<MarketEvent, LatestKey> _latest;

    public LatestEventsTests()
    {
        _latest = _feed.LatestByKey(LatestKey.Of, TimeSpan.FromHours(4), new VirtualMarketClock(), retain: value => value.Detached(), replaces: LatestEvents.Replaces);
        _latest.Connect();
    }

    [Fact]
    public void Says_the_newest_price_and_not_a_late_print()
    {
        Tell(Some.Trade("AAPL", 210).At("14:40:05"), Some.Trade("AAPL", 150).At("14:30:00"));

        Assert.Equal(210, Assert.IsType<Trade>(Assert.Single(Snapshot("trade.AAPL"))).Price);
    }

    [Fact]
    public void Shows_no_trade_that_may_not_set_the_last_price()
    {
        var average = Coded(219, "2").At("14:40:04");
        Tell(average);
        Assert.Empty(Snapshot("trade.AAPL"));

        Tell(Some.Trade("AAPL", 210).At("14:40:03"), average, Coded(195, "53").At("14:40:06"), Coded(150, "33").At("14:40:07"));
        Assert.Equal(210, Assert.IsType<Trade>(Assert.Single(Snapshot("trade.*"))).Price);
        Assert.Equal(210, Assert.IsType<Trade>(Assert.Single(_latest.Of("AAPL"))).Price);

        Tell(Coded(211, "37", "14").At("14:40:08"), Coded(212, "14").At("14:40:09"));
        Assert.Equal(212, Assert.IsType<Trade>(Assert.Single(Snapshot("trade.AAPL"))).Price);
    }

    [Fact]
    public void Shows_no_trade_that_was_cancelled()
    {
        var trade = (Trade)(Some.Trade("AAPL", 219) with { Id = 7 }).At("14:40:05");
        var cancel = (Status)Some.Status("AAPL", 1).At("14:40:06");
        Tell(trade, cancel with { Kind = StatusKinds.Cancel, Change = new() { Trade = trade.Identity!.Value, Id = trade.Id } });
        Assert.Empty(Snapshot("trade.AAPL"));

        Tell((Some.Trade("AAPL", 210) with { Id = 8 }).At("14:40:07"));
        Assert.Equal(210, Assert.IsType<Trade>(Assert.Single(Snapshot("trade.AAPL"))).Price);
    }

    [Fact]
    public void Says_the_newest_of_each_kind()
    {
        MarketEvent[] newest =
        [
            Some.Quote("AAPL", 2), Some.Fmv("AAPL", 2), Some.Bar("AAPL", 2), Some.Bar("AAPL", 3) with { Interval = TimeSpan.FromDays(1) },
            Some.Detection("surge", "AAPL", 2), Some.Status("AAPL", 2),
        ];
        Tell([.. newest.Select(value => value.At("14:40:05"))]);
        Tell([.. newest.Select(value => value.At("14:39:05"))]);
        Tell([.. newest.Select(value => value.At("14:40:05") with { IsBackfill = true })]);

        Assert.Equal(
            newest.Select(value => value.At("14:40:05").Detached()),
            Snapshot("quote.AAPL", "fmv.AAPL", "bar.AAPL", "detection.surge.AAPL", "status.AAPL"));
    }

    [Fact]
    public void Says_the_last_revision_of_the_newest_bar()
    {
        Tell(Some.Bar("AAPL", 1).At("14:40:00"), (Bar)Some.Bar("AAPL", 2).At("14:40:00") with { Revision = 1 }, (Bar)Some.Bar("AAPL", 3).At("14:39:00") with { Revision = 2 });

        Assert.Equal(2, Assert.IsType<Bar>(Assert.Single(Snapshot("bar.AAPL"))).Open);
    }

    [Fact]
    public void Says_no_correction_and_keeps_the_halt_beside_the_limit_band()
    {
        var halt = (Status)Some.Status("AAPL", 1).At("14:40:00");
        Tell(halt, halt with { Kind = "luld" }, halt with { Kind = "correction" }, halt with { Kind = "cancel" });

        Assert.Equal(["halt", "luld"], Snapshot("status.AAPL").Cast<Status>().Select(status => status.Kind));
    }

    [Fact]
    public void Says_the_right_price_again_after_one_time_in_the_future()
    {
        Tell(Some.Trade("AAPL", 210).At("14:40:05"), Some.Trade("AAPL", 1).At("16:40:05") with { Source = Some.Trade("AAPL").At("14:40:06").Source });
        Tell(Some.Trade("AAPL", 211).At("14:40:07"));

        Assert.Equal(211, Assert.IsType<Trade>(Assert.Single(Snapshot("trade.*"))).Price);
    }

    public void Dispose() => _feed.Dispose();

    private IReadOnlyList<MarketEvent> Snapshot(params string[] topics) => _latest.Of([.. topics.Select(Some.Topic)]);

    private static Trade Coded(int price, params string[] codes) => Some.Trade("AAPL", price) with { Codes = TradeCodes.Massive, Conditions = codes };

    private void Tell(params MarketEvent[] events) => Array.ForEach(events, _feed.OnNext);
}

file static class Times
{
    public static MarketEvent At(this MarketEvent value, string time) => (value with { Time = Timestamp.Parse($"2026-11-27T{time}Z") }).Received();
}
