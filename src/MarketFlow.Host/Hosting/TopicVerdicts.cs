using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>What the vendors of all feeds say about the topics that clients hold, and which of these has changed.</summary>
/// <remarks>Memory: one entry per topic that a client holds.</remarks>
/// <param name="feeds">The feeds.</param>
/// <param name="clock">Runs one action at a time, in order; the feeds' own.</param>
/// <param name="changed">Receives the topics for which the answer has changed, on the clock.</param>
internal sealed class TopicVerdicts(IReadOnlyList<IFeed> feeds, IScheduler clock, Action<IReadOnlyList<TopicFilter>> changed)
{
    private readonly Dictionary<TopicFilter, TopicVerdict> _known = [];

    /// <summary>Whether any topic of any feed is refused. Any thread.</summary>
    public bool HasRefusals => feeds.Any(feed => feed.HasRefusals);

    /// <summary>The verdict on a topic, now. Any thread.</summary>
    public TopicVerdict Of(TopicFilter topic) => HasRefusals ? TopicVerdict.Of([.. feeds.Where(feed => feed.Origin.MayHave(topic)).Select(feed => feed.VerdictOf(topic))]) : TopicVerdict.Served;

    /// <summary>A client holds a topic that none held. Any thread.</summary>
    public void Add(TopicFilter topic) => clock.Schedule(() =>
    {
        _known[topic] = TopicVerdict.Served;
        Look([topic]);
    });

    /// <summary>No client holds a topic any more. Any thread.</summary>
    public void Remove(TopicFilter topic) => clock.Schedule(() => _known.Remove(topic));

    /// <summary>What a vendor says has changed. On the clock.</summary>
    public void Judged() => Look([.. _known.Keys]);

    private void Look(IReadOnlyList<TopicFilter> topics)
    {
        List<TopicFilter> different = [];
        foreach (var topic in topics)
        {
            var verdict = Of(topic);
            if (!verdict.IsSameAs(_known[topic]))
            {
                _known[topic] = verdict;
                different.Add(topic);
            }
        }

        if (different.Count > 0)
        {
            changed(different);
        }
    }
}
