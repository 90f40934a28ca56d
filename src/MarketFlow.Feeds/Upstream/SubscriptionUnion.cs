namespace MarketFlow.Feeds;

/// <summary>Counts who wants what of a feed, and tells what is to be said upstream so that it sends exactly what somebody wants.</summary>
/// <remarks>
/// Does no I/O: apply the changes in the order in which they were returned. They assume that the vendor has taken them; after a
/// reconnect subscribe to <see cref="Everything"/>, and go on with changes from there.
/// A wildcard covers all symbols of its channel: while it is subscribed to, singles of that channel are neither subscribed to nor
/// unsubscribed from. Those that were there before it stay, for unsubscribing them would gain nothing and no vendor says that it leaves
/// the wildcard whole. When nobody wants the wildcard any more, the singles that are wanted and not there are subscribed to first, and
/// then the wildcard is dropped, with the singles that nobody wants.
/// Not thread-safe: one caller at a time, who also keeps the changes in order.
/// Memory: what is wanted, once per client, and at most as much again for what is subscribed to.
/// </remarks>
/// <typeparam name="TClient">What tells clients apart.</typeparam>
public sealed class SubscriptionUnion<TClient>
    where TClient : notnull
{
    private readonly Dictionary<TClient, HashSet<FeedTopic>> _wantedBy = [];
    private readonly SortedDictionary<string, ChannelUnion> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<FeedTopic, (int Count, long Order)> _counts = [];
    private long _lastOrder;

    /// <summary>Begins with what is always wanted, whatever the clients do.</summary>
    /// <param name="always">The static list; none by default. Subscribe to <see cref="Everything"/> to begin with it.</param>
    /// <exception cref="ArgumentException">A topic names nothing.</exception>
    public SubscriptionUnion(IEnumerable<FeedTopic>? always = null)
    {
        var topics = Checked(always ?? [], nameof(always)).Distinct().ToList();
        Apply(topics, change: 1);
    }

    /// <summary>What is subscribed to upstream once all changes are applied: what to subscribe to after a reconnect.</summary>
    /// <value>A copy, by channel and symbol in ordinal order.</value>
    public IReadOnlyList<FeedTopic> Everything => [.. _channels.SelectMany(channel => channel.Value.Subscribed.Select(symbol => new FeedTopic(channel.Key, symbol)))];

    /// <summary>Everything that is wanted, singles that a wildcard covers included, in the order in which it was first wanted.</summary>
    /// <value>A copy. What was given up by all and is wanted again counts from then on.</value>
    public IReadOnlyList<FeedTopic> Wanted => [.. _counts.OrderBy(wanted => wanted.Value.Order).Select(wanted => wanted.Key)];

    /// <summary>A client wants more.</summary>
    /// <param name="client">The client; unknown ones are taken in.</param>
    /// <param name="topics">What it wants. What it wanted already changes nothing.</param>
    /// <returns>What is to be said upstream.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A topic names nothing.</exception>
    public SubscriptionChange Add(TClient client, IEnumerable<FeedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(client);
        var more = Checked(topics, nameof(topics));
        if (more.Count == 0)
        {
            return SubscriptionChange.None; // and nobody is remembered who wants nothing
        }

        if (!_wantedBy.TryGetValue(client, out var wanted))
        {
            _wantedBy.Add(client, wanted = []);
        }

        return Apply([.. more.Where(wanted.Add)], change: 1);
    }

    /// <summary>A client wants less.</summary>
    /// <param name="client">The client; an unknown one wants nothing anyway.</param>
    /// <param name="topics">
    /// What it no longer wants, as it asked for it: taking back a single that it has by a wildcard changes nothing.
    /// </param>
    /// <returns>What is to be said upstream.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A topic names nothing.</exception>
    public SubscriptionChange Remove(TClient client, IEnumerable<FeedTopic> topics)
    {
        ArgumentNullException.ThrowIfNull(client);
        var less = Checked(topics, nameof(topics));
        if (!_wantedBy.TryGetValue(client, out var wanted))
        {
            return SubscriptionChange.None;
        }

        List<FeedTopic> given = [.. less.Where(wanted.Remove)];
        if (wanted.Count == 0)
        {
            _wantedBy.Remove(client);
        }

        return Apply(given, change: -1);
    }

    /// <summary>A client is gone and wants nothing any more.</summary>
    /// <param name="client">The client; an unknown one changes nothing.</param>
    /// <returns>What is to be said upstream.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public SubscriptionChange Leave(TClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return _wantedBy.Remove(client, out var wanted) ? Apply([.. wanted], change: -1) : SubscriptionChange.None;
    }

    private static List<FeedTopic> Checked(IEnumerable<FeedTopic> topics, string parameter)
    {
        ArgumentNullException.ThrowIfNull(topics, parameter);
        List<FeedTopic> copy = [.. topics];
        return copy.Contains(default)
            ? throw new ArgumentException("A topic is the default value, which names nothing; must have a channel and a symbol.", parameter)
            : copy;
    }

    private void Count(FeedTopic topic, int change)
    {
        var (count, order) = _counts.TryGetValue(topic, out var known) ? known : (0, ++_lastOrder);
        if (count + change == 0)
        {
            _counts.Remove(topic);
        }
        else
        {
            _counts[topic] = (count + change, order);
        }
    }

    private SubscriptionChange Apply(List<FeedTopic> topics, int change)
    {
        if (topics.Count == 0)
        {
            return SubscriptionChange.None;
        }

        topics.ForEach(topic => Count(topic, change));
        var (subscribe, unsubscribe) = (new List<FeedTopic>(), new List<FeedTopic>());
        foreach (var touched in topics.ToLookup(topic => topic.Channel, topic => topic.Symbol))
        {
            if (!_channels.TryGetValue(touched.Key, out var channel))
            {
                _channels.Add(touched.Key, channel = new());
            }

            var symbols = touched.ToList();
            symbols.ForEach(symbol => channel.Count(symbol, change));
            var (wanted, dropped) = channel.Settle(symbols);
            subscribe.AddRange(wanted.Select(symbol => new FeedTopic(touched.Key, symbol)));
            unsubscribe.AddRange(dropped.Select(symbol => new FeedTopic(touched.Key, symbol)));
            if (channel.IsEmpty)
            {
                _channels.Remove(touched.Key);
            }
        }

        return subscribe.Count + unsubscribe.Count == 0 ? SubscriptionChange.None : new(subscribe, unsubscribe);
    }
}
