using System.Text;

namespace MarketFlow.Feeds;

/// <summary>Lists of symbols as Alpaca's subscribe messages have them; <c>*</c> in a list stands for all symbols.</summary>
/// <remarks><c>corrections</c> and <c>cancelErrors</c> are no lists of their own: they follow <see cref="Trades"/>.</remarks>
public sealed record AlpacaTopics
{
    /// <summary>Nothing.</summary>
    public static AlpacaTopics None { get; } = new();

    /// <summary>Symbols whose trades are told (<c>t</c>), their corrections and cancellations with them.</summary>
    public IReadOnlyList<string> Trades { get; init; } = [];

    /// <summary>Symbols whose quotes are told (<c>q</c>).</summary>
    public IReadOnlyList<string> Quotes { get; init; } = [];

    /// <summary>Symbols whose minutes are told (<c>b</c>).</summary>
    public IReadOnlyList<string> Bars { get; init; } = [];

    /// <summary>Symbols whose changed minutes are told (<c>u</c>).</summary>
    public IReadOnlyList<string> UpdatedBars { get; init; } = [];

    /// <summary>Symbols whose days are told (<c>d</c>).</summary>
    public IReadOnlyList<string> DailyBars { get; init; } = [];

    /// <summary>Symbols whose halts and resumptions are told (<c>s</c>).</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Symbols whose price bands are told (<c>l</c>).</summary>
    public IReadOnlyList<string> Lulds { get; init; } = [];

    /// <summary>Symbols whose order books are sent (<c>o</c>), at endpoints of crypto currencies.</summary>
    public IReadOnlyList<string> Orderbooks { get; init; } = [];

    /// <summary>Symbols whose news are sent (<c>n</c>), at the endpoint of news.</summary>
    public IReadOnlyList<string> News { get; init; } = [];

    /// <summary>Symbols whose order imbalances are sent (<c>i</c>), at endpoints of stocks.</summary>
    public IReadOnlyList<string> Imbalances { get; init; } = [];

    /// <summary>How many symbols all lists have together.</summary>
    public int Count => Lists().Sum(list => list.Count);

    /// <summary>The names of the lists that MarketFlow has types for, in the vendor's order.</summary>
    internal static IReadOnlyList<byte[]> ListNames { get; } =
        [.. new[] { "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The names of all lists: <see cref="ListNames"/>, then those that MarketFlow has no types for.</summary>
    internal static IReadOnlyList<byte[]> AllListNames { get; } = [.. ListNames, "orderbooks"u8.ToArray(), "news"u8.ToArray(), "imbalances"u8.ToArray()];

    /// <summary>The names of the lists that are told as the trades are.</summary>
    internal static IReadOnlyList<byte[]> FollowingTrades { get; } = ["corrections"u8.ToArray(), "cancelErrors"u8.ToArray()];

    /// <summary>What is in this or in the other, each symbol once per list, in the order of its first mention.</summary>
    /// <param name="other">What a client subscribes to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public AlpacaTopics With(AlpacaTopics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Of(Lists().Zip(other.Lists(), IReadOnlyList<string> (mine, theirs) => [.. mine.Union(theirs)]));
    }

    /// <summary>What is in this and not in the other. <c>*</c> is a name like any other here: it takes back only <c>*</c>.</summary>
    /// <param name="other">What a client unsubscribes from.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public AlpacaTopics Without(AlpacaTopics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Of(Lists().Zip(other.Lists(), IReadOnlyList<string> (mine, theirs) => [.. mine.Except(theirs)]));
    }

    /// <summary>The same symbols in the same order in every list.</summary>
    /// <param name="other">Another set of lists.</param>
    public bool Equals(AlpacaTopics? other) =>
        other is not null && Lists().Zip(other.Lists()).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Trades.Count, Quotes.Count, Bars.Count, Count);

    /// <summary>The symbols of a list by the vendor's name of it; <c>corrections</c> and <c>cancelErrors</c> have those of the trades.</summary>
    /// <param name="list">The vendor's name, e.g. <c>updatedBars</c>.</param>
    /// <returns>Empty where there is no list of that name.</returns>
    public IReadOnlyList<string> SymbolsOf(string list) => list switch
    {
        "trades" or "corrections" or "cancelErrors" => Trades,
        "quotes" => Quotes,
        "bars" => Bars,
        "updatedBars" => UpdatedBars,
        "dailyBars" => DailyBars,
        "statuses" => Statuses,
        "lulds" => Lulds,
        "orderbooks" => Orderbooks,
        "news" => News,
        "imbalances" => Imbalances,
        _ => [],
    };

    /// <summary>The lists, in the order of <see cref="AllListNames"/>.</summary>
    internal IReadOnlyList<string>[] Lists() => [Trades, Quotes, Bars, UpdatedBars, DailyBars, Statuses, Lulds, Orderbooks, News, Imbalances];

    /// <param name="lists">In the order of <see cref="AllListNames"/>.</param>
    internal static AlpacaTopics Of(IEnumerable<IReadOnlyList<string>> lists)
    {
        var all = lists.ToArray();
        return new()
        {
            Trades = all[0],
            Quotes = all[1],
            Bars = all[2],
            UpdatedBars = all[3],
            DailyBars = all[4],
            Statuses = all[5],
            Lulds = all[6],
            Orderbooks = all[7],
            News = all[8],
            Imbalances = all[9],
        };
    }
}
