using static MarketFlow.Tests.FairValueEvents;

namespace MarketFlow.Tests;

public sealed class DetectFairValueFailureTests : DetectorFailureContract
{
    protected override IReadOnlyList<MarketEvent> Events => [Trade(0, 100), Value(1, 102)];

    /// <summary>Of six trades the last four are kept; all of those are cancelled.</summary>
    protected override IReadOnlyList<MarketEvent> Cancelled
    {
        get
        {
            Trade[] trades = [.. Enumerable.Range(0, 6).Select(second => Trade(second, 100) with { Id = second + 1 })];
            return [.. trades, .. trades.Skip(2).Select(trade => trade.Cancel())];
        }
    }

    protected override IObservable<Detection> Detect(
        IObservable<MarketEvent> source, MarketCalendar calendar, Func<Trade, TradeUpdates> eligibility, LedgerStage? stage = null, IObserver<Status>? notUndone = null) =>
        source.DetectFairValue(new() { Calendar = calendar, Eligibility = eligibility }, stage, notUndone);
}
