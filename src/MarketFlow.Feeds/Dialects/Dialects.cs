namespace MarketFlow.Feeds;

/// <summary>The dialects that MarketFlow speaks.</summary>
public static class Dialects
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<IDialect> All { get; } = [new AlpacaDialect(), new CoinbaseDialect(), new HitBtcDialect(), new KrakenDialect(), new MassiveDialect()];

    /// <summary>Finds a dialect.</summary>
    /// <param name="name">Its name; upper and lower case are the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static IDialect Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"Dialect \"{name}\" is not known; must be one of {string.Join(", ", All.Select(dialect => dialect.Name))}.", nameof(name));
    }
}
