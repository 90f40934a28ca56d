using System.Collections.Frozen;
using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>Decides whether the connection in one slot is silent for longer than its subscriptions can be. Thread-safe; has no clock.</summary>
/// <remarks>
/// It outlives a connection, because the successor of a silent one is not known to be better until it brings data. Counted is any data of
/// the connection, whatever its topic. See docs/adr/0009-how-silence-is-judged.md. Memory: the topics, and 31 numbers.
/// </remarks>
internal sealed class SilenceJudge(WebSocketFeedOptions options)
{
    private const int LearnedFactor = 20;
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly LearnedRate _rate = new();
    private readonly TwinEvidence _twins = new(options.SilenceLimit);
    private IReadOnlySet<FeedTopic>? _topics = FrozenSet<FeedTopic>.Empty;
    private ExpectedFlow _flow = ExpectedFlow.None;
    private DateTimeOffset _from;
    private DateTimeOffset? _silentSince;
    private TimeSpan? _limit;
    private bool _hasRecycledByRate;

    /// <summary>Since when the present pause lasts: the latest data, or what began later (the connection, a subscription, the session).</summary>
    public DateTimeOffset CountedFrom
    {
        get
        {
            lock (_gate)
            {
                return _from;
            }
        }
    }

    /// <summary>Since when the slot has been silent for too long, and how long it may be; nulls where it is not.</summary>
    public (DateTimeOffset? Since, TimeSpan? Limit) Silence
    {
        get
        {
            lock (_gate)
            {
                return (_silentSince, _silentSince is null ? null : _limit);
            }
        }
    }

    /// <summary>A new connection is authenticated.</summary>
    public void Opened(DateTimeOffset now)
    {
        lock (_gate)
        {
            _from = now;
            _twins.Clear();
        }
    }

    /// <summary>What should flow on the connection has changed.</summary>
    /// <param name="topics">All of it, never changed afterwards; null where it is not known.</param>
    /// <param name="now">The present.</param>
    /// <remarks>Calls <see cref="WebSocketFeedOptions.LongestPause"/> once per topic.</remarks>
    public void Expect(IReadOnlySet<FeedTopic>? topics, DateTimeOffset now)
    {
        if (ReferenceEquals(topics, Volatile.Read(ref _topics)))
        {
            return;
        }

        var flow = ExpectedFlow.Of(topics, options);
        lock (_gate)
        {
            // Fewer topics pause longer than what was learned from more; and what still arrived after all were left teaches nothing.
            if (topics is null || _topics is null or { Count: 0 } || !_topics.IsSubsetOf(topics))
            {
                _rate.Clear();
            }

            if (IsStricter(flow))
            {
                _from = now; // nothing was due from the new topic before it was subscribed to
            }

            _topics = topics;
            _flow = flow;
            if (flow.IsNone)
            {
                Forget();
            }
        }
    }

    /// <summary>Data has arrived. Once per frame: allocates nothing.</summary>
    public void Heard(DateTimeOffset now)
    {
        lock (_gate)
        {
            _rate.Add(_from, now);
            _from = now;
            Forget();
        }
    }

    /// <summary>Decides.</summary>
    /// <param name="now">The present.</param>
    /// <param name="isExpected">Whether the market is open now.</param>
    /// <param name="wasExpected">Whether it was open at <see cref="CountedFrom"/>.</param>
    /// <param name="others">When other connections of the feed last received data; null where there are none or they have not.</param>
    public SilenceVerdict Look(DateTimeOffset now, bool isExpected, bool wasExpected, DateTimeOffset? others)
    {
        lock (_gate)
        {
            if (!isExpected || _topics is { Count: 0 })
            {
                Restart(now);
                return new(now + Shorter(_lookInterval, _flow.FixedLimit), DecidesByPing: true);
            }

            if (!wasExpected)
            {
                Restart(now); // the session has begun: neither the pause before it nor what was learned then counts
            }

            return Judge(now, others);
        }
    }

    private bool IsStricter(ExpectedFlow flow) =>
        (flow.FixedLimit is { } limit && (!(limit >= _flow.FixedLimit) || _topics?.Contains(flow.FixedBy) != true))
        || (flow.LearnedFloor is not null && _flow.LearnedFloor is null);

    private SilenceVerdict Judge(DateTimeOffset now, DateTimeOffset? others)
    {
        var next = now + (others is null ? _lookInterval : Shorter(_lookInterval, TwinEvidence.LookInterval));
        var pause = now - _from;
        if (_flow.FixedLimit is { } limit)
        {
            if (pause >= limit)
            {
                return Silent(limit, next, $"no data for {Text(pause)}, and {_flow.FixedBy} pauses for at most {Text(limit)} while its market is open");
            }

            next = Earlier(next, _from + limit);
        }

        if (_flow.MayRecycle && _twins.HasMissed(_from, others, now))
        {
            return Silent(options.SilenceLimit, next, $"no data for {Text(pause)}, while another connection of the feed received data");
        }

        if (_flow.LearnedFloor is { } floor && _rate.IsLearned)
        {
            var longest = _rate.LongestPause;
            var learned = floor > longest * LearnedFactor ? floor : longest * LearnedFactor;
            if (pause >= learned)
            {
                (_silentSince, _limit) = (_silentSince ?? _from, learned);
            }

            if (pause >= learned * 2 && _flow.MayRecycle && !_hasRecycledByRate)
            {
                _hasRecycledByRate = true;
                return Silent(learned, next, $"no data for {Text(pause)}; the longest pause of the last 30 minutes was {Text(longest)}, so at most {Text(learned)} is expected");
            }

            next = Earlier(next, _from + (pause < learned ? learned : learned * 2), after: now);
        }

        return new(next, DecidesByPing: _flow.IsNone);
    }

    private SilenceVerdict Silent(TimeSpan limit, DateTimeOffset next, string reason)
    {
        (_silentSince, _limit) = (_silentSince ?? _from, limit);
        return new(next, reason);
    }

    private void Restart(DateTimeOffset now)
    {
        _from = now;
        _rate.Clear();
        Forget();
    }

    private void Forget()
    {
        (_silentSince, _hasRecycledByRate) = (null, false);
        _twins.Clear();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => one < other || other is null ? one : other.Value;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other, DateTimeOffset? after = null) =>
        other < one && !(other <= after) ? other : one;

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
