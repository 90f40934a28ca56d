namespace MarketFlow.Host;

/// <summary>Where metrics are sent, by OpenTelemetry's protocol over HTTP.</summary>
internal sealed record OtlpSettings
{
    /// <summary>The collector, e.g. <c>http://127.0.0.1:4318</c>; <c>/v1/metrics</c> is added.</summary>
    /// <value>An http(s) address.</value>
    public string Endpoint { get; init; } = string.Empty;

    /// <summary>How often.</summary>
    /// <value>1 s to 1 h; default 10 s.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    public IEnumerable<string> Validate(string at)
    {
        if (!(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return $"{at}:Endpoint is \"{Endpoint}\"; must be an http:// or https:// address.";
        }

        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1))
        {
            yield return $"{at}:Interval is {Interval}; must be 1 second to 1 hour.";
        }
    }
}
