namespace MarketFlow.Feeds;

/// <summary>How long Massive's channels may pause.</summary>
internal static class MassivePauses
{
    // A second's bar is sent after its second, a minute's after its minute, and one may be missing.
    private static readonly TimeSpan _secondBars = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _minuteBars = TimeSpan.FromSeconds(150);

    public static NaturalPause Of(FeedTopic topic) => topic.Channel switch
    {
        "T" or "Q" or "XT" or "XQ" or "C" or "V" or "XL2" => topic.IsWildcard ? NaturalPause.OfMarket : NaturalPause.Learned,
        "A" or "XAS" or "CAS" => topic.IsWildcard ? NaturalPause.AtMost(_secondBars) : NaturalPause.Learned,
        "AM" or "XA" or "CA" => topic.IsWildcard ? NaturalPause.AtMost(_minuteBars) : NaturalPause.LearnedAtLeast(_minuteBars),
        "FMV" or "LV" => NaturalPause.Learned,
        _ => NaturalPause.Unlimited, // limit bands, auction imbalances, and channels that are not known
    };
}
