using System.Diagnostics.Metrics;

namespace MarketFlow.Host;

/// <summary>What is measured of alerts. Any thread.</summary>
internal static class AlertMetrics
{
    /// <summary>Adds the instruments to the host's meter.</summary>
    public static void Add(Meter meter, HostAlerts alerts)
    {
        meter.CreateObservableGauge("marketflow.alerts.firing", () => Firing(alerts.Book), "{alert}", "Alerts that fire.");
        meter.CreateObservableCounter(
            "marketflow.alerts.raised",
            () => alerts.Book.Raised.Select(raised => new Measurement<long>(raised.Value, new KeyValuePair<string, object?>("name", raised.Key))),
            "{alert}",
            "Alerts that began to fire.");
        meter.CreateObservableCounter("marketflow.alerts.webhook", () => Webhook(alerts.Webhook), "{message}", "News of alerts for the webhook, by what became of it.");
    }

    // Zeros too: what is absent cannot be told from a host that knows no alerts.
    private static IEnumerable<Measurement<long>> Firing(AlertBook book)
    {
        var firing = book.Alerts.Where(alert => alert.ResolvedAt is null).CountBy(alert => (alert.Name, alert.Severity)).ToDictionary();
        return AlertRules.Names.SelectMany(name => Enum.GetValues<AlertSeverity>().Select(severity => new Measurement<long>(
            firing.GetValueOrDefault((name, severity)),
            new KeyValuePair<string, object?>("name", name),
            new KeyValuePair<string, object?>("severity", AlertJson.NameOf(severity)))));
    }

    private static IEnumerable<Measurement<long>> Webhook(AlertWebhook? webhook) =>
    [
        new(webhook?.Sent ?? 0, new KeyValuePair<string, object?>("result", "sent")),
        new(webhook?.Failed ?? 0, new KeyValuePair<string, object?>("result", "failed")),
        new(webhook?.Dropped ?? 0, new KeyValuePair<string, object?>("result", "dropped")),
    ];
}
