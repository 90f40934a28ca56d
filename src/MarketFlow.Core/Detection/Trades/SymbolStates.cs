using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>The states of the symbols that traded lately, by event time alone.</summary>
/// <remarks>
/// A trade tells what time it is: every symbol whose newest trade is <paramref name="idleAfter"/> before it or more is forgotten.
/// A trade that is older than its symbol's newest is late. One single wrong time far in the future must not make all that follow late
/// for ever: where two trades of the stream in a row are older than the symbol's newest by <paramref name="idleAfter"/> or more, it is
/// the newest that was wrong, and the symbol begins anew.
/// Cost: a lookup and two comparisons; every <paramref name="idleAfter"/> of a symbol's life, the logarithm of the number of symbols.
/// </remarks>
internal sealed class SymbolStates<TState>(MarketCalendar calendar, TimeSpan idleAfter)
    where TState : SymbolState, new()
{
    private const int MaxSpare = 1_024;
    private readonly Dictionary<string, TState> _states = [];
    private readonly PriorityQueue<string, long> _byAge = new(); // by a time no later than the symbol's newest: looked at again when it comes up
    private readonly Stack<TState> _spare = new();
    private readonly long _idle = idleAfter.Ticks * TimeSpan.NanosecondsPerTick;
    private long _now = long.MaxValue;

    /// <summary>How many symbols are known.</summary>
    public int Count => _states.Count;

    public TradeAge Admit(Trade trade, [NotNull] out TState? state, out SessionSpan session)
    {
        var before = _now;
        _now = trade.Time.UnixNanoseconds;
        session = calendar.SpanAt(trade.Time);
        ForgetIdle();
        if (session.Session == MarketSession.Closed || !IsUsable(trade))
        {
            state = Unknown;
            return TradeAge.PassedOver;
        }

        if (!_states.TryGetValue(trade.Symbol, out state))
        {
            state = Add(trade.Symbol, session.Period);
        }
        else if (_now < state.Newest)
        {
            var oldest = IdleBefore(state.Newest);
            if (_now > oldest || before > oldest)
            {
                return state.Period == session.Period ? TradeAge.Late : TradeAge.PassedOver;
            }

            Restart(trade.Symbol, state, session.Period);
        }
        else if (state.Period != session.Period)
        {
            state.Begin(session.Period);
        }

        state.Newest = _now;
        return TradeAge.InOrder;
    }

    private static TState Unknown { get; } = new(); // what a trade that is passed over gives; nobody looks at it

    private static bool IsUsable(Trade trade) =>
        trade.Price is >= Figures.SmallestPrice and <= Figures.Largest && trade.Size is >= 0 and <= Figures.Largest;

    private void ForgetIdle()
    {
        var idleSince = IdleBefore(_now);
        while (_byAge.TryPeek(out var symbol, out var age) && age <= idleSince)
        {
            var state = _states[symbol];
            if (state.Newest > idleSince)
            {
                _byAge.DequeueEnqueue(symbol, state.Newest);
                continue;
            }

            _byAge.Dequeue();
            _states.Remove(symbol);
            if (_spare.Count < MaxSpare)
            {
                _spare.Push(state);
            }
        }
    }

    private TState Add(string symbol, TradingPeriod period)
    {
        if (_spare.TryPop(out var state))
        {
            state.Clear();
        }
        else
        {
            state = new();
        }

        state.Begin(period);
        _states.Add(symbol, state);
        _byAge.Enqueue(symbol, _now);
        return state;
    }

    private void Restart(string symbol, TState state, TradingPeriod period)
    {
        state.Clear();
        state.Begin(period);
        _byAge.Remove(symbol, out _, out _); // its place is by the wrong time; rare enough to be searched for
        _byAge.Enqueue(symbol, _now);
    }

    private long IdleBefore(long time) => time < long.MinValue + _idle ? long.MinValue : time - _idle;
}
