using System.Reactive;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Logs and counts each topic that a feed's vendor refuses or does not answer, once, and each that it serves after all.</summary>
/// <remarks>Retries are not logged. For the feeds' clock. Memory: the topics that are not served.</remarks>
/// <param name="feed">The feed.</param>
/// <param name="verdicts">What clients are told from.</param>
/// <param name="log">Where it is logged.</param>
internal sealed partial class TopicLog(IFeed feed, TopicVerdicts verdicts, ILogger log) : IObserver<Unit>
{
    private const int LinesAtOnce = 20;
    private HashSet<(FeedTopic Topic, SubscriptionState State)> _known = [];

    public void OnNext(Unit value)
    {
        var topics = feed.NotServed;
        var fresh = topics.Where(status => !_known.Contains((status.Topic, status.State))).ToList();
        HashSet<(FeedTopic, SubscriptionState)> known = [.. topics.Select(status => (status.Topic, status.State))];
        foreach (var status in fresh.Take(LinesAtOnce))
        {
            if (status.State == SubscriptionState.Refused)
            {
                Refused(log, feed.Name, status.ToString(), status.NextTryAt);
            }
            else
            {
                Unanswered(log, feed.Name, status.Topic.ToString());
            }
        }

        if (fresh.Count > LinesAtOnce)
        {
            More(log, feed.Name, fresh.Count - LinesAtOnce);
        }

        FeedMetrics.Refused(feed.Name, fresh.Count(status => status.State == SubscriptionState.Refused));
        foreach (var (topic, _) in _known.Where(old => old.State == SubscriptionState.Refused && !known.Contains(old)).Take(LinesAtOnce))
        {
            NoLonger(log, feed.Name, topic.ToString());
        }

        _known = known;
        verdicts.Judged();
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    [LoggerMessage(34, LogLevel.Warning, "Feed {Feed}: the vendor refused {Topic}. Next attempt at {NextTryAt:u}.")]
    private static partial void Refused(ILogger log, string feed, string topic, DateTimeOffset nextTryAt);

    [LoggerMessage(35, LogLevel.Warning, "Feed {Feed}: the vendor did not answer the subscription to {Topic}.")]
    private static partial void Unanswered(ILogger log, string feed, string topic);

    [LoggerMessage(36, LogLevel.Warning, "Feed {Feed}: {Count} more topics are refused or unanswered; see /api/feeds.")]
    private static partial void More(ILogger log, string feed, int count);

    [LoggerMessage(37, LogLevel.Information, "Feed {Feed}: {Topic} is no longer refused, or no longer wanted.")]
    private static partial void NoLonger(ILogger log, string feed, string topic);
}
