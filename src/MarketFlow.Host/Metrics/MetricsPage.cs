namespace MarketFlow.Host;

/// <summary><c>/metrics</c>: what the host and its runtime measure, as Prometheus reads it.</summary>
internal static class MetricsPage
{
    private const string Runtime = "System.Runtime";

    public static void Map(WebApplication app, MarketHost host)
    {
        HostMetrics metrics = new(host);
        PrometheusExporter exporter = new(meter => meter == metrics.Meter || meter == HostMeter.Instance || meter.Name == Runtime);
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            exporter.Dispose();
            metrics.Dispose();
        });
        app.MapGet("/metrics", () =>
        {
            var text = exporter.Write();
            AgeMetrics.WriteTo(text, host.Ages);
            return Results.Text(text.ToString(), PrometheusExporter.ContentType);
        });
    }
}
