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

    /// <summary>Grows with every change that may change <see cref="NotServed"/>: of thousands of acknowledgements hardly one does.</summary>
    internal int JudgedVersion { get; private set; }

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
        _hasAcknowledged = false;
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

    private void Changed()
    {
        Version++;
        JudgedVersion++;
        _requestedVersion++;
    }
}
