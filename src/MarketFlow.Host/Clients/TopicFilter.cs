using System.Diagnostics.CodeAnalysis;
using MarketFlow.Feeds;

namespace MarketFlow.Host;

/// <summary>What a client asks for: one kind of event, of one symbol or of all, e.g. <c>trade.BRK.A</c>, <c>detection.surge.*</c>.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="Kind">Only events of this kind (see <see cref="KindOf"/>); null for all of the type. A detection always names one.</param>
/// <param name="Symbol">The symbol, or <see cref="AllSymbols"/>.</param>
internal readonly record struct TopicFilter(EventType Type, string? Kind, string Symbol)
{
    /// <summary>Stands for every symbol.</summary>
    public const string AllSymbols = "*";

    /// <summary>Longest symbol a topic may name, in UTF-16 units; it bounds what a client's topics can take.</summary>
    public const int MaxSymbolLength = 64;

    private const string Allowed = "trade, quote, bar, fmv, status or detection.KIND, then a dot, then a symbol or *, e.g. trade.AAPL, detection.surge.*";

    private static readonly string[] _detections = ["highlow", "trend", "surge", "bar", "fmv"];

    /// <summary>The market of the path on which it was subscribed to; <see cref="EndpointMarket.Any"/> on <c>/ws</c>. Only feeds that may have it are asked.</summary>
    public EndpointMarket Market { get; init; }

    /// <summary>The dialect whose own messages it is about, where its type is <see cref="EventType.Other"/>; only feeds of that dialect are asked. Null for all other types.</summary>
    public string? Dialect { get; init; }

    /// <summary>True where it asks for all symbols.</summary>
    public bool IsWildcard => Symbol == AllSymbols;

    /// <summary>The topic of an event: the narrowest that a client of <c>/ws</c> can ask for.</summary>
    public static TopicFilter Of(MarketEvent value) => new(value.Type, (value as Detection)?.Kind, value.Symbol);

    /// <summary>The type of events among which subscribers look for an event: of a message with an unusual field, the type that it stands for.</summary>
    public static EventType TypeOf(MarketEvent value) => value.Type == EventType.Other ? ((VendorMessage)value).StandsFor : value.Type;

    /// <summary>What parts events of one type for those who ask for a part of them only.</summary>
    /// <returns>
    /// Of a detection or a status its kind, of a vendor's message its channel, or the kind that it stands for, of a bar <c>1s</c>, <c>1m</c> or <c>1d</c>, with
    /// <c> revised</c> after it where it is not the first telling; null for everything else. Allocates nothing.
    /// </returns>
    public static string? KindOf(MarketEvent value) => value switch
    {
        Bar bar => BarKind.Of(bar),
        Detection detection => detection.Kind,
        Status status => status.Kind,
        VendorMessage message => message.StandsFor == EventType.Other ? message.Channel : message.Kind,
        _ => null,
    };

    /// <summary>Reads a topic. Only the dots up to the symbol part it: a symbol may hold dots of its own.</summary>
    /// <param name="text">The topic as the client wrote it.</param>
    /// <param name="filter">What it asks for.</param>
    /// <param name="problem">Names the topic and what is allowed, where the result is false.</param>
    public static bool TryParse(string text, out TopicFilter filter, [NotNullWhen(false)] out string? problem)
    {
        var (kind, rest) = SplitAtFirstDot(text);
        string? detection = null;
        if (kind == "detection")
        {
            (detection, rest) = SplitAtFirstDot(rest);
        }

        filter = new(TypeOf(kind) ?? default, detection, rest == AllSymbols ? AllSymbols : rest);
        problem = TypeOf(kind) is null ? $"Topic {Shown(text)} is of no kind that MarketFlow has; allowed: {Allowed}."
            : detection is not null && !_detections.Contains(detection) ? $"Topic {Shown(text)} names no kind of detection; allowed: {string.Join(", ", _detections)}."
            : rest.Length is 0 or > MaxSymbolLength ? $"Topic {Shown(text)} has a symbol of {rest.Length} characters; allowed: 1 to {MaxSymbolLength}."
            : rest != AllSymbols && rest.Any(unit => unit == '*' || char.IsWhiteSpace(unit) || char.IsControl(unit))
                ? $"Topic {Shown(text)} has a symbol with a *, a space or a control character in it; allowed: a whole symbol, or * alone for all."
            : null;
        return problem is null;
    }

    /// <summary>True where the event is what this asks for.</summary>
    public bool Matches(MarketEvent value) =>
        TypeOf(value) == Type && (Kind is null || Kind == KindOf(value))
        && (IsWildcard || value.Symbol == Symbol || (value is VendorMessage message && message.MoreSymbols.Contains(Symbol)));

    /// <summary>The topic as a client writes it.</summary>
    public override string ToString() => Kind is null ? $"{NameOf(Type)}.{Symbol}" : $"{NameOf(Type)}.{Kind}.{Symbol}";

    private static (string Before, string After) SplitAtFirstDot(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (text, string.Empty) : (text[..dot], text[(dot + 1)..]);
    }

    private static EventType? TypeOf(string kind) => kind switch
    {
        "trade" => EventType.Trade,
        "quote" => EventType.Quote,
        "bar" => EventType.Bar,
        "fmv" => EventType.FairMarketValue,
        "detection" => EventType.Detection,
        "status" => EventType.Status,
        _ => null,
    };

    private static string NameOf(EventType type) => type switch
    {
        EventType.Trade => "trade",
        EventType.Quote => "quote",
        EventType.Bar => "bar",
        EventType.FairMarketValue => "fmv",
        EventType.Detection => "detection",
        EventType.Status => "status",
        _ => "other",
    };

    private static string Shown(string text) => ClientError.Shown(text);
}
