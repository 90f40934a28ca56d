using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

public sealed class UnknownConditionsTests
{
    [Fact]
    public void Ends_with_an_error_at_a_code_that_is_null()
    {
        using Subject<MarketEvent> feed = new();
        RecordingObserver<MarketEvent> seen = new();
        UnknownConditions counts = new();
        feed.CountUnknownConditions(counts).Subscribe(seen);
        var trade = Prints.Print("10:00", 1) with { Codes = TradeCodes.Massive, Conditions = ["999"] };
        feed.OnNext(trade);
        feed.OnNext(trade with { Conditions = [null!] });

        Assert.Equal([trade], seen.Values);
        Assert.IsType<NullReferenceException>(seen.Error);
        Assert.False(feed.HasObservers);
        Assert.Equal(1, counts.Total);
    }

    [Fact]
    public void Ends_the_numbering_of_revisions_with_an_error_at_a_null_symbol()
    {
        using Subject<MarketEvent> feed = new();
        RecordingObserver<MarketEvent> seen = new();
        var stage = new Ledger().Stage("revisions");
        feed.NumberRevisions(stage: stage).Subscribe(seen);
        feed.OnNext(TestBars.Bar(0));
        feed.OnNext(TestBars.Bar(0) with { Symbol = null! });

        Assert.Single(seen.Values);
        Assert.IsType<ArgumentNullException>(seen.Error);
        Assert.False(feed.HasObservers);
        Assert.Equal((2, 1, 1, 0), (stage.Snapshot().Received, stage.Snapshot().Emitted, stage.Snapshot().Removed(RemovalReason.Invalid), stage.Snapshot().Imbalance));
    }
}
