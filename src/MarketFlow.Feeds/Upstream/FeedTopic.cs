namespace MarketFlow.Feeds;

/// <summary>What can be subscribed to at a vendor: one channel, of one symbol or of all.</summary>
public readonly record struct FeedTopic
{
    /// <summary>Stands for every symbol.</summary>
    public const string AllSymbols = "*";

    /// <summary>Names a topic.</summary>
    /// <param name="channel">The vendor's name of the channel, e.g. <c>T</c> or <c>trades</c>.</param>
    /// <param name="symbol">The vendor's symbol, or <see cref="AllSymbols"/>.</param>
    /// <exception cref="ArgumentException">One of them is null or empty.</exception>
    public FeedTopic(string channel, string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        (Channel, Symbol) = (channel, symbol);
    }

    /// <summary>The vendor's name of the channel.</summary>
    public string Channel { get; }

    /// <summary>The vendor's symbol, or <see cref="AllSymbols"/>.</summary>
    public string Symbol { get; }

    /// <summary>True where it stands for every symbol of its channel.</summary>
    public bool IsWildcard => Symbol == AllSymbols;

    /// <summary>Channel and symbol as Massive writes them, e.g. <c>T.BRK.A</c>.</summary>
    public override string ToString() => $"{Channel}.{Symbol}";
}
