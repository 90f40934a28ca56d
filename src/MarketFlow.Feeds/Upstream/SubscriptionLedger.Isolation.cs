namespace MarketFlow.Feeds;

// Refused requests are split until the refused topics are isolated.
public sealed partial class SubscriptionLedger
{
    private void RefuseSingle(TopicEntry entry, int? code, string message, bool isLimit, DateTimeOffset now)
    {
        if (isLimit)
        {
            _limit = new(code, message, isLimit, now, 1);
            _full.Add(entry.Topic, HeldSymbols());
        }

        Refuse(entry, code, message, isLimit, now);
        NoteUnavailable(entry.Topic.Channel);
    }

    // A plan or an endpoint lacks whole channels more often than single symbols. Isolating each symbol of such a channel would keep the
    // other channels waiting.
    private void NoteUnavailable(string channel)
    {
        var known = _wanted.Where(entry => entry.Topic.Channel == channel).ToList();
        if (known.Count(entry => entry.Refusal is { IsLimit: false }) >= SubscriptionPace.RefusalsOfChannel
            && !known.Exists(entry => entry.State == SubscriptionState.Acknowledged)
            && _unavailable.Add(channel))
        {
            List<TopicGroup> groups = [.. _apart];
            _apart.Clear();
            groups.ForEach(group => SetApartByChannel(group, isFirst: false));
        }
    }

    private void SetApartByChannel(TopicGroup group, bool isFirst)
    {
        var last = group.IsLate ? [] : group.Topics.Where(topic => _unavailable.Contains(topic.Channel)).ToList();
        if (last.Count > 0)
        {
            SetApart(new(last, IsLate: true), isFirst: false);
        }

        if (last.Count < group.Topics.Count)
        {
            SetApart(group with { Topics = [.. group.Topics.Except(last)] }, isFirst);
        }
    }

    // In front of everything else, and the first part first, so that topics are granted in the order in which they were wanted.
    private void SplitRefused(TopicGroup group, int? code, string message, bool isLimit, DateTimeOffset now)
    {
        if (_spent >= (group.IsLate ? SubscriptionPace.LateIsolationBudget : SubscriptionPace.IsolationBudget))
        {
            Park([group, .. _apart, .. _late], code, message, isLimit, now);
            return;
        }

        foreach (var part in (group.Topics.Count > 1 ? group.Split(message, isLimit) : [group]).Reverse())
        {
            SetApartByChannel(part, isFirst: true);
        }
    }

    private void Park(List<TopicGroup> groups, int? code, string message, bool isLimit, DateTimeOffset now)
    {
        _apart.Clear();
        _late.Clear();
        _spent = 0;
        foreach (var entry in groups.SelectMany(group => group.Topics).Select(_entries.GetValueOrDefault).OfType<TopicEntry>())
        {
            (entry.State, entry.IsApart) = (SubscriptionState.Wanted, false);
            Refuse(entry, code, message, isLimit, now);
        }
    }

    private void SplitLeaving(SubscriptionRequest request, bool isAsIs)
    {
        foreach (var group in isAsIs ? [request.Group] : request.Topics.Count > 1 ? request.Group.Split(string.Empty, isLimit: true) : [])
        {
            foreach (var topic in group.Topics.Where(topic => !_entries.ContainsKey(topic)))
            {
                _leaving[topic] = SubscriptionState.Acknowledged;
            }

            _leavingApart.Enqueue(group);
        }
    }

    private void Answered(FeedTopic topic, DateTimeOffset now)
    {
        _inFlight.ForEach(request => request.Open.Remove(topic));
        _inFlight.RemoveAll(request => request.Open.Count == 0);
        SettleUnnamed(now);
        Version++;
    }

    // As many errors as topics without an answer: they are about all of these.
    private void SettleUnnamed(DateTimeOffset now)
    {
        if (_inFlight.Sum(request => request.Open.Count) > _unnamedErrors)
        {
            return;
        }

        if (_unnamedErrors > 0)
        {
            foreach (var entry in _inFlight.SelectMany(request => request.Open).Select(_entries.GetValueOrDefault).OfType<TopicEntry>())
            {
                Refuse(entry, _unnamed.Code, _unnamed.Message, isLimit: false, now);
            }
        }

        _inFlight.Clear();
        _unnamedErrors = 0;
    }
}
