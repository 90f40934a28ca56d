namespace MarketFlow.Feeds;

// Which topics are requested next.
public sealed partial class SubscriptionLedger
{
    private SubscriptionRequest? NextApart(LinkedList<TopicGroup> groups, DateTimeOffset now)
    {
        while (groups.First is { Value: var group })
        {
            if (_inFlight.Count > 0 || now < _notBefore)
            {
                return null;
            }

            groups.RemoveFirst();
            var topics = Requestable(group.Topics.Select(_entries.GetValueOrDefault).OfType<TopicEntry>(), now);
            if (topics.Count > 0)
            {
                _spent++;
                _notBefore = SubscriptionPace.After(now, SubscriptionPace.IsolationInterval);
                return Send(topics, now, isApart: true, group.IsLate);
            }
        }

        _spent = _apart.Count + _late.Count == 0 ? 0 : _spent;
        return null;
    }

    // Granted before a reconnect, so that they flow again at once.
    private SubscriptionRequest? NextGranted(DateTimeOffset now)
    {
        var topics = Requestable(_wanted.Where(entry => entry is { State: SubscriptionState.Wanted, IsApart: false, WasGranted: true }), now);
        return topics.Count > 0 ? Send(topics, now, isApart: false, isLate: false) : null;
    }

    // What is new or had no room, in the order in which it was wanted. Retries of what was refused for another reason go last and apart,
    // so that they cost the others nothing.
    private SubscriptionRequest? NextWanted(DateTimeOffset now)
    {
        var waiting = _wanted.Where(entry => entry is { State: SubscriptionState.Wanted, IsApart: false }).ToList();
        var topics = Requestable(waiting.Where(entry => !entry.WasGranted && !GoesLast(entry)), now);
        if (topics.Count > 0)
        {
            return Send(topics, now, isApart: false, isLate: false);
        }

        foreach (var chunk in waiting.Where(entry => !entry.WasGranted && GoesLast(entry) && !IsCovered(entry)).Chunk(SubscriptionPace.TopicsPerRequest))
        {
            SetApart(new([.. chunk.Select(entry => entry.Topic)], IsLate: true), isFirst: false);
        }

        return null;
    }

    private bool GoesLast(TopicEntry entry) => entry.Refusal is { IsLimit: false } || _unavailable.Contains(entry.Topic.Channel);

    private SubscriptionRequest? NextLeaving(DateTimeOffset now)
    {
        if (_style == AnswerStyle.Whole && _inFlight.Count > 0)
        {
            return null;
        }

        var topics = _leavingApart.TryDequeue(out var group) ? group.Topics : [.. _leaving.Keys.Take(SubscriptionPace.TopicsPerRequest)];
        topics = [.. topics.Where(_leaving.Remove)];
        if (topics.Count == 0)
        {
            return null;
        }

        var request = new SubscriptionRequest(topics, IsUnsubscribe: true, IsApart: false, IsLate: false, now);
        if (_style == AnswerStyle.Whole)
        {
            _inFlight.Add(request);
        }
        else
        {
            FreePlaces();
        }

        Changed();
        return request;
    }

    private SubscriptionRequest Send(List<FeedTopic> topics, DateTimeOffset now, bool isApart, bool isLate)
    {
        foreach (var topic in topics)
        {
            (_entries[topic].State, _entries[topic].IsApart) = (SubscriptionState.Requested, false);
        }

        var request = new SubscriptionRequest(topics, IsUnsubscribe: false, isApart, isLate, now);
        if (_style != AnswerStyle.None)
        {
            _inFlight.Add(request);
        }

        Changed();
        return request;
    }

    private List<FeedTopic> Requestable(IEnumerable<TopicEntry> entries, DateTimeOffset now)
    {
        var held = _full.IsEmpty ? null : HeldSymbols();
        List<FeedTopic> topics = [];
        foreach (var entry in entries)
        {
            if (entry is not { IsWanted: true, State: SubscriptionState.Wanted } || IsCovered(entry))
            {
                entry.IsApart = false;
            }
            else if (held is not null && _full.Contains(entry.Topic, held))
            {
                Refuse(entry, _limit?.Code, _limit?.Message ?? string.Empty, isLimit: true, now);
            }
            else
            {
                topics.Add(entry.Topic);
                if (topics.Count == SubscriptionPace.TopicsPerRequest)
                {
                    break;
                }
            }
        }

        return topics;
    }

    // A single symbol needs no request of its own while the wildcard of its channel is held or may be.
    private bool IsCovered(TopicEntry entry) =>
        !entry.Topic.IsWildcard && _entries.TryGetValue(new(entry.Topic.Channel, FeedTopic.AllSymbols), out var all)
            && all is { IsWanted: true, Refusal: null, State: not SubscriptionState.Unanswered }
            && (!entry.WasGranted || all.WasGranted);

    private HashSet<string> HeldSymbols() =>
        [.. _wanted.Where(entry => entry.State == SubscriptionState.Acknowledged).Select(entry => entry.Topic.Symbol)];

    private void SetApart(TopicGroup group, bool isFirst)
    {
        foreach (var topic in group.Topics)
        {
            if (_entries.TryGetValue(topic, out var entry))
            {
                (entry.State, entry.IsApart) = (SubscriptionState.Wanted, true);
            }
        }

        var groups = group.IsLate ? _late : _apart;
        _ = isFirst ? groups.AddFirst(group) : groups.AddLast(group);
    }
}
