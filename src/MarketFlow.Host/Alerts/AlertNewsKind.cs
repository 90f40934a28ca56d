namespace MarketFlow.Host;

/// <summary>What happened to an alert.</summary>
internal enum AlertNewsKind
{
    /// <summary>It fires, and that was not told yet.</summary>
    Raised,

    /// <summary>It became worse, of itself or because nobody acknowledged it.</summary>
    Worsened,

    /// <summary>It still fires, and was not told of for some minutes.</summary>
    Repeated,

    /// <summary>Somebody acknowledged it.</summary>
    Acknowledged,

    /// <summary>It is over.</summary>
    Resolved,
}
