using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace MarketFlow.Feeds;

/// <summary>Looks at one open connection on the feed's clock, as often as its <see cref="SilenceJudge"/> asks for, until it is disposed.</summary>
internal sealed class SilenceWatch(FeedShared feed, int slot, int number, SilenceJudge judge) : IDisposable
{
    private readonly SerialDisposable _timer = new();
    private readonly Lock _gate = new();
    private DateTimeOffset _begunAt;
    private Func<IReadOnlySet<FeedTopic>?>? _expected;
    private Action<string>? _recycle;
    private IReadOnlySet<FeedTopic>? _topics;
    private IReadOnlySet<FeedTopic>? _topicsAndHeartbeats;
    private volatile bool _hasHeartbeats;

    /// <summary>The connection is authenticated.</summary>
    /// <param name="expected">The topics that should flow now.</param>
    /// <param name="recycle">Ends the connection, with the reason. May be called more than once, from any thread.</param>
    public void Begin(Func<IReadOnlySet<FeedTopic>?> expected, Action<string> recycle)
    {
        _begunAt = feed.Clock.Now;
        feed.Signs.Opened(slot, _begunAt);
        judge.Opened(_begunAt);
        _expected = expected;
        Volatile.Write(ref _recycle, recycle);
        Look(isOnTime: false);
    }

    /// <summary>What should flow has changed. Without effect before <see cref="Begin"/>, which looks at all of it.</summary>
    public void Changed()
    {
        if (Volatile.Read(ref _recycle) is not null)
        {
            Look(isOnTime: false);
        }
    }

    /// <summary>Data has arrived.</summary>
    /// <param name="now">When.</param>
    /// <param name="frame">The frame: from the first heartbeat on, heartbeats are due. A venue may not send them.</param>
    public void Heard(DateTimeOffset now, ReadOnlySpan<byte> frame)
    {
        feed.Signs.Received(slot, now);
        judge.Heard(now);
        if (!_hasHeartbeats && Heartbeat.Is(frame))
        {
            _hasHeartbeats = true;
            Changed();
        }
    }

    public void Dispose() => _timer.Dispose();

    // One instance for the same topics, by which the judge knows that nothing has changed.
    private IReadOnlySet<FeedTopic>? Expected()
    {
        var topics = _expected!();
        if (!_hasHeartbeats || topics is null or { Count: 0 })
        {
            return topics;
        }

        lock (_gate)
        {
            if (!ReferenceEquals(topics, _topics))
            {
                (_topics, _topicsAndHeartbeats) = (topics, topics.Append(Heartbeat.Topic).ToHashSet());
            }

            return _topicsAndHeartbeats;
        }
    }

    private void Look(bool isOnTime)
    {
        var now = feed.Clock.Now;
        SilenceVerdict verdict;
        try
        {
            judge.Expect(Expected(), now);
            var isExpected = feed.Options.IsDataExpected(now);
            var wasExpected = isExpected && feed.Options.IsDataExpected(judge.CountedFrom);
            verdict = judge.Look(now, isExpected, wasExpected, feed.Signs.LatestOfOthers(slot));
        }
        catch (Exception error)
        {
            _timer.Dispose();
            feed.Report(number, $"The connection is not watched for silence any more, because IsDataExpected or LongestPause threw: {Words.Of(error)}");
            return;
        }

        if (verdict.Recycle is { } reason)
        {
            _recycle!($"Connection {number} was silent: {reason}.");
            return;
        }

        // A connection that was dead by then would have been ended by ping and pong.
        if (isOnTime && verdict.DecidesByPing && feed.Options.DeadWithin is { } bound && now - bound >= _begunAt)
        {
            feed.WasAlive(slot, new(number, now - bound));
        }

        lock (_gate)
        {
            _timer.Disposable = feed.Clock.Schedule(verdict.NextLook - now, () => Look(isOnTime: true));
        }
    }
}
