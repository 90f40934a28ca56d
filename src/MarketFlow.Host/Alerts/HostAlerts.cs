using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>The host's alerts: the book, and whom it tells.</summary>
internal sealed class HostAlerts : IAsyncDisposable
{
    private readonly List<IDisposable> _listening = [];
    private IDisposable? _watching;

    /// <summary>Makes them; nothing is watched before <see cref="Watch"/>.</summary>
    /// <param name="settings">When they fire, and whom they are told.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="log">Told all news.</param>
    public HostAlerts(AlertSettings settings, IScheduler clock, ILogger log)
    {
        Book = new(AlertRules.Of(settings), settings, clock);
        if (settings.Webhook.Url is not null)
        {
            Webhook = new(settings.Webhook, clock, log);
            _listening.Add(Book.News.Subscribe(Webhook));
        }

        // After the webhook, which throws nothing: a log may, and who comes behind it would not hear.
        _listening.Add(Book.News.Subscribe(news => AlertLog.Write(log, news)));
    }

    public AlertBook Book { get; }

    /// <summary>Where they are sent; null for nowhere.</summary>
    public AlertWebhook? Webhook { get; }

    /// <summary>Watches the samples from now on.</summary>
    public void Watch(IObservable<HostSample> samples) => _watching = samples.Subscribe(Book);

    public async ValueTask DisposeAsync()
    {
        _watching?.Dispose();
        Book.Dispose();
        _listening.ForEach(listening => listening.Dispose());
        if (Webhook is not null)
        {
            await Webhook.DisposeAsync();
        }
    }
}
