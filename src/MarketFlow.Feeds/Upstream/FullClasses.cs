namespace MarketFlow.Feeds;

/// <summary>Kinds of topic for which a vendor has said that there is no more room.</summary>
/// <remarks>
/// What counts against a limit is the vendor's secret: topics, symbols, or symbols per channel. A single topic that does not fit tells
/// of all later ones of the same channel that are new symbols, or that are not, alike; nothing of the others.
/// </remarks>
internal sealed class FullClasses
{
    private readonly HashSet<(string Channel, bool IsSymbolHeld, bool IsWildcard)> _full = [];

    public bool IsEmpty => _full.Count == 0;

    public void Add(FeedTopic topic, IReadOnlySet<string> heldSymbols) => _full.Add(Of(topic, heldSymbols));

    public bool Contains(FeedTopic topic, IReadOnlySet<string> heldSymbols) => _full.Contains(Of(topic, heldSymbols));

    public void Clear() => _full.Clear();

    private static (string Channel, bool IsSymbolHeld, bool IsWildcard) Of(FeedTopic topic, IReadOnlySet<string> heldSymbols) =>
        (topic.Channel, heldSymbols.Contains(topic.Symbol), topic.IsWildcard);
}
