using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>Checks the configured symbols of a feed, so that none is sent to a vendor that does not have it.</summary>
internal static class FeedSymbols
{
    /// <summary>Says what is wrong with the symbols: one sentence each that names the symbol and what is allowed.</summary>
    /// <param name="at">The setting of the feed, e.g. <c>Feeds:0</c>.</param>
    /// <param name="settings">The feed; nothing is said of its symbols where its dialect is unknown.</param>
    public static IEnumerable<string> Problems(string at, FeedSettings settings)
    {
        if (settings.Symbols.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{at}:Symbols holds an empty symbol; each must name what is traded.";
        }

        var dialect = Dialects.All.FirstOrDefault(dialect => dialect.Name == settings.Dialect);
        foreach (var symbol in settings.Symbols.Where(symbol => !string.IsNullOrWhiteSpace(symbol)))
        {
            if (symbol.Any(unit => unit == ',' || char.IsWhiteSpace(unit) || char.IsControl(unit)))
            {
                yield return $"{at}:Symbols has \"{symbol}\"; must be one symbol each, without commas and spaces.";
            }
            else if (symbol == FeedTopic.AllSymbols)
            {
                if (dialect is not null && !HasAllSymbols(dialect))
                {
                    yield return $"{at}:Symbols has \"{symbol}\"; {dialect.Name} has no subscription to all symbols: name each symbol.";
                }
            }
            else if (symbol.Contains(FeedTopic.AllSymbols, StringComparison.Ordinal))
            {
                yield return $"{at}:Symbols has \"{symbol}\"; {FeedTopic.AllSymbols} stands for all symbols only where it stands alone.";
            }
            else if (IsLowerCase(symbol))
            {
                yield return $"{at}:Symbols has \"{symbol}\"; symbols are case-sensitive, and no vendor has one without upper-case letters: did you mean \"{symbol.ToUpperInvariant()}\"?";
            }
        }
    }

    private static bool HasAllSymbols(IDialect dialect) => dialect.TopicsFor(EventType.Trade, kind: null, FeedTopic.AllSymbols).Any();

    // Mixed case is legal: Massive's preferred shares have a small p, e.g. BACpB.
    private static bool IsLowerCase(string symbol) => symbol.Any(char.IsLower) && !symbol.Any(char.IsUpper);
}
