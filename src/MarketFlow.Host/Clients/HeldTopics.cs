using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>Counts who holds each topic, and says when a topic gets its first holder and loses its last. For one thread.</summary>
/// <remarks>Memory: one entry per topic that is held.</remarks>
/// <param name="first">Told a topic that is held from now on.</param>
/// <param name="last">Told a topic that nobody holds any more.</param>
internal sealed class HeldTopics(Action<TopicFilter> first, Action<TopicFilter> last)
{
    private readonly Dictionary<TopicFilter, int> _holders = [];

    /// <summary>One more holds a topic.</summary>
    public void Add(TopicFilter topic)
    {
        ref var holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_holders, topic, out _);
        if (++holders == 1)
        {
            first(topic);
        }
    }

    /// <summary>One less holds a topic.</summary>
    public void Remove(TopicFilter topic)
    {
        ref var holders = ref CollectionsMarshal.GetValueRefOrNullRef(_holders, topic);
        if (--holders == 0)
        {
            _holders.Remove(topic);
            last(topic);
        }
    }
}
