namespace MarketFlow.Host;

/// <summary>How a check of readiness came out.</summary>
internal enum ReadinessResult
{
    /// <summary>It is as it must be.</summary>
    Ok,

    /// <summary>It is not, and the words say what is wrong.</summary>
    Failed,

    /// <summary>It is as it was asked for, and not fit for production: prices are invented or recorded.</summary>
    NotLive,

    /// <summary>It was not looked at, and the words say why.</summary>
    Skipped,
}

/// <summary>One thing that was looked at before the host goes into production.</summary>
/// <param name="Name">What, e.g. <c>feed massive</c>.</param>
/// <param name="Result">How it came out.</param>
/// <param name="Words">What was seen.</param>
internal sealed record ReadinessCheck(string Name, ReadinessResult Result, string Words)
{
    public static ReadinessCheck Ok(string name, string words) => new(name, ReadinessResult.Ok, words);

    public static ReadinessCheck NotLive(string name, string words) => new(name, ReadinessResult.NotLive, words);

    public static ReadinessCheck Failed(string name, string words) => new(name, ReadinessResult.Failed, words);

    public static ReadinessCheck Skipped(string name, string words) => new(name, ReadinessResult.Skipped, words);
}
