namespace MarketFlow.Feeds;

// What the vendor answers, and what follows from it.
public sealed partial class SubscriptionLedger
{
    private const string NotIncluded = "the vendor's answer does not include it";
    private const string Dropped = "the vendor no longer includes it";
    private readonly List<TopicStatus> _news = [];
    private readonly HashSet<string> _unavailable = [];
    private TopicRefusal? _limit;
    private (int? Code, string Message) _unnamed;
    private bool _hasAcknowledged;

    /// <summary>The topics that were refused or left unanswered for the first time since the last call.</summary>
    internal IReadOnlyList<TopicStatus> TakeNews()
    {
        TopicStatus[] news = [.. _news];
        _news.Clear();
        return news;
    }

    /// <summary>The vendor has confirmed a topic.</summary>
    internal void Acknowledge(FeedTopic topic, DateTimeOffset now)
    {
        // Not of one that was unsubscribed from, is wanted again and not requested yet: the answer is to the request before.
        if (_entries.TryGetValue(topic, out var entry) && (entry.State != SubscriptionState.Wanted || entry.IsApart))
        {
            entry.IsApart = false;
            Acknowledge(entry);
        }

        Answered(topic, now);
    }

    /// <summary>The vendor has refused a topic by name.</summary>
    internal void Refuse(FeedTopic topic, int? code, string message, DateTimeOffset now)
    {
        if (_entries.TryGetValue(topic, out var entry) && entry.State is SubscriptionState.Requested or SubscriptionState.Acknowledged or SubscriptionState.Unanswered)
        {
            Refuse(entry, code, message, isLimit: false, now);
        }

        Answered(topic, now);
    }

    /// <summary>A vendor that answers topic by topic has refused one that it does not name.</summary>
    /// <returns>False where nothing is under way that it could be about.</returns>
    internal bool RefuseUnnamed(int? code, string message, DateTimeOffset now)
    {
        if (_inFlight.Count == 0)
        {
            return false;
        }

        _unnamedErrors++;
        _unnamed = (code, message);
        SettleUnnamed(now);
        return true;
    }

    /// <summary>The vendor has told everything that it serves on this connection.</summary>
    /// <param name="contains">Whether that includes a topic; null where the answer says nothing about its channel.</param>
    /// <param name="now">Now.</param>
    internal void Tell(Func<FeedTopic, bool?> contains, DateTimeOffset now)
    {
        var request = _inFlight.FirstOrDefault();
        HashSet<FeedTopic> asked = request is { IsUnsubscribe: false } ? [.. request.Topics] : [];
        foreach (var entry in _wanted)
        {
            var isHeld = contains(entry.Topic);
            if (isHeld == true)
            {
                entry.WasDropped &= entry.State != SubscriptionState.Acknowledged;
                Acknowledge(entry);
            }
            else if (isHeld == false && entry.State == SubscriptionState.Acknowledged)
            {
                LoseOrRefuse(entry, now);
            }
        }

        if (request is not null && (_lateAnswers == 0 || asked.All(topic => contains(topic) != false)))
        {
            _inFlight.Remove(request);
            SettleWhole(request, contains, now);
        }

        _lateAnswers = Math.Max(0, _lateAnswers - 1);
        Changed();
    }

    /// <summary>A vendor that answers whole requests has refused the one under way.</summary>
    /// <returns>False where nothing is under way that it could be about.</returns>
    internal bool RefuseWhole(int? code, string message, bool isLimit, DateTimeOffset now)
    {
        if (_inFlight.FirstOrDefault() is not { } request)
        {
            return false;
        }

        _inFlight.Remove(request);
        Changed();
        var isOfEarlierRequest = _lateAnswers > 0;
        if (isOfEarlierRequest)
        {
            _lateAnswers--;
        }

        if (request.IsUnsubscribe)
        {
            SplitLeaving(request, isOfEarlierRequest);
            return true;
        }

        foreach (var topic in isOfEarlierRequest ? [] : request.Topics.Where(topic => !_entries.ContainsKey(topic)))
        {
            _leaving.Remove(topic); // wanted no more, and not granted
        }

        List<FeedTopic> open = [.. request.Topics.Where(topic => _entries.TryGetValue(topic, out var entry) && entry.State == SubscriptionState.Requested)];
        if (isOfEarlierRequest)
        {
            SetApart(request.Group with { Topics = open }, isFirst: true);
        }
        else if (open.Count == 1 && request.Topics.Count == 1)
        {
            RefuseSingle(_entries[open[0]], code, message, isLimit, now);
        }
        else if (open.Count > 0)
        {
            SplitRefused(new(open, request.IsLate), code, message, isLimit, now);
        }

        return true;
    }

    private void Acknowledge(TopicEntry entry)
    {
        JudgedVersion += IsNotServed(entry) ? 1 : 0;
        var wasRequested = IsRequested(entry) && entry.State != SubscriptionState.Unanswered;
        entry.UnansweredSince = default;
        _unavailable.Remove(entry.Topic.Channel);
        (entry.State, entry.WasGranted, entry.Refusal, entry.RetryAt) = (SubscriptionState.Acknowledged, true, null, DateTimeOffset.MaxValue);
        Version++;
        _requestedVersion += wasRequested && _hasAcknowledged ? 0 : 1;
        _hasAcknowledged = true;
    }

    private void Refuse(TopicEntry entry, int? code, string message, bool isLimit, DateTimeOffset now)
    {
        var isNew = entry.Refusal is null;
        entry.Refusal = new(code, message, isLimit, entry.Refusal?.Since ?? now, (entry.Refusal?.Times ?? 0) + 1);
        (entry.State, entry.WasGranted, entry.IsApart) = (SubscriptionState.Refused, false, false);
        RetryLater(entry, entry.Refusal.Times, now);
        if (isNew && entry.IsWanted)
        {
            _news.Add(StatusOf(entry));
        }
    }

    private void LoseOrRefuse(TopicEntry entry, DateTimeOffset now)
    {
        if (entry.WasDropped)
        {
            Refuse(entry, code: null, Dropped, isLimit: false, now);
        }
        else
        {
            (entry.WasDropped, entry.State) = (true, SubscriptionState.Wanted); // requested once more
        }
    }

    private void SettleWhole(SubscriptionRequest request, Func<FeedTopic, bool?> contains, DateTimeOffset now)
    {
        if (request.IsUnsubscribe)
        {
            FreePlaces();
            return;
        }

        foreach (var topic in request.Topics)
        {
            if (_entries.TryGetValue(topic, out var entry) && entry.State == SubscriptionState.Requested)
            {
                SettleMissing(entry, isAnswered: contains(topic) == false, now);
            }
            else if (contains(topic) == false)
            {
                _leaving.Remove(topic); // wanted no more, and not granted
            }
            else if (_leaving.ContainsKey(topic))
            {
                _leaving[topic] = SubscriptionState.Acknowledged; // wanted no more, and granted meanwhile
            }
        }
    }

    private void SettleMissing(TopicEntry entry, bool isAnswered, DateTimeOffset now)
    {
        if (isAnswered)
        {
            Refuse(entry, code: null, NotIncluded, isLimit: false, now);
        }
        else
        {
            LeaveUnanswered(entry, now);
        }
    }
}
