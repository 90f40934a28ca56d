using MarketFlow.Tests;

namespace MarketFlow.Feeds.Tests;

/// <summary>The recorded session, counted beforehand by other means.</summary>
public sealed class KrakenSessionTests
{
    [RecordedFact]
    public void Is_read_whole()
    {
        var decoder = new KrakenDialect().CreateDecoder();
        var found = new DecodedFrame();
        var frames = 0;
        foreach (var line in SessionFile.Read(RecordedSession.Kraken).Where(line => line.Kind == RecordedLineKind.Receive))
        {
            decoder.Decode(line.ToFrame("kraken"), found);
            frames++;
        }

        Assert.Empty(found.Faults);
        Assert.Equal((4_430, 4_404), (frames, found.Ignored));

        var trades = found.Events.OfType<Trade>().ToList();
        Assert.Equal((10, 52_948.76340787m, 1_416.768m), (trades.Count, trades.Sum(trade => trade.Size), trades.Sum(trade => trade.Price)));
        Assert.Equal([("SC/EUR", 6), ("XMR/USD", 4)], trades.CountBy(trade => trade.Symbol).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal("2021-04-17T16:49:02.557535Z", trades[0].Time.ToString());
        Assert.All(trades, trade => Assert.True(trade is { IsBackfill: false, Identity: null } && trade.Time > Timestamp.Parse("2021-04-17T16:48:52Z")));

        var quotes = found.Events.OfType<Quote>().ToList();
        Assert.Equal((18, 10), (quotes.Count, quotes.Count(quote => quote.IsBackfill)));
        Assert.Equal((59_746.2598974m, 164_977.86357929m), (quotes.Sum(quote => quote.BidPrice), quotes.Sum(quote => quote.AskSize)));
        Assert.Equal(28, found.Events.Count);
    }
}
