using System.Reactive.Concurrency;
using System.Text;

namespace MarketFlow.Host.Tests;

public sealed class AgeMetricsTests
{
    [Fact]
    public void Writes_a_histogram_whose_buckets_are_cumulative()
    {
        FlowMeter<MarketEvent> meter = new(["tick"], _ => 0, value => value.Time, Scheduler.Immediate);
        var ages = meter.Stage("merged").Ages[0];
        ages.Record(TimeSpan.FromMilliseconds(3));
        ages.Record(TimeSpan.FromMilliseconds(30));
        ages.Record(TimeSpan.FromMinutes(5));
        StringBuilder text = new();

        AgeMetrics.WriteTo(text, meter);

        var lines = text.ToString().Split('\n');
        Assert.Equal("# TYPE marketflow_event_age_seconds histogram", lines[1]);
        Assert.Contains("""marketflow_event_age_seconds_bucket{channel="tick",stage="merged",le="0.0025"} 0""", lines);
        Assert.Contains("""marketflow_event_age_seconds_bucket{channel="tick",stage="merged",le="0.005"} 1""", lines);
        Assert.Contains("""marketflow_event_age_seconds_bucket{channel="tick",stage="merged",le="0.05"} 2""", lines);
        Assert.Contains("""marketflow_event_age_seconds_bucket{channel="tick",stage="merged",le="+Inf"} 3""", lines);
        Assert.Contains("""marketflow_event_age_seconds_sum{channel="tick",stage="merged"} 300.033""", lines);
        Assert.Contains("""marketflow_event_age_seconds_count{channel="tick",stage="merged"} 3""", lines);
    }
}
