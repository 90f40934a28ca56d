using System.Runtime.InteropServices;

namespace MarketFlow.Feeds;

/// <summary>One channel of a <see cref="SubscriptionUnion{TClient}"/>: how many want each symbol, and which are subscribed to. Not thread-safe.</summary>
internal sealed class ChannelUnion
{
    private readonly Dictionary<string, int> _wanted = [];
    private readonly SortedSet<string> _subscribed = new(StringComparer.Ordinal);

    /// <summary>The symbols that are subscribed to upstream, the wildcard among them, in ordinal order.</summary>
    public IEnumerable<string> Subscribed => _subscribed;

    /// <summary>True where nobody wants anything and nothing is subscribed to.</summary>
    public bool IsEmpty => _wanted.Count == 0 && _subscribed.Count == 0;

    /// <summary>One more or one less wants a symbol.</summary>
    public void Count(string symbol, int change)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_wanted, symbol, out _);
        count += change;
        if (count == 0)
        {
            _wanted.Remove(symbol);
        }
    }

    /// <summary>Brings what is subscribed to up to what is wanted.</summary>
    /// <param name="touched">The symbols whose counts have changed.</param>
    /// <returns>The symbols to subscribe to, and those to unsubscribe from after that.</returns>
    public (List<string> Subscribe, List<string> Unsubscribe) Settle(List<string> touched)
    {
        var hadWildcard = _subscribed.Contains(FeedTopic.AllSymbols);
        if (_wanted.ContainsKey(FeedTopic.AllSymbols))
        {
            return _subscribed.Add(FeedTopic.AllSymbols) ? ([FeedTopic.AllSymbols], []) : ([], []);
        }

        // Without the wildcard whatever it covered counts; otherwise only what has changed can matter.
        List<string> subscribe = [.. (hadWildcard ? _wanted.Keys.Order(StringComparer.Ordinal) : touched.Where(_wanted.ContainsKey)).Where(_subscribed.Add)];
        List<string> unsubscribe = [.. (hadWildcard ? _subscribed : touched.Where(_subscribed.Contains)).Where(symbol => !_wanted.ContainsKey(symbol))];
        unsubscribe.ForEach(symbol => _subscribed.Remove(symbol));
        return (subscribe, unsubscribe);
    }
}
