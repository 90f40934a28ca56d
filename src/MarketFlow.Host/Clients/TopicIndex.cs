using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>Knows who asked for what, and finds the subscribers of an event at the cost of those subscribers alone.</summary>
/// <remarks>
/// Whoever asked for all symbols of a kind is kept out of the lists of its symbols, so the two lists of a match never share a
/// subscriber and nobody is looked at twice. All members are for one thread, the delivery thread; lists are replaced, never
/// changed, so a match stays what it was while subscriptions change. Memory: one entry per subscriber and topic.
/// </remarks>
/// <typeparam name="TSubscriber">Who subscribes; compared by reference.</typeparam>
internal sealed class TopicIndex<TSubscriber>
    where TSubscriber : class
{
    private readonly Dictionary<TSubscriber, HashSet<TopicFilter>> _topicsOf = [];
    private readonly Dictionary<string, Subscribers> _detections = [];
    private readonly Subscribers[] _byType = [.. Enum.GetValues<EventType>().Select(_ => new Subscribers())];

    /// <summary>The topics of a subscriber; empty where it has none.</summary>
    public IReadOnlySet<TopicFilter> TopicsOf(TSubscriber subscriber) =>
        _topicsOf.TryGetValue(subscriber, out var topics) ? topics : EmptySet;

    /// <summary>Adds a topic. One that the subscriber has already changes nothing.</summary>
    public void Subscribe(TSubscriber subscriber, TopicFilter topic)
    {
        ref var topics = ref CollectionsMarshal.GetValueRefOrAddDefault(_topicsOf, subscriber, out _);
        topics ??= [];
        if (!topics.Add(topic))
        {
            return;
        }

        var subscribers = SubscribersOf(topic.Type, topic.Detection);
        if (topic.IsWildcard)
        {
            SymbolsWithin(topics, topic).ForEach(symbol => subscribers.Remove(symbol, subscriber));
            subscribers.All = [.. subscribers.All, subscriber];
        }
        else if (!topics.Contains(topic with { Symbol = TopicFilter.AllSymbols }))
        {
            subscribers.Add(topic.Symbol, subscriber);
        }
    }

    /// <summary>Takes a topic back. One that the subscriber does not have changes nothing.</summary>
    public void Unsubscribe(TSubscriber subscriber, TopicFilter topic)
    {
        if (!_topicsOf.TryGetValue(subscriber, out var topics) || !topics.Remove(topic))
        {
            return;
        }

        var subscribers = SubscribersOf(topic.Type, topic.Detection);
        if (topic.IsWildcard)
        {
            subscribers.All = Without(subscribers.All, subscriber);
            SymbolsWithin(topics, topic).ForEach(symbol => subscribers.Add(symbol, subscriber));
        }
        else if (!topics.Contains(topic with { Symbol = TopicFilter.AllSymbols }))
        {
            subscribers.Remove(topic.Symbol, subscriber);
        }

        if (topics.Count == 0)
        {
            _topicsOf.Remove(subscriber);
        }
    }

    /// <summary>Takes back all topics of a subscriber.</summary>
    public void Remove(TSubscriber subscriber)
    {
        foreach (var topic in TopicsOf(subscriber).ToArray())
        {
            Unsubscribe(subscriber, topic);
        }
    }

    /// <summary>Finds who asked for an event: each subscriber once.</summary>
    public Match Find(MarketEvent value)
    {
        var subscribers = value is not Detection detection ? _byType[(int)value.Type]
            : _detections.TryGetValue(detection.Kind, out var found) ? found : null;
        return subscribers is null ? default
            : new(subscribers.BySymbol.TryGetValue(value.Symbol, out var ofSymbol) ? ofSymbol : [], subscribers.All);
    }

    private static HashSet<TopicFilter> EmptySet { get; } = [];

    private Subscribers SubscribersOf(EventType type, string? detection)
    {
        if (detection is null)
        {
            return _byType[(int)type];
        }

        ref var subscribers = ref CollectionsMarshal.GetValueRefOrAddDefault(_detections, detection, out _);
        return subscribers ??= new();
    }

    private static List<string> SymbolsWithin(HashSet<TopicFilter> topics, TopicFilter wildcard) =>
        [.. topics.Where(topic => topic.Type == wildcard.Type && topic.Detection == wildcard.Detection && !topic.IsWildcard).Select(topic => topic.Symbol)];

    private static TSubscriber[] Without(TSubscriber[] subscribers, TSubscriber leaving) =>
        [.. subscribers.Where(subscriber => !ReferenceEquals(subscriber, leaving))];

    /// <summary>The subscribers of one event, in two lists that share nobody.</summary>
    internal readonly ref struct Match(ReadOnlySpan<TSubscriber> ofSymbol, ReadOnlySpan<TSubscriber> ofAll)
    {
        /// <summary>Those who asked for its symbol.</summary>
        public ReadOnlySpan<TSubscriber> OfSymbol { get; } = ofSymbol;

        /// <summary>Those who asked for all symbols of its kind.</summary>
        public ReadOnlySpan<TSubscriber> OfAll { get; } = ofAll;

        /// <summary>True where nobody asked for it.</summary>
        public bool IsEmpty => OfSymbol.IsEmpty && OfAll.IsEmpty;
    }

    private sealed class Subscribers
    {
        public Dictionary<string, TSubscriber[]> BySymbol { get; } = [];

        public TSubscriber[] All { get; set; } = [];

        public void Add(string symbol, TSubscriber subscriber) =>
            BySymbol[symbol] = BySymbol.TryGetValue(symbol, out var others) ? [.. others, subscriber] : [subscriber];

        public void Remove(string symbol, TSubscriber subscriber)
        {
            var others = Without(BySymbol[symbol], subscriber);
            if (others.Length == 0)
            {
                BySymbol.Remove(symbol);
            }
            else
            {
                BySymbol[symbol] = others;
            }
        }
    }
}
