namespace MarketFlow.Feeds;

/// <summary>How long Alpaca's lists may pause.</summary>
internal static class AlpacaPauses
{
    private static readonly TimeSpan _minuteBars = TimeSpan.FromSeconds(150);

    // Even all symbols together are quiet for minutes at times: Alpaca's own crypto venue, its test symbol, the night sessions.
    private static readonly string[] _thin = ["crypto", "news", "options", "indicative", "opra", "test", "boats", "overnight"];

    public static NaturalPause Of(FeedTopic topic, Uri endpoint)
    {
        var isMarket = topic.IsWildcard && !Array.Exists(_thin, name => endpoint.AbsolutePath.Contains(name, StringComparison.OrdinalIgnoreCase));
        return topic.Channel switch
        {
            "trades" or "quotes" => isMarket ? NaturalPause.OfMarket : NaturalPause.Learned,
            "bars" => isMarket ? NaturalPause.AtMost(_minuteBars) : NaturalPause.LearnedAtLeast(_minuteBars),
            "orderbooks" => NaturalPause.Learned,
            _ => NaturalPause.Unlimited, // halts, limit bands, imbalances, news; updated and daily bars, which follow trades irregularly
        };
    }
}
