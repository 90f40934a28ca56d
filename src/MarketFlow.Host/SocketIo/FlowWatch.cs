namespace MarketFlow.Host;

/// <summary>Watches all that flows, for what Socket.IO clients are told of the whole: activity, and the flags of symbols.</summary>
/// <remarks>
/// Events come on the delivery thread, one at a time; <see cref="Activity"/> may be read by any. The time is that of the events: it
/// stands still where none come. Cost: O(1) per event. Memory: 300 counters, and the flags' book.
/// </remarks>
/// <param name="calendar">Says when a trading period is over.</param>
internal sealed class FlowWatch(MarketCalendar calendar)
{
    private readonly TickCounts _ticks = new();
    private readonly SymbolFlagBook _flags = new(calendar);
    private TradingPeriod _period;
    private Timestamp _periodKnownAt = Timestamp.FromUnixNanoseconds(long.MinValue);
    private long _highs;
    private long _lows;
    private volatile FlowActivity _activity = FlowActivity.None;

    /// <summary>What the flow did up to the second that is under way. Any thread.</summary>
    public FlowActivity Activity => _activity;

    /// <summary>Notes an event. On the delivery thread.</summary>
    public void OnNext(MarketEvent value)
    {
        if (value is Trade or Quote)
        {
            if (_ticks.Count(value.Time))
            {
                Publish();
            }
        }
        else if (value is Detection detection)
        {
            _flags.Note(detection);
            if (detection.Kind == DetectionKinds.HighLow && TryEnter(detection.Time))
            {
                _highs += detection.Direction == "up" ? 1 : 0;
                _lows += detection.Direction == "down" ? 1 : 0;
                Publish();
            }
        }
    }

    /// <summary>What holds of a symbol at a time. On the delivery thread.</summary>
    public SymbolFlags FlagsOf(string symbol, Timestamp time) => _flags.Of(symbol, time);

    // A detection of a period that is over is not counted into the next.
    private bool TryEnter(Timestamp time)
    {
        var period = calendar.PeriodAt(time);
        if (period != _period && time < _periodKnownAt)
        {
            return false;
        }

        if (period != _period)
        {
            (_period, _highs, _lows) = (period, 0, 0);
        }

        _periodKnownAt = time > _periodKnownAt ? time : _periodKnownAt;
        return true;
    }

    private void Publish() => _activity = new(_highs, _lows, _ticks.Of10, _ticks.Of30, _ticks.Of60, _ticks.Of300, _ticks.Seconds);
}
