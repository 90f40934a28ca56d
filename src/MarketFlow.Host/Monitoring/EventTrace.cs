namespace MarketFlow.Host;

/// <summary>One event, and how old it was at each stage that it passed. Any thread.</summary>
internal sealed class EventTrace(MarketEvent value)
{
    private readonly Lock _gate = new();
    private readonly List<(string Stage, TimeSpan Age)> _stages = [];

    /// <summary>The event. Its frame lives as long as this.</summary>
    public MarketEvent Value => value;

    /// <summary>The stages that it passed so far, in this order; each once, as of the first time.</summary>
    public IReadOnlyList<(string Stage, TimeSpan Age)> Stages
    {
        get
        {
            lock (_gate)
            {
                return [.. _stages];
            }
        }
    }

    public void Passed(string stage, Timestamp at)
    {
        lock (_gate)
        {
            if (!_stages.Exists(passed => passed.Stage == stage))
            {
                _stages.Add((stage, at - value.Source.ReceivedAt));
            }
        }
    }
}
