namespace MarketFlow.Host;

/// <summary>Which connection ends where a key of Massive's protocol has one too many: the vendor is reported to do each.</summary>
internal enum OverCap
{
    /// <summary>The one that came first.</summary>
    Older,

    /// <summary>The one that came last, once its first subscribe has been acknowledged.</summary>
    Newcomer,

    /// <summary>Either of these, by chance.</summary>
    Either,
}
