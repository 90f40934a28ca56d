using System.Globalization;
using System.Text;

namespace MarketFlow.Host;

/// <summary>The ages at all stages as a histogram that Prometheus reads.</summary>
/// <remarks>Not an instrument: a listener would be called for every event and stage. Ages are counted once, and told when somebody asks.</remarks>
internal static class AgeMetrics
{
    /// <summary>The family's name.</summary>
    public const string Name = "marketflow_event_age_seconds";

    private static readonly double[] _bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    public static void WriteTo(StringBuilder text, FlowMeter<MarketEvent> meter)
    {
        text.Append("# HELP ").Append(Name).Append(" How old events are when they pass a stage, since they were received.\n# TYPE ").Append(Name).Append(" histogram\n");
        foreach (var stage in meter.Stages)
        {
            foreach (var (index, channel) in meter.Classes.Index())
            {
                Write(text, $"channel=\"{channel}\",stage=\"{stage.Name}\"", stage.Ages[index].Read());
            }
        }
    }

    private static void Write(StringBuilder text, string labels, AgeCounts counts)
    {
        foreach (var bound in _bounds)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"{bound}\"}} {counts.Below(TimeSpan.FromSeconds(bound))}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"+Inf\"}} {counts.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{{{labels}}} {counts.Sum.TotalSeconds}\n{Name}_count{{{labels}}} {counts.Count}\n");
    }
}
