namespace MarketFlow.Host;

/// <summary>How old events are when they have been handed to a client's socket: the last stage of the way. Any thread.</summary>
/// <remarks>Of each send the first event is measured, which is the one that waited longest: a quantile is that of sends, and on the safe side.</remarks>
internal sealed class DeliveryAges(StageAges sent, StageTraces traces)
{
    /// <summary>The stage's name.</summary>
    public const string Stage = "sent";

    /// <summary>Whether messages may carry the record of their event's way.</summary>
    public bool IsTracing => traces.IsAnyOnItsWay;

    /// <summary>The record of an event's way; null where it is not followed.</summary>
    public EventTrace? TraceOf(MarketEvent value) => traces.Of(value);

    public void Sent(EventType type, TimeSpan age)
    {
        if (EventClass.Of(type) is >= 0 and var index)
        {
            sent.Ages[index].Record(age);
        }
    }
}
