using System.Text.Json;

namespace MarketFlow.Host.Tests;

/// <summary>A real host whose alerts fire soon, and somebody whom it tells.</summary>
internal sealed class AlertWitness : IAsyncDisposable
{
    private readonly WebhookReceiver _receiver;

    private AlertWitness(WebhookReceiver receiver, RunningHost host)
    {
        _receiver = receiver;
        Host = host;
    }

    public RunningHost Host { get; }

    /// <summary>A host on its own market.</summary>
    public static Task<AlertWitness> StartAsync(params (string Name, string Value)[] settings) => StartAsync(RunningHost.StartAsync, settings);

    /// <summary>A host on a feed in Massive's words that is asked for everything.</summary>
    public static Task<AlertWitness> OnAsync(Uri vendor, params (string Name, string Value)[] settings) => StartAsync(
        RunningHost.StartAsync,
        [
            ("Feeds:0:Name", "x"),
            ("Feeds:0:Dialect", "massive"),
            ("Feeds:0:Url", new UriBuilder(vendor) { Scheme = "ws", Path = "/stocks" }.ToString()),
            ("Feeds:0:Hours", "always"),
            ("Feeds:0:Symbols:0", "*"),
            ("Feeds:0:Key", "any"),
            .. settings,
        ]);

    /// <summary>That an alert fires is told to the webhook, on its page, to the dashboard and in the metrics.</summary>
    /// <param name="id">Which.</param>
    /// <param name="isIt">How it is to be; it may have fired otherwise before.</param>
    /// <returns>The alert as the webhook was told.</returns>
    public async Task<JsonElement> RaisedAsync(string id, Func<JsonElement, bool>? isIt = null)
    {
        var news = await _receiver.FirstAsync(id, news => KindOf(news) is "raised" or "worsened" or "repeated" && isIt?.Invoke(news.GetProperty("alert")) != false);
        Assert.Contains(await AlertsAsync(), known => IdOf(known) == id); // it may be resolved by now
        await ShownWhileFiringAsync(id);
        var name = id.Split(':')[0];
        var raised = (await Host.TextAsync("/metrics")).Text.Split('\n').Single(line => line.StartsWith($"marketflow_alerts_raised_total{{name=\"{name}\"}} ", StringComparison.Ordinal));
        Assert.NotEqual("0", raised.Split(' ')[1]);
        return news.GetProperty("alert");
    }

    /// <summary>It is over of itself: told to the webhook, and on its page.</summary>
    public async Task ResolvedAsync(string id)
    {
        await _receiver.FirstAsync(id, news => KindOf(news) == "resolved");
        Assert.Contains(await AlertsAsync(), known => IdOf(known) == id && known.GetProperty("state").GetString() == "resolved");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    // The overview shows all alerts that fire, and only the last resolved ones: several may have been resolved since this one.
    private async Task ShownWhileFiringAsync(string id)
    {
        var before = FiringSince(await AlertsAsync());
        var shown = (await Host.GetAsync("/api/overview")).GetProperty("alerts").GetProperty("alerts").EnumerateArray();
        if (before is not null && FiringSince(await AlertsAsync()) == before)
        {
            Assert.Contains(shown, known => IdOf(known) == id);
        }

        string? FiringSince(IEnumerable<JsonElement> alerts) =>
            alerts.Where(alert => IdOf(alert) == id && alert.GetProperty("state").GetString() == "firing").Select(alert => alert.GetProperty("since").GetString()).FirstOrDefault();
    }

    private static string? IdOf(JsonElement alert) => alert.GetProperty("id").GetString();

    private static string? KindOf(JsonElement news) => news.GetProperty("event").GetString();

    private async Task<JsonElement.ArrayEnumerator> AlertsAsync() => (await Host.GetAsync("/api/alerts")).GetProperty("alerts").EnumerateArray();

    private static async Task<AlertWitness> StartAsync(Func<(string, string)[], Task<RunningHost>> startAsync, (string Name, string Value)[] settings)
    {
        var receiver = await new WebhookReceiver().StartAsync();
        return new(receiver, await startAsync(
        [
            .. new[] { "LatencyFor", "FaultsFor", "LaneFor", "ChannelFor", "FeedFor", "MemoryFor", "MemoryGrowthFor", "ClientFor" }.Select(name => ($"Alerts:{name}", "00:00:00")),
            ("Alerts:RepeatEvery", "00:00:01"),
            ("Alerts:LossClearsAfter", "00:00:01"),
            ("Alerts:Webhook:Url", receiver.Url),
            ("ShutdownTimeout", "00:00:00"),
            .. settings,
        ]));
    }
}
