namespace MarketFlow.Feeds;

// Answers that do not come, and retries that are due.
public sealed partial class SubscriptionLedger
{
    private void LeaveUnanswered(TopicEntry entry, DateTimeOffset now)
    {
        var isNew = entry.State == SubscriptionState.Requested && entry.Refusal is null && entry.UnansweredSince == default;
        entry.UnansweredSince = isNew ? now : entry.UnansweredSince;
        entry.State = entry.Refusal is null ? SubscriptionState.Unanswered : SubscriptionState.Refused;
        RetryLater(entry, entry.Refusal?.Times ?? 1, now);
        if (isNew)
        {
            _news.Add(StatusOf(entry));
        }
    }

    private void RetryLater(TopicEntry entry, int times, DateTimeOffset now)
    {
        entry.RetryAt = SubscriptionPace.After(now, SubscriptionPace.RetryAfter(times));
        _nextRetryAt = Earlier(_nextRetryAt, entry.RetryAt);
        Changed();
    }

    private void Expire(DateTimeOffset now)
    {
        if (_inFlight.Count == 0 || now < _inFlight[0].TimesOutAt)
        {
            return;
        }

        if (_unnamedErrors > 0)
        {
            List<TopicGroup> doubtful = [.. _inFlight.Select(request => new TopicGroup([.. request.Topics.Where(request.Open.Contains)], request.IsLate))];
            (var message, _unnamedErrors) = (_unnamed.Message, 0);
            _inFlight.Clear();
            doubtful.ForEach(group => SplitRefused(group, _unnamed.Code, message, isLimit: false, now));
            return;
        }

        foreach (var request in _inFlight.Where(request => now >= request.TimesOutAt).ToList())
        {
            _inFlight.Remove(request);
            _lateAnswers += _style == AnswerStyle.Whole ? 1 : 0;
            foreach (var topic in request.IsUnsubscribe ? [] : request.Open)
            {
                if (_entries.TryGetValue(topic, out var entry) && entry.State == SubscriptionState.Requested)
                {
                    LeaveUnanswered(entry, now);
                }
            }

            foreach (var topic in request.Topics.Where(_leaving.ContainsKey))
            {
                _leaving[topic] = SubscriptionState.Unanswered;
            }
        }

        Changed();
    }

    private void Revive(DateTimeOffset now)
    {
        if (now < _nextRetryAt)
        {
            return;
        }

        _nextRetryAt = DateTimeOffset.MaxValue;
        foreach (var entry in _entries.Values.ToList())
        {
            if (entry.State is not (SubscriptionState.Refused or SubscriptionState.Unanswered))
            {
                continue;
            }

            if (entry.RetryAt > now)
            {
                _nextRetryAt = Earlier(_nextRetryAt, entry.RetryAt);
            }
            else if (!entry.IsWanted)
            {
                _entries.Remove(entry.Topic);
            }
            else
            {
                entry.State = SubscriptionState.Wanted;
                _full.Clear();
            }
        }

        Changed();
    }
}
