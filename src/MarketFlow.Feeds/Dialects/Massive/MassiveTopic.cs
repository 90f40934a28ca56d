namespace MarketFlow.Feeds;

/// <summary>What a client of Massive asks for: a channel, and a symbol or all of them, e.g. <c>T.BRK.A</c>, <c>Q.*</c>.</summary>
public readonly record struct MassiveTopic
{
    /// <summary>Stands for every symbol.</summary>
    public const string AllSymbols = "*";

    /// <summary>Longest channel and longest symbol, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    /// <summary>Makes a topic.</summary>
    /// <param name="channel">The channel, e.g. <c>T</c>; 1 to 64 units, without a dot.</param>
    /// <param name="symbol">The symbol, or <see cref="AllSymbols"/>; 1 to 64 units. Dots are its own.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">It is empty, too long, or has a comma, white space or a control character in it.</exception>
    public MassiveTopic(string channel, string symbol)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(symbol);
        if (!IsName(channel) || channel.Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException($"Channel \"{channel}\" is no name; must be 1 to {MaxLength} characters, none of them a dot, comma or space.", nameof(channel));
        }

        if (!IsName(symbol))
        {
            throw new ArgumentException($"Symbol \"{symbol}\" is no name; must be 1 to {MaxLength} characters, none of them a comma or space.", nameof(symbol));
        }

        (Channel, Symbol) = (channel, symbol);
    }

    /// <summary>The channel, e.g. <c>T</c>, <c>AM</c>.</summary>
    public string Channel { get; }

    /// <summary>The symbol, or <see cref="AllSymbols"/>.</summary>
    public string Symbol { get; }

    /// <summary>True where it asks for all symbols.</summary>
    public bool IsWildcard => Symbol == AllSymbols;

    /// <summary>Reads a topic. Only the first dot parts it: a symbol may hold dots of its own.</summary>
    /// <param name="text">One topic, without spaces around it.</param>
    /// <param name="topic">What it asks for.</param>
    /// <returns>False where it is none: without a dot, or with an empty or too long part.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MassiveTopic topic)
    {
        var dot = text.IndexOf('.');
        var isTopic = dot >= 0 && IsName(text[..dot]) && IsName(text[(dot + 1)..]);
        topic = isTopic ? new(text[..dot].ToString(), text[(dot + 1)..].ToString()) : default;
        return isTopic;
    }

    /// <summary>The topic as a client writes it.</summary>
    public override string ToString() => $"{Channel}.{Symbol}";

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var unit in text)
        {
            if (unit == ',' || char.IsWhiteSpace(unit) || char.IsControl(unit))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MaxLength;
    }
}
