using System.Reactive.Concurrency;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What is wanted of one feed: its configured symbols always, and what clients ask for as long as one of them does, and a little longer.</summary>
/// <remarks>
/// Changes are gathered and told on the clock, so that thousands of them at once, as when everybody reconnects, cost the vendor one
/// message. Thread-safe. Memory: what is wanted.
/// </remarks>
/// <param name="dialect">Whose topics they are.</param>
/// <param name="settings">The configured symbols, whether clients' wishes count, and how long they outlast the clients.</param>
/// <param name="clock">Runs one action at a time, in order.</param>
/// <param name="tell">Told everything that is wanted, on the clock, whenever that has changed.</param>
internal sealed class FeedDemand(IDialect dialect, FeedSettings settings, IScheduler clock, Action<IReadOnlyCollection<FeedTopic>> tell)
{
    private readonly EndpointProfile? _profile = settings.FindProfile();
    private readonly SubscriptionUnion<TopicFilter> _union = new(dialect.TopicsOf(settings.Symbols, settings.FindProfile()));
    private readonly Dictionary<TopicFilter, IDisposable> _leaving = [];
    private HashSet<string> _symbols = [.. settings.Symbols];
    private int _topics = dialect.TopicsOf(settings.Symbols, settings.FindProfile()).Count();
    private readonly HashSet<FeedTopic> _configured = [.. dialect.TopicsOf(settings.Symbols, settings.FindProfile())];
    private HashSet<FeedTopic> _wildcards = [.. dialect.TopicsOf(settings.Symbols, settings.FindProfile()).Where(topic => topic.IsWildcard)];
    private IReadOnlyList<FeedTopic> _told = [.. dialect.TopicsOf(settings.Symbols, settings.FindProfile())];
    private bool _isToTell;

    /// <summary>How many topics are wanted of the feed.</summary>
    public int Topics => Volatile.Read(ref _topics);

    /// <summary>Whether a symbol is asked for by anybody.</summary>
    public bool IsWanted(string symbol)
    {
        var wanted = Volatile.Read(ref _symbols);
        return wanted.Contains(symbol) || wanted.Contains(FeedTopic.AllSymbols);
    }

    /// <summary>What the vendor says about a client's topic. Any thread.</summary>
    /// <param name="topic">The client's topic.</param>
    /// <param name="refused">The topics that the vendor has refused.</param>
    public TopicVerdict VerdictOf(TopicFilter topic, IReadOnlyDictionary<FeedTopic, TopicStatus> refused)
    {
        var wildcards = Volatile.Read(ref _wildcards);
        List<FeedTopic> carried = [.. dialect.TopicsFor(topic.Type, topic.Kind, topic.Symbol, _profile).Where(Carries)];
        List<TopicStatus> refusals = [.. carried.Select(RefusalOf).OfType<TopicStatus>()];
        return new(
            carried.Count == 0 ? TopicService.NotCarried
            : refusals.Count == 0 ? TopicService.Served
            : refusals.Count < carried.Count ? TopicService.PartlyRefused
            : TopicService.Refused,
            refusals);

        bool Carries(FeedTopic upstream) => settings.Follows || _configured.Contains(upstream) || _configured.Contains(WildcardOf(upstream));

        // A wildcard that is served covers a symbol that was refused by itself.
        TopicStatus? RefusalOf(FeedTopic upstream) =>
            wildcards.Contains(WildcardOf(upstream)) && !refused.ContainsKey(WildcardOf(upstream)) ? null
            : refused.GetValueOrDefault(upstream) ?? (settings.Follows || _configured.Contains(upstream) ? null : refused.GetValueOrDefault(WildcardOf(upstream)));

        static FeedTopic WildcardOf(FeedTopic upstream) => new(upstream.Channel, FeedTopic.AllSymbols);
    }

    /// <summary>A topic that nobody asked for is asked for now.</summary>
    public void Add(TopicFilter topic)
    {
        if (settings.Follows)
        {
            clock.Schedule(() => Join(topic));
        }
    }

    /// <summary>Nobody asks for a topic any more.</summary>
    public void Remove(TopicFilter topic)
    {
        if (settings.Follows)
        {
            clock.Schedule(() => Leave(topic));
        }
    }

    private void Join(TopicFilter topic)
    {
        if (_leaving.Remove(topic, out var leave))
        {
            leave.Dispose();
        }

        _union.Add(topic, dialect.TopicsFor(topic.Type, topic.Kind, topic.Symbol, _profile));
        TellLater();
    }

    private void Leave(TopicFilter topic)
    {
        if (settings.UnsubscribeAfter == TimeSpan.Zero)
        {
            _union.Leave(topic);
            TellLater();
            return;
        }

        _leaving[topic] = clock.Schedule(settings.UnsubscribeAfter, () =>
        {
            _leaving.Remove(topic);
            _union.Leave(topic);
            TellLater();
        });
    }

    private void TellLater()
    {
        if (!_isToTell)
        {
            _isToTell = true;
            clock.Schedule(Tell); // after the changes that wait already
        }
    }

    private void Tell()
    {
        _isToTell = false;
        var everything = _union.Wanted; // singles under a wildcard too: the vendor may refuse the wildcard alone
        if (everything.SequenceEqual(_told))
        {
            return;
        }

        _told = everything;
        Volatile.Write(ref _wildcards, [.. everything.Where(topic => topic.IsWildcard)]);
        Volatile.Write(ref _symbols, [.. everything.Select(topic => topic.Symbol)]);
        Volatile.Write(ref _topics, everything.Count);
        tell(everything);
    }
}
