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
    private bool _isToTell;

    /// <summary>How many topics are wanted of the feed.</summary>
    public int Topics => Volatile.Read(ref _topics);

    /// <summary>Whether a symbol is asked for by anybody.</summary>
    public bool IsWanted(string symbol)
    {
        var wanted = Volatile.Read(ref _symbols);
        return wanted.Contains(symbol) || wanted.Contains(FeedTopic.AllSymbols);
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

        Apply(_union.Add(topic, dialect.TopicsFor(topic.Type, topic.Kind, topic.Symbol, _profile)));
    }

    private void Leave(TopicFilter topic)
    {
        if (settings.UnsubscribeAfter == TimeSpan.Zero)
        {
            Apply(_union.Leave(topic));
            return;
        }

        _leaving[topic] = clock.Schedule(settings.UnsubscribeAfter, () =>
        {
            _leaving.Remove(topic);
            Apply(_union.Leave(topic));
        });
    }

    private void Apply(SubscriptionChange change)
    {
        if (!change.IsEmpty && !_isToTell)
        {
            _isToTell = true;
            clock.Schedule(Tell); // after the changes that wait already
        }
    }

    private void Tell()
    {
        _isToTell = false;
        var everything = _union.Everything;
        Volatile.Write(ref _symbols, [.. everything.Select(topic => topic.Symbol)]);
        Volatile.Write(ref _topics, everything.Count);
        tell(everything);
    }
}
