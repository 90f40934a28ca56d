using Polly;
using Polly.Retry;

namespace MarketFlow.Feeds;

/// <summary>When to try again: exponential back-off with jitter, on the feed's clock, for ever.</summary>
internal static class ReconnectPolicy
{
    /// <summary>Makes the policy of one connection.</summary>
    /// <param name="feed">The delays, the clock, and whose turn it is.</param>
    /// <param name="slot">Which connection, so that seeded connections differ from each other.</param>
    /// <param name="onWaiting">Called before each wait, with why.</param>
    public static ResiliencePipeline<ConnectionEnd> Create(FeedShared feed, int slot, Action<ConnectionEnd> onWaiting)
    {
        var random = feed.Options.JitterSeed is { } seed ? new Random(unchecked(seed + slot)) : Random.Shared;
        return new ResiliencePipelineBuilder<ConnectionEnd> { TimeProvider = feed.Time }
            .AddRetry(new RetryStrategyOptions<ConnectionEnd>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = static tried => ValueTask.FromResult(tried.Outcome is { Exception: null, Result.WasProven: false }),
                DelayGenerator = tried => ValueTask.FromResult<TimeSpan?>(DelayAfter(tried.Outcome.Result!, tried.AttemptNumber, feed, random)),
                OnRetry = tried =>
                {
                    onWaiting(tried.Outcome.Result!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    // Not Polly's own jitter: its first delays reach down to nothing, and at the maximum it adds none, so that all who
    // lost the same server would come back to it at once.
    private static TimeSpan DelayAfter(ConnectionEnd end, int failuresBefore, FeedShared feed, Random random)
    {
        var options = feed.Options;
        var jitter = random.NextDouble();
        var longest = Math.Min(options.InitialDelay.TotalMilliseconds * Math.Pow(2, failuresBefore), options.MaxDelay.TotalMilliseconds);
        var own = end.IsOverCap ? feed.Cap.WaitForTurn().TotalMilliseconds
            : end.IsRefused ? options.MaxDelay.TotalMilliseconds
            : longest * (1 + jitter) / 2;
        return Whole(Math.Max(own, RequestedBy(end, options).TotalMilliseconds * (1 + (jitter / 10))));
    }

    // The jitter is added, because the server asks for no less than this.
    private static TimeSpan RequestedBy(ConnectionEnd end, WebSocketFeedOptions options) =>
        end.RetryAfter is not { } wait ? TimeSpan.Zero
        : wait < options.MaxRetryAfter ? wait
        : options.MaxRetryAfter;

    // Polly cuts off the rest.
    private static TimeSpan Whole(double milliseconds) => TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds));
}
