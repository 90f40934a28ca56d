using System.Diagnostics.Metrics;

namespace MarketFlow.Host.Tests;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() => _exporter = new(meter => meter == _meter);

    [Fact]
    public void Writes_what_is_observed_now_with_its_tags()
    {
        long[] values = [7, 9];
        _meter.CreateObservableCounter("flow.events", () => values.Select((value, at) => new Measurement<long>(value, new KeyValuePair<string, object?>("stage", $"s{at}"))), "{event}", "Events.");
        _meter.CreateObservableGauge("flow.memory", () => 1.5, "By", "Memory.");

        Assert.Equal("""
            # HELP flow_events_total Events.
            # TYPE flow_events_total counter
            flow_events_total{stage="s0"} 7
            flow_events_total{stage="s1"} 9
            # HELP flow_memory_bytes Memory.
            # TYPE flow_memory_bytes gauge
            flow_memory_bytes 1.5

            """.ReplaceLineEndings("\n"), _exporter.Write().ToString());

        values = [8];
        Assert.DoesNotContain("s1", _exporter.Write().ToString(), StringComparison.Ordinal); // what is not there any more is not told
    }

    [Fact]
    public void Adds_up_what_is_counted_and_distributes_what_is_recorded()
    {
        var counter = _meter.CreateCounter<long>("flow.faults", null, "Faults.");
        var histogram = _meter.CreateHistogram("flow.age", "s", "Age.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        counter.Add(2);
        counter.Add(3);
        foreach (var age in new[] { 0.1, 0.2, 5 })
        {
            histogram.Record(age, new KeyValuePair<string, object?>("stage", "tick"));
        }

        Assert.Equal("""
            # HELP flow_age_seconds Age.
            # TYPE flow_age_seconds histogram
            flow_age_seconds_bucket{stage="tick",le="0.1"} 1
            flow_age_seconds_bucket{stage="tick",le="1"} 2
            flow_age_seconds_bucket{stage="tick",le="+Inf"} 3
            flow_age_seconds_sum{stage="tick"} 5.3
            flow_age_seconds_count{stage="tick"} 3
            # HELP flow_faults_total Faults.
            # TYPE flow_faults_total counter
            flow_faults_total 5

            """.ReplaceLineEndings("\n"), _exporter.Write().ToString());
    }

    [Theory]
    [InlineData("a.b-c", "ms", "a_b_c_milliseconds")]
    [InlineData("a.seconds", "s", "a_seconds")]
    [InlineData("9lives", "1", "_9lives")]
    [InlineData("a..b", "{thing}", "a_b")]
    [InlineData("cpu.count", "{cpu}", "cpu")]
    public void Names_gauges_as_Prometheus_would(string name, string unit, string expected)
    {
        _meter.CreateObservableGauge(name, () => 1, unit, "What it is.");

        Assert.Contains($"\n{expected} 1\n", _exporter.Write().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_nobody_break_out_of_a_label_or_a_line()
    {
        _meter.CreateObservableGauge("hostile", () => new Measurement<int>(1, new KeyValuePair<string, object?>("feed", "a\"b\\c\nd")), null, "One\\two\nthree");

        Assert.Equal("# HELP hostile One\\\\two\\nthree\n# TYPE hostile gauge\nhostile{feed=\"a\\\"b\\\\c\\nd\"} 1\n", _exporter.Write().ToString());
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }
}
