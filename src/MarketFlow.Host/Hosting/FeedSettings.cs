using System.Globalization;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>One feed to take in.</summary>
internal sealed record FeedSettings
{
    /// <summary>The feed's name in messages, status and ledger.</summary>
    /// <value>Unique; default: the dialect's name.</value>
    public string? Name { get; init; }

    /// <summary>How the vendor talks, e.g. <c>hitbtc</c> or <c>coinbase</c>.</summary>
    public string Dialect { get; init; } = string.Empty;

    /// <summary>Where the feed is.</summary>
    /// <value>A ws:// or wss:// address; default: the vendor's own.</value>
    public string? Url { get; init; }

    /// <summary>How many redundant connections to hold.</summary>
    /// <value>1 to 64; default 1, as most vendors allow no more.</value>
    public int Connections { get; init; } = 1;

    /// <summary>The symbols to ask for.</summary>
    /// <value>Default: none, for feeds that send without being asked, such as a replayed session.</value>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    public string NameOrDialect => Name ?? Dialect;

    public IDialect FindDialect() => Dialects.Named(Dialect);

    public Uri FindUrl() => Url is null ? FindDialect().Endpoint : new(Url);

    public IEnumerable<string> Validate(string at)
    {
        if (!Dialects.All.Any(dialect => dialect.Name == Dialect))
        {
            yield return $"{at}:Dialect is \"{Dialect}\"; must be one of {string.Join(", ", Dialects.All.Select(dialect => dialect.Name))}.";
        }

        if (Url is not null && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"))
        {
            yield return $"{at}:Url is \"{Url}\"; must be a ws:// or wss:// address.";
        }

        if (Connections is < 1 or > 64)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{at}:Connections is {Connections}; must be 1 to 64.");
        }

        if (Name is { Length: 0 })
        {
            yield return $"{at}:Name is empty; must name the feed, or be left out.";
        }

        if (Symbols.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{at}:Symbols holds an empty symbol; each must name what is traded.";
        }
    }
}
