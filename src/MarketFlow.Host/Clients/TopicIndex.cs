using System.Runtime.InteropServices;

namespace MarketFlow.Host;

/// <summary>Knows who asked for what, and finds the subscribers of an event at the cost of those subscribers alone.</summary>
/// <remarks>
/// Whoever asked for all symbols of a kind is kept out of the lists of its symbols, so the lists of a match never share a
/// subscriber and nobody is looked at twice, as long as a subscriber asks for a type either whole or by kinds: <c>/ws</c> asks for
/// bars and status whole, the vendors' protocols by kinds. All members are for one thread, the delivery thread; lists are replaced, never
/// changed, so a match stays what it was while subscriptions change. Memory: one entry per subscriber and topic.
/// </remarks>
/// <typeparam name="TSubscriber">Who subscribes; compared by reference.</typeparam>
/// <param name="held">Counts the holders of each topic; null where nobody wants to know.</param>
internal sealed class TopicIndex<TSubscriber>(HeldTopics? held = null)
    where TSubscriber : class
{
    private readonly Dictionary<TSubscriber, HashSet<TopicFilter>> _topicsOf = [];
    private readonly Dictionary<(EventType Type, string Kind), Subscribers> _byKind = [];
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

        held?.Add(topic);

        var subscribers = SubscribersOf(topic.Type, topic.Kind);
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

        held?.Remove(topic);

        var subscribers = SubscribersOf(topic.Type, topic.Kind);
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

    /// <summary>Those that hold one of these topics. Costs a look-up per subscriber and topic.</summary>
    public List<TSubscriber> HoldersOf(IReadOnlyCollection<TopicFilter> topics) =>
        [.. _topicsOf.Where(held => topics.Any(held.Value.Contains)).Select(held => held.Key)];

    /// <summary>Finds who asked for an event: each subscriber once.</summary>
    public Match Find(MarketEvent value)
    {
        var type = TopicFilter.TypeOf(value);
        var ofType = _byType[(int)type];
        var ofKind = _byKind.Count > 0 && TopicFilter.KindOf(value) is { } kind ? _byKind.GetValueOrDefault((type, kind)) : null;
        if (value is VendorMessage { MoreSymbols.Count: > 0 } message)
        {
            return new(OfSeveral(ofType, message), ofType.All, ofKind is null ? [] : OfSeveral(ofKind, message), ofKind is null ? [] : ofKind.All);
        }

        return new(ofType.Of(value.Symbol), ofType.All, ofKind is null ? [] : ofKind.Of(value.Symbol), ofKind is null ? [] : ofKind.All);
    }

    private static HashSet<TopicFilter> EmptySet { get; } = [];

    // A message about several symbols goes once to a subscriber of several of them.
    private static TSubscriber[] OfSeveral(Subscribers subscribers, VendorMessage message)
    {
        HashSet<TSubscriber> found = new(ReferenceEqualityComparer.Instance);
        foreach (var symbol in message.MoreSymbols.Prepend(message.Symbol))
        {
            found.UnionWith(subscribers.Of(symbol).ToArray());
        }

        return [.. found];
    }

    private Subscribers SubscribersOf(EventType type, string? kind)
    {
        if (kind is null)
        {
            return _byType[(int)type];
        }

        ref var subscribers = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKind, (type, kind), out _);
        return subscribers ??= new();
    }

    private static List<string> SymbolsWithin(HashSet<TopicFilter> topics, TopicFilter wildcard) =>
        [.. topics.Where(topic => topic.Type == wildcard.Type && topic.Kind == wildcard.Kind && !topic.IsWildcard).Select(topic => topic.Symbol)];

    private static TSubscriber[] Without(TSubscriber[] subscribers, TSubscriber leaving) =>
        [.. subscribers.Where(subscriber => !ReferenceEquals(subscriber, leaving))];

    /// <summary>The subscribers of one event, in lists that share nobody.</summary>
    internal readonly ref struct Match(
        ReadOnlySpan<TSubscriber> ofSymbol, ReadOnlySpan<TSubscriber> ofAll, ReadOnlySpan<TSubscriber> ofSymbolAndKind, ReadOnlySpan<TSubscriber> ofKind)
    {
        /// <summary>Those who asked for its symbol, of whatever kind.</summary>
        public ReadOnlySpan<TSubscriber> OfSymbol { get; } = ofSymbol;

        /// <summary>Those who asked for all symbols of its type, of whatever kind.</summary>
        public ReadOnlySpan<TSubscriber> OfAll { get; } = ofAll;

        /// <summary>Those who asked for its symbol and kind.</summary>
        public ReadOnlySpan<TSubscriber> OfSymbolAndKind { get; } = ofSymbolAndKind;

        /// <summary>Those who asked for all symbols of its kind.</summary>
        public ReadOnlySpan<TSubscriber> OfKind { get; } = ofKind;

        /// <summary>How many they are.</summary>
        public int Count => OfSymbol.Length + OfAll.Length + OfSymbolAndKind.Length + OfKind.Length;

        /// <summary>True where nobody asked for it.</summary>
        public bool IsEmpty => Count == 0;
    }

    private sealed class Subscribers
    {
        public Dictionary<string, TSubscriber[]> BySymbol { get; } = [];

        public TSubscriber[] All { get; set; } = [];

        public ReadOnlySpan<TSubscriber> Of(string symbol) => BySymbol.TryGetValue(symbol, out var found) ? found : [];

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
