using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

public sealed class RecordedSessionsTests
{
    [RecordedFact]
    public void HitBtc_is_read_whole()
    {
        var (events, faults, ignored, frames) = Decode(RecordedSession.HitBtc, new HitBtcDialect());

        Assert.Empty(faults);
        Assert.Equal(3_200, frames);
        Assert.Equal(160 + 80 + 2_068, ignored);
        var trades = events.OfType<Trade>().ToList();
        Assert.Equal((4_000, 1_000), (trades.Count, trades.Select(trade => trade.Identity).Distinct().Count()));
        Assert.All(trades, trade => Assert.True(trade.IsBackfill));
        var bars = events.OfType<Bar>().ToList();
        Assert.Equal((4_000, 1_000), (bars.Count, bars.Select(bar => (bar.Symbol, bar.Time)).Distinct().Count()));
        Assert.All(bars, bar => Assert.Equal((TimeSpan.FromMinutes(1), true), (bar.Interval, bar.IsBackfill)));
        var quotes = events.OfType<Quote>().ToList();
        Assert.Equal((812, 205), (quotes.Count, quotes.Select(quote => (quote.Symbol, quote.Time)).Distinct().Count()));
        Assert.Equal(40, quotes.Count(quote => quote.IsBackfill));
        Assert.Equal([1, 2, 3, 4], events.Select(told => told.Source.Connection).Distinct().Order());
    }

    [RecordedFact]
    public void Coinbase_is_read_whole()
    {
        var (events, faults, ignored, frames) = Decode(RecordedSession.Coinbase, new CoinbaseDialect());

        Assert.Empty(faults);
        Assert.Equal(9_946, frames);
        Assert.Equal(9_719 + 10 + 3, ignored);
        var trades = events.OfType<Trade>().ToList();
        Assert.Equal((2 * 107, 107), (trades.Count, trades.Select(trade => trade.Identity).Distinct().Count()));
        Assert.All(trades.GroupBy(trade => trade.Identity), told => Assert.Single(told.Select(trade => (trade.Price, trade.Size, trade.Time, trade.Source.Sequence)).Distinct()));
        Assert.Equal(107, events.OfType<Quote>().Count());
        Assert.Equal(10 + 10, trades.Count(trade => trade.IsBackfill));
        Assert.Equal(10, events.OfType<Quote>().Count(quote => quote.IsBackfill));
    }

    [RecordedFact]
    public void Another_venues_session_is_all_faults()
    {
        var (events, faults, _, frames) = Decode(RecordedSession.Kraken, new HitBtcDialect());

        Assert.Empty(events);
        Assert.Equal(frames, faults.Count);
    }

    private static (List<MarketEvent> Events, List<DecodeFault> Faults, int Ignored, int Frames) Decode(string path, IDialect dialect)
    {
        var decoder = dialect.CreateDecoder();
        var found = new DecodedFrame();
        var (events, faults, ignored, frames) = (new List<MarketEvent>(), new List<DecodeFault>(), 0, 0);
        foreach (var line in SessionFile.Read(path).Where(line => line.Kind == RecordedLineKind.Receive))
        {
            found.Clear();
            decoder.Decode(line.ToFrame(dialect.Name), found);
            events.AddRange(found.Events);
            faults.AddRange(found.Faults);
            ignored += found.Ignored;
            frames++;
        }

        return (events, faults, ignored, frames);
    }
}
