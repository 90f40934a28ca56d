using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>What both encoders have in common: which message an event becomes, and the id it gets.</summary>
internal static class AlpacaShape
{
    private const long MaxHash = (1L << 53) - 1; // the largest whole number that a client in JavaScript reads exactly
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;

    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <summary>The message for a bar: <c>b</c>, <c>u</c> or <c>d</c>; null for an interval that Alpaca has none for.</summary>
    public static string? TypeOf(Bar bar) =>
        bar.Interval == _day ? "d"
        : bar.Interval != _minute ? null
        : bar.Revision == 0 ? "b"
        : "u";

    /// <summary>True for the kinds of status that become <c>s</c> from their words alone.</summary>
    public static bool IsTradingStatus(Status status) => status is { Kind: "halt" or "status", Symbol.Length: > 0 };

    /// <summary>True for limit bands that become <c>l</c>.</summary>
    public static bool IsLimitBand(Status status) =>
        status is { Kind: MassiveDialect.LimitBandKind, Symbol.Length: > 0, LimitUp: not null, LimitDown: not null };

    /// <summary>The indicator of limit bands: what the vendor that told them says first.</summary>
    public static string IndicatorOf(Status status) => status.Conditions.Count > 0 ? status.Conditions[0] : string.Empty;

    /// <summary>The code of a status that another vendor told: Alpaca's for a halt, none for the rest.</summary>
    public static string CodeOf(Status status) => status.Kind == "halt" ? "H" : string.Empty;

    /// <summary>The tape of a letter; none for any other.</summary>
    public static ConsolidatedTape TapeOf(byte letter) =>
        letter is >= (byte)'A' and <= (byte)'C' ? (ConsolidatedTape)(letter - 'A' + 1) : ConsolidatedTape.None;

    /// <summary>The letter of a tape; null where there is none.</summary>
    public static string? LetterOf(ConsolidatedTape tape) => tape switch
    {
        ConsolidatedTape.A => "A",
        ConsolidatedTape.B => "B",
        ConsolidatedTape.C => "C",
        _ => null,
    };

    /// <summary>An id as the whole number that Alpaca's clients expect.</summary>
    /// <returns>The number where the id is one of 64 bits; else a hash of the text, 53 bits wide and above 0, the same in every run.</returns>
    public static long NumberOf(TradeId id)
    {
        if (id.TryGetNumber(out var number))
        {
            return number;
        }

        var text = id.ToString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && TradeId.Of(number) == id
            ? number
            : HashOf(text);
    }

    /// <summary>Conditions as options have them: one text, several joined by commas, an empty one where there are none.</summary>
    public static string TextOf(IReadOnlyList<string> conditions) => conditions.Count switch
    {
        0 => string.Empty,
        1 => conditions[0],
        _ => string.Join(',', conditions),
    };

    private static long HashOf(string text)
    {
        var hash = FnvOffset;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * FnvPrime;
        }

        return (long)(hash % MaxHash) + 1;
    }
}
