namespace MarketFlow.Host;

/// <summary>The address to which alerts are sent, and how hard that is tried.</summary>
internal sealed record WebhookSettings
{
    /// <summary>Where alerts are posted as JSON.</summary>
    /// <value>An http:// or https:// address; default: none, and nothing is sent. Better in the environment than in a file: most hold a secret.</value>
    public string? Url { get; init; }

    /// <summary>How long the receiver may take for its answer.</summary>
    /// <value>100 ms to 1 minute; default 5 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often one piece of news is tried before it is given up.</summary>
    /// <value>1 to 20; default 5.</value>
    public int Attempts { get; init; } = 5;

    /// <summary>How long is waited after the first failure; twice as long after each further one, at most 1 minute.</summary>
    /// <value>10 ms to 1 minute; default 1 s.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much news may wait for the receiver. Beyond it the oldest is dropped, and counted.</summary>
    /// <value>1 to 10,000; default 100.</value>
    public int Capacity { get; init; } = 100;

    /// <summary>The receiver without its path, which mostly is a secret: what is printed ends up in logs.</summary>
    public override string ToString() => $"{nameof(WebhookSettings)} {{ {nameof(Url)} = {Receiver} }}";

    /// <summary>The receiver without its path, which mostly is a secret.</summary>
    public string Receiver => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority}" : "none";

    /// <summary>Says what is out of range: one sentence per setting that names it, its value and what is allowed.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. Url is null || (Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            ? Array.Empty<string>()
            : [$"Alerts:Webhook:{nameof(Url)} is \"{Url}\"; must be an http:// or https:// address without a user."],
        .. AlertSettings.Range($"Webhook:{nameof(Timeout)}", Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        .. AlertSettings.Range($"Webhook:{nameof(Attempts)}", Attempts, 1, 20),
        .. AlertSettings.Range($"Webhook:{nameof(RetryDelay)}", RetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        .. AlertSettings.Range($"Webhook:{nameof(Capacity)}", Capacity, 1, 10_000),
    ];
}
