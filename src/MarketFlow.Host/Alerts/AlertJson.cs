using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketFlow.Host;

/// <summary>Alerts as <c>/api/alerts</c> and the webhook tell them.</summary>
internal static class AlertJson
{
    public static JsonObject Write(IReadOnlyList<Alert> alerts) => new()
    {
        ["firing"] = alerts.Count(alert => alert.ResolvedAt is null),
        ["alerts"] = new JsonArray([.. alerts.Select(Write)]),
    };

    public static JsonObject Write(Alert alert) => new()
    {
        ["id"] = alert.Id,
        ["name"] = alert.Name,
        ["about"] = alert.About,
        ["severity"] = NameOf(alert.Severity),
        ["state"] = alert.ResolvedAt is null ? "firing" : "resolved",
        ["since"] = alert.Since.ToString(format: null, CultureInfo.InvariantCulture),
        ["resolvedAt"] = alert.ResolvedAt?.ToString(format: null, CultureInfo.InvariantCulture),
        ["value"] = alert.Value,
        ["allowed"] = alert.Allowed,
        ["message"] = alert.Message,
        ["escalated"] = alert.IsEscalated,
        ["acknowledged"] = alert.Acknowledged is { } acknowledged
            ? new JsonObject { ["at"] = acknowledged.At.ToString(format: null, CultureInfo.InvariantCulture), ["by"] = acknowledged.By }
            : null,
    };

    /// <summary>The body of a webhook's request; <c>text</c> is what chat programs show.</summary>
    public static JsonObject Write(AlertNews news) => new()
    {
        ["event"] = NameOf(news.Kind),
        ["at"] = news.At.ToString(format: null, CultureInfo.InvariantCulture),
        ["text"] = $"{NameOf(news.Kind)}: {NameOf(news.Alert.Severity)} {news.Alert.Id}. {news.Alert.Message}",
        ["alert"] = Write(news.Alert),
    };

    public static string NameOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "critical",
        AlertSeverity.Error => "error",
        _ => "warning",
    };

    public static string NameOf(AlertNewsKind kind) => kind switch
    {
        AlertNewsKind.Raised => "raised",
        AlertNewsKind.Worsened => "worsened",
        AlertNewsKind.Repeated => "repeated",
        AlertNewsKind.Acknowledged => "acknowledged",
        _ => "resolved",
    };
}
