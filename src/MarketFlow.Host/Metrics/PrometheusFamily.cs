using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MarketFlow.Host;

/// <summary>One instrument and all its series, as Prometheus reads it: text format 0.0.4.</summary>
internal sealed class PrometheusFamily(Instrument instrument)
{
    private static readonly double[] _defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Buckets> _buckets = new(StringComparer.Ordinal);
    private readonly bool _isHistogram = PrometheusName.IsHistogram(instrument);

    /// <summary>Its name.</summary>
    public string Name { get; } = PrometheusName.Of(instrument);

    /// <summary>Forgets what was observed: a series that is not observed again is gone. Histograms stay, for they are recorded, not observed.</summary>
    public void BeginObservation()
    {
        lock (_gate)
        {
            if (instrument.IsObservable)
            {
                _values.Clear();
            }
        }
    }

    /// <summary>A measurement. Any thread.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        lock (_gate)
        {
            if (_isHistogram)
            {
                if (!_buckets.TryGetValue(labels, out var buckets))
                {
                    _buckets.Add(labels, buckets = new(BoundsOf(instrument)));
                }

                buckets.Add(value);
            }
            else
            {
                _values[labels] = instrument.IsObservable || !PrometheusName.IsCounter(instrument) ? value : _values.GetValueOrDefault(labels) + value;
            }
        }
    }

    /// <summary>Writes it; nothing where it has no series.</summary>
    public void WriteTo(StringBuilder text)
    {
        lock (_gate)
        {
            if (_values.Count + _buckets.Count == 0)
            {
                return;
            }

            var type = _isHistogram ? "histogram" : PrometheusName.IsCounter(instrument) ? "counter" : "gauge";
            text.Append("# HELP ").Append(Name).Append(' ').Append(Escape(instrument.Description ?? instrument.Name, quote: false)).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');
            foreach (var (labels, value) in _values)
            {
                Line(text, string.Empty, labels, value);
            }

            foreach (var (labels, buckets) in _buckets)
            {
                WriteBuckets(text, labels, buckets);
            }
        }
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? bounds : _defaultBounds;

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            labels.Append(labels.Length == 0 ? string.Empty : ",").Append(PrometheusName.OfTag(name)).Append("=\"").Append(Escape(text, quote: true)).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string text, bool quote)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private void WriteBuckets(StringBuilder text, string labels, Buckets buckets)
    {
        var (cumulative, sum) = buckets.Read();
        var before = labels.Length == 0 ? string.Empty : $"{labels},";
        for (var bucket = 0; bucket < cumulative.Length; bucket++)
        {
            var bound = bucket < buckets.Bounds.Count ? buckets.Bounds[bucket] : double.PositiveInfinity;
            Line(text, "_bucket", $"{before}le=\"{Number(bound)}\"", cumulative[bucket]);
        }

        Line(text, "_sum", labels, sum);
        Line(text, "_count", labels, cumulative[^1]);
    }

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }
}
