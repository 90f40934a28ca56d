using MarketFlow.Feeds;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MarketFlow.Host;

/// <summary>Sends metrics to a collector, through OpenTelemetry's own SDK, where one is configured.</summary>
/// <remarks>
/// A collector that is not there, or is slow, costs the SDK's own thread a timeout and nobody else anything; what could not be sent is told
/// again in the next interval, for counts are cumulative. Ages come as <c>marketflow.channel.latency</c>; their histogram is on <c>/metrics</c> alone.
/// </remarks>
internal static class OtlpExport
{
    public static void Start(WebApplication app, OtlpSettings? settings)
    {
        if (settings is null)
        {
            return;
        }

        var provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("marketflow"))
            .AddMeter(HostMeter.Name, "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = new Uri(new Uri(settings.Endpoint.TrimEnd('/') + "/"), "v1/metrics");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.HttpClientFactory = () => OutboundHttp.CreateClient(TimeSpan.FromMilliseconds(exporter.TimeoutMilliseconds));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Interval.TotalMilliseconds;
            })
            .Build();
        app.Lifetime.ApplicationStopped.Register(provider.Dispose);
    }
}
