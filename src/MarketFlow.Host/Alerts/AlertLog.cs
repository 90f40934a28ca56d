namespace MarketFlow.Host;

/// <summary>What is logged of alerts, each with an event id of its own: 20 to 29.</summary>
internal static partial class AlertLog
{
    /// <summary>Logs news, as loud as the alert is bad.</summary>
    public static void Write(ILogger log, AlertNews news)
    {
        var alert = news.Alert;
        var level = alert.Severity switch
        {
            AlertSeverity.Critical => LogLevel.Critical,
            AlertSeverity.Error => LogLevel.Error,
            _ => LogLevel.Warning,
        };
        var severity = AlertJson.NameOf(alert.Severity);
        switch (news.Kind)
        {
            case AlertNewsKind.Raised:
                Raised(log, level, alert.Id, alert.Message);
                break;
            case AlertNewsKind.Worsened:
                Worsened(log, level, alert.Id, severity, alert.IsEscalated ? ", for nobody acknowledged it" : string.Empty, alert.Message);
                break;
            case AlertNewsKind.Repeated:
                Repeated(log, level, alert.Id, alert.Since, alert.Message);
                break;
            case AlertNewsKind.Acknowledged:
                Acknowledged(log, alert.Id, alert.Acknowledged!.By);
                break;
            default:
                Resolved(log, alert.Id, TimeSpan.FromSeconds(Math.Round((alert.ResolvedAt!.Value - alert.Since).TotalSeconds)));
                break;
        }
    }

    [LoggerMessage(25, LogLevel.Warning, "An alert's news ({Kind} {Id}) did not reach {Receiver} and is given up: {Error}")]
    public static partial void NotDelivered(ILogger log, string kind, string id, string receiver, string error);

    [LoggerMessage(26, LogLevel.Warning, "Too much news waits for {Receiver}: the oldest ({Kind} {Id}) is dropped.")]
    public static partial void Dropped(ILogger log, string receiver, string kind, string id);

    [LoggerMessage(EventId = 20, Message = "Alert {Id}: {Message}")]
    private static partial void Raised(ILogger log, LogLevel level, string id, string message);

    [LoggerMessage(EventId = 21, Message = "Alert {Id} is {Severity} now{Why}: {Message}")]
    private static partial void Worsened(ILogger log, LogLevel level, string id, string severity, string why, string message);

    [LoggerMessage(EventId = 22, Message = "Alert {Id} fires since {Since}: {Message}")]
    private static partial void Repeated(ILogger log, LogLevel level, string id, Timestamp since, string message);

    [LoggerMessage(23, LogLevel.Information, "Alert {Id} was acknowledged by {By}.")]
    private static partial void Acknowledged(ILogger log, string id, string by);

    [LoggerMessage(24, LogLevel.Information, "Alert {Id} is over, after {Time}.")]
    private static partial void Resolved(ILogger log, string id, TimeSpan time);
}
