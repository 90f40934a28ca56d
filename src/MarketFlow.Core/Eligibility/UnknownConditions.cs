using System.Collections.Concurrent;

namespace MarketFlow;

/// <summary>How often trades carried condition codes that <see cref="TradeEligibility"/> does not know. Such a code restricts nothing.</summary>
/// <remarks>Written by one thread, read by any. Memory: at most 1,000 codes; all others are counted as one, <c>other</c>.</remarks>
public sealed class UnknownConditions
{
    private const int MaxCodes = 1_000;
    private const string Other = "other";
    private readonly ConcurrentDictionary<(TradeCodes Codes, string Code), long> _counts = new();

    /// <summary>How many unknown codes there were in all.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>The counts by list and code.</summary>
    public IReadOnlyDictionary<(TradeCodes Codes, string Code), long> Snapshot() => new Dictionary<(TradeCodes, string), long>(_counts);

    internal void Count(Trade trade)
    {
        if (trade.Codes == TradeCodes.Unknown)
        {
            return;
        }

        var conditions = trade.Conditions;
        for (var i = 0; i < conditions.Count; i++)
        {
            if (ConditionTable.Of(trade, conditions[i]) == ConditionTable.NotListed)
            {
                Count(trade.Codes, conditions[i]);
            }
        }
    }

    private void Count(TradeCodes codes, string code)
    {
        var key = (codes, _counts.Count < MaxCodes || _counts.ContainsKey((codes, code)) ? code : Other);
        _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }
}

public static partial class FlowOperators
{
    /// <summary>Counts the condition codes that are not known; every event passes unchanged.</summary>
    internal static IObservable<MarketEvent> CountUnknownConditions(this IObservable<MarketEvent> source, UnknownConditions counts) =>
        new SinkObservable<MarketEvent, MarketEvent>(source, observer => new CountUnknownConditionsSink(observer, counts));

    private sealed class CountUnknownConditionsSink(IObserver<MarketEvent> downstream, UnknownConditions counts)
        : Sink<MarketEvent, MarketEvent>(downstream)
    {
        public override void OnNext(MarketEvent value)
        {
            try
            {
                if (value is Trade trade)
                {
                    counts.Count(trade);
                }
            }
            catch (Exception error)
            {
                OnError(error);
                return;
            }

            Pass(value, stage: null);
        }
    }
}
