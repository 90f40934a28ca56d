using System.Diagnostics.Metrics;
using System.Text;

namespace MarketFlow.Host;

/// <summary>An instrument's name as Prometheus would have it: <c>marketflow.feed.gap</c> in <c>s</c> is <c>marketflow_feed_gap_seconds</c>.</summary>
/// <remarks>
/// By OpenTelemetry's rules for Prometheus: what is no letter, digit or underscore becomes an underscore; the unit is appended in words,
/// unless the name ends with it; counters end in <c>_total</c>. Units in braces (<c>{event}</c>) say what is counted and are left out, as is an ending <c>_count</c>.
/// </remarks>
internal static class PrometheusName
{
    private const string Count = "_count";

    /// <summary>The name of an instrument's family.</summary>
    public static string Of(Instrument instrument)
    {
        var name = Clean(instrument.Name);
        var unit = WordsOf(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            name = $"{name}_{unit}";
        }

        // Prometheus keeps this ending for histograms.
        if (name.EndsWith(Count, StringComparison.Ordinal))
        {
            name = name[..^Count.Length];
        }

        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>A tag's name.</summary>
    public static string OfTag(string tag) => Clean(tag);

    /// <summary>True where its values only grow.</summary>
    public static bool IsCounter(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type
        && (type.GetGenericTypeDefinition() == typeof(Counter<>) || type.GetGenericTypeDefinition() == typeof(ObservableCounter<>));

    /// <summary>True where its values are distributed over buckets.</summary>
    public static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    private static string WordsOf(string? unit) => unit switch
    {
        null or "" or "1" => string.Empty,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ when unit.StartsWith('{') => string.Empty,
        _ => Clean(unit),
    };

    private static string Clean(string name)
    {
        StringBuilder clean = new(name.Length);
        foreach (var letter in name)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(letter) || letter == '_';
            if (isAllowed || (clean.Length > 0 && clean[^1] != '_'))
            {
                clean.Append(isAllowed ? letter : '_');
            }
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean.ToString();
    }
}
