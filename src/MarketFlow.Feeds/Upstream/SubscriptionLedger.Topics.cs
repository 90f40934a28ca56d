using System.Collections.Frozen;

namespace MarketFlow.Feeds;

// Which topics are held, requested and not served.
public sealed partial class SubscriptionLedger
{
    private int _heldVersion = -1;
    private int _askedVersion = -1;
    private bool _hasAsked;
    private int _requestedVersion;
    private int _knownRequestedVersion = -1;

    /// <summary>The topics that the vendor serves on this connection: acknowledged, or requested of a vendor whose answers are not known.</summary>
    internal IReadOnlyCollection<FeedTopic> Held
    {
        get
        {
            if (_heldVersion != Version)
            {
                var state = _style == AnswerStyle.None ? SubscriptionState.Requested : SubscriptionState.Acknowledged;
                field = [.. _wanted.Where(entry => entry.State == state).Select(entry => entry.Topic)];
                _heldVersion = Version;
            }

            return field;
        }
    } = [];

    /// <summary>The topics that were requested on this connection and not refused: data of them may be due.</summary>
    /// <value>
    /// The same instance until it changes; never changed itself. Without unanswered topics where the vendor has acknowledged others: it may
    /// serve them or not, so that their silence must not cost the others their connection.
    /// </value>
    internal IReadOnlySet<FeedTopic> Requested
    {
        get
        {
            if (_knownRequestedVersion != _requestedVersion)
            {
                _knownRequestedVersion = _requestedVersion;
                var now = _wanted
                    .Where(entry => IsRequested(entry) && !(_hasAcknowledged && entry.State == SubscriptionState.Unanswered))
                    .Select(entry => entry.Topic)
                    .ToHashSet();
                field = field.SetEquals(now) ? field : now;
            }

            return field;
        }
    } = FrozenSet<FeedTopic>.Empty;

    /// <summary>True while something is requested that the vendor has not refused.</summary>
    internal bool HasAsked
    {
        get
        {
            if (_askedVersion != Version)
            {
                _hasAsked = _wanted.Exists(IsRequested);
                _askedVersion = Version;
            }

            return _hasAsked;
        }
    }

    /// <summary>The refused and the unanswered topics, in the order in which they were wanted; then those that no client wants any more.</summary>
    internal IReadOnlyList<TopicStatus> NotServed() =>
    [
        .. _wanted.Where(IsNotServed).Select(StatusOf),
        .. _entries.Values.Where(entry => !entry.IsWanted && IsNotServed(entry)).Select(StatusOf),
    ];

    private static bool IsRequested(TopicEntry entry) =>
        entry.State is SubscriptionState.Requested or SubscriptionState.Acknowledged or SubscriptionState.Unanswered;

    private static bool IsNotServed(TopicEntry entry) =>
        entry.Refusal is not null || entry.State == SubscriptionState.Unanswered;

    private static TopicStatus StatusOf(TopicEntry entry) => entry.Refusal is { } refusal
        ? new(entry.Topic, SubscriptionState.Refused, refusal.Code, refusal.Message, refusal.Since, entry.RetryAt, entry.IsWanted)
        : new(entry.Topic, SubscriptionState.Unanswered, null, "the vendor did not answer", entry.UnansweredSince, entry.RetryAt, entry.IsWanted);
}
