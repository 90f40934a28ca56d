using System.Diagnostics.Metrics;
using System.Text;

namespace MarketFlow.Host;

/// <summary>Hears what meters measure, and tells it when Prometheus asks.</summary>
/// <remarks>No exporter restores as a package; this is the small part of one that is needed, checked with Prometheus's own <c>promtool</c>.</remarks>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>What the text is, for the answer's header.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, PrometheusFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Begins to hear.</summary>
    /// <param name="isWanted">Whether a meter is to be told of. Any thread.</param>
    public PrometheusExporter(Func<Meter, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isWanted(instrument.Meter) && !IsUpDown(instrument))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((PrometheusFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((PrometheusFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((PrometheusFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All families with their series as of now, by name.</summary>
    public StringBuilder Write()
    {
        lock (_gate)
        {
            foreach (var family in _families.Values)
            {
                family.BeginObservation();
            }

            _listener.RecordObservableInstruments();
            StringBuilder text = new();
            foreach (var family in _families.Values)
            {
                family.WriteTo(text);
            }

            return text;
        }
    }

    public void Dispose() => _listener.Dispose();

    // Sums of ups and downs start when they are first heard of, so what was before is missing in them: observed ones do not have that.
    private static bool IsUpDown(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(UpDownCounter<>);

    private PrometheusFamily FamilyOf(Instrument instrument)
    {
        lock (_gate)
        {
            var family = new PrometheusFamily(instrument);
            if (!_families.TryAdd(family.Name, family))
            {
                family = _families[family.Name];
            }

            return family;
        }
    }
}
