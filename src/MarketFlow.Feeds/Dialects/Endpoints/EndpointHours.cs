namespace MarketFlow.Feeds;

/// <summary>When an endpoint has data for certain. Outside of these hours data may come and may be missing.</summary>
public enum EndpointHours
{
    /// <summary>Never for certain: news, overnight sessions.</summary>
    Never,

    /// <summary>Always: crypto currencies.</summary>
    Always,

    /// <summary>The regular session of US stocks: 09:30 to 16:00 in New York on trading days, to 13:00 on half days.</summary>
    UsStocks,

    /// <summary>Currency pairs: from midnight to midnight in New York on full trading days, to 16:00 on Fridays.</summary>
    Forex,

    /// <summary>Futures: from midnight to 16:00 in New York on full trading days; before and after the daily break they may be quiet.</summary>
    Futures,
}
