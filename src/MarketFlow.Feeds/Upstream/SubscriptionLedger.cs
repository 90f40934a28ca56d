using System.Runtime.InteropServices;

namespace MarketFlow.Feeds;

/// <summary>What is wanted of a vendor on one connection, what was requested, and what the vendor has said about each topic.</summary>
/// <remarks>
/// A state machine without input, output or a clock of its own. It outlives the connection: what was acknowledged is requested first
/// after a reconnect, and what was refused is left out until its retry is due (5 minutes after the first refusal, doubling to 1 hour),
/// or until a topic that held a place under the vendor's symbol limit has left.
/// Where a request for several topics is refused, it is split until the refused ones are isolated; topics are requested in the order in
/// which they were wanted, so that as many as fit are held. An acknowledged topic is not unsubscribed from while it is wanted.
/// Not thread-safe: one caller at a time. Memory: the wanted topics, and the refused ones until their retry would be due.
/// </remarks>
public sealed partial class SubscriptionLedger
{
    private readonly Dictionary<FeedTopic, TopicEntry> _entries = [];
    private readonly LinkedList<TopicGroup> _apart = new();
    private readonly LinkedList<TopicGroup> _late = new();
    private readonly Dictionary<FeedTopic, SubscriptionState> _leaving = [];
    private readonly Queue<TopicGroup> _leavingApart = new();
    private readonly List<SubscriptionRequest> _inFlight = [];
    private readonly FullClasses _full = new();
    private List<TopicEntry> _wanted = [];
    private AnswerStyle _style;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _nextRetryAt = DateTimeOffset.MaxValue;
    private int _spent;
    private int _lateAnswers;
    private int _unnamedErrors;
    private bool _isOpen;
    private bool _mayHaveFreed;

    /// <summary>Grows with every change.</summary>
    internal int Version { get; private set; }

    /// <summary>When <see cref="Next"/> may have something to request although nothing was heard; the last instant for never.</summary>
    internal DateTimeOffset DueAt
    {
        get
        {
            var due = _nextRetryAt;
            foreach (var request in _inFlight)
            {
                due = Earlier(due, request.TimesOutAt);
            }

            return _isOpen && _inFlight.Count == 0 && _apart.Count + _late.Count > 0 ? Earlier(due, _notBefore) : due;
        }
    }

    /// <summary>From now on exactly these topics are wanted.</summary>
    /// <param name="topics">All of them, in the order in which they were first wanted.</param>
    /// <param name="now">Now.</param>
    internal void Want(IEnumerable<FeedTopic> topics, DateTimeOffset now)
    {
        var before = _wanted;
        before.ForEach(entry => entry.IsWanted = false);
        _wanted = [];
        foreach (var topic in topics)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, topic, out _);
            entry ??= new(topic) { State = StateOfReturning(topic) };
            if (!entry.IsWanted)
            {
                entry.IsWanted = true;
                _wanted.Add(entry);
            }
        }

        foreach (var entry in before.Where(entry => !entry.IsWanted))
        {
            Drop(entry);
        }

        Changed();
    }

    /// <summary>A connection accepts requests now.</summary>
    internal void Open(AnswerStyle style)
    {
        (_style, _isOpen) = (style, true);
        if (_mayHaveFreed)
        {
            FreePlaces();
        }
    }

    /// <summary>The connection has ended: nothing is held any more, and what was under way is requested again.</summary>
    internal void Close()
    {
        _isOpen = false;
        foreach (var request in _inFlight.Where(request => request is { IsApart: true, IsUnsubscribe: false }).Reverse())
        {
            SetApart(request.Group, isFirst: true);
        }

        foreach (var entry in _entries.Values.Where(entry => entry.State != SubscriptionState.Refused))
        {
            entry.State = SubscriptionState.Wanted;
        }

        _inFlight.Clear();
        _leaving.Clear();
        _leavingApart.Clear();
        _full.Clear();
        (_lateAnswers, _unnamedErrors, _notBefore) = (0, 0, DateTimeOffset.MinValue);
        Changed();
    }

    /// <summary>The next request to send now; null where there is none, or where an answer or its turn must come first.</summary>
    /// <param name="now">Now.</param>
    internal SubscriptionRequest? Next(DateTimeOffset now)
    {
        if (!_isOpen)
        {
            return null;
        }

        Expire(now);
        Revive(now);
        var most = _style switch { AnswerStyle.Whole => 1, AnswerStyle.PerTopic => SubscriptionPace.MaxInFlight, _ => int.MaxValue };
        if (_inFlight.Count >= most || _inFlight.Any(request => request.IsApart))
        {
            return null;
        }

        if (NextGranted(now) is { } granted)
        {
            return granted;
        }

        if (_apart.Count > 0)
        {
            if (NextApart(_apart, now) is { } isolating)
            {
                return isolating;
            }

            if (_apart.Count > 0)
            {
                return null; // strictly in order: what is wanted later must not take the place of what is being isolated
            }
        }

        return NextWanted(now) ?? NextLeaving(now) ?? NextApart(_late, now);
    }

    /// <summary>A request had no message to send: the vendor has no words for it.</summary>
    internal void Skip(SubscriptionRequest request) => _inFlight.Remove(request);

    // Wanted again before it was unsubscribed from.
    private SubscriptionState StateOfReturning(FeedTopic topic) =>
        _leaving.Remove(topic, out var state) ? state : SubscriptionState.Wanted;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

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

    private void Drop(TopicEntry entry)
    {
        if (entry is { Refusal.IsLimit: false, State: SubscriptionState.Refused })
        {
            return; // remembered until its retry would be due, so that whoever wants it next is refused at once
        }

        _mayHaveFreed |= entry.WasGranted || entry.State != SubscriptionState.Wanted;
        if (entry.State is SubscriptionState.Requested or SubscriptionState.Acknowledged or SubscriptionState.Unanswered)
        {
            _leaving[entry.Topic] = entry.State;
        }

        _entries.Remove(entry.Topic);
        _inFlight.ForEach(request => request.Open.Remove(entry.Topic));
        if (_style != AnswerStyle.Whole)
        {
            _inFlight.RemoveAll(request => request.Open.Count == 0);
        }
    }

    private void FreePlaces()
    {
        _mayHaveFreed = false;
        _full.Clear();
        foreach (var entry in _wanted.Where(entry => entry is { State: SubscriptionState.Refused, Refusal.IsLimit: true }))
        {
            entry.State = SubscriptionState.Wanted;
        }
    }

    private void Changed() => (Version, _requestedVersion) = (Version + 1, _requestedVersion + 1);
}
