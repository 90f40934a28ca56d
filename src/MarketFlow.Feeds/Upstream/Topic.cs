namespace MarketFlow.Feeds;

/// <summary>What can be asked of a vendor: a channel, of one symbol or of all, e.g. <c>T.BRK.A</c>, <c>bars.*</c>.</summary>
/// <param name="Channel">The vendor's own word for what is told; <see cref="All"/> where a vendor has no channels to choose from.</param>
/// <param name="Symbol">The vendor's own symbol, or <see cref="All"/>.</param>
public readonly record struct Topic(string Channel, string Symbol)
{
    /// <summary>Stands for every symbol, or for every channel.</summary>
    public const string All = "*";

    /// <summary>True where it asks for all symbols.</summary>
    public bool IsWildcard => Symbol == All;

    /// <summary>The topic as people write it.</summary>
    public override string ToString() => $"{Channel}.{Symbol}";
}
