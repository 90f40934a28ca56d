namespace MarketFlow.Feeds;

/// <summary>What the subscriptions of one connection, taken together, say about its pauses.</summary>
/// <param name="FixedLimit">The shortest fixed limit; null where no topic has one.</param>
/// <param name="FixedBy">The topic with that limit.</param>
/// <param name="LearnedFloor">The shortest limit that may be learned; null where no topic has a learned one.</param>
/// <param name="MayRecycle">False where the subscriptions are not known: such a silence is reported, and the connection kept. Also without a limit.</param>
internal sealed record ExpectedFlow(TimeSpan? FixedLimit, FeedTopic FixedBy, TimeSpan? LearnedFloor, bool MayRecycle = true)
{
    /// <summary>Nothing is due: ping and pong decide.</summary>
    public static ExpectedFlow None { get; } = new(null, default, null);

    public bool IsNone => FixedLimit is null && LearnedFloor is null;

    /// <param name="topics">The topics that should flow; null where they are not known.</param>
    /// <param name="options">The limits.</param>
    public static ExpectedFlow Of(IReadOnlySet<FeedTopic>? topics, WebSocketFeedOptions options)
    {
        if (options.SilenceLimit == TimeSpan.Zero)
        {
            return None with { MayRecycle = false };
        }

        if (topics is null)
        {
            return new(null, default, Longer(NaturalPause.Learned.Length), MayRecycle: false);
        }

        TimeSpan? fixedLimit = null, learned = null;
        FeedTopic fixedBy = default;
        foreach (var topic in topics)
        {
            var pause = options.LongestPause(topic);
            var length = Longer(pause.Length);
            if (pause.Kind == NaturalPauseKind.Fixed && !(fixedLimit <= length))
            {
                (fixedLimit, fixedBy) = (length, topic);
            }
            else if (pause.Kind == NaturalPauseKind.Learned && !(learned <= length))
            {
                learned = length;
            }
        }

        return new(fixedLimit, fixedBy, learned);

        TimeSpan Longer(TimeSpan length) => length > options.SilenceLimit ? length : options.SilenceLimit;
    }
}
