namespace MarketFlow;

/// <summary>What the detectors of trades take from their options and their caller, each in its own words.</summary>
/// <param name="Name">What the detector is called in messages.</param>
/// <param name="Calendar">When sessions change.</param>
/// <param name="Eligibility">What a trade updates.</param>
/// <param name="IdleAfter">How long a symbol may be idle.</param>
/// <param name="MaxSymbols">Most symbols remembered.</param>
/// <param name="Stage">The account.</param>
/// <param name="NotUndone">Receives a status for each change of a trade that cannot be undone.</param>
internal sealed record TradeDetectorSetup(
    string Name,
    MarketCalendar Calendar,
    Func<Trade, TradeUpdates> Eligibility,
    TimeSpan IdleAfter,
    int MaxSymbols,
    LedgerStage? Stage,
    IObserver<Status>? NotUndone);
