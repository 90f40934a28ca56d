using System.Reactive.Concurrency;

namespace MarketFlow.Host.Tests;

/// <summary>A book of alerts that looks at a sample a second, in virtual time, and everything it tells.</summary>
internal sealed class WatchedHost
{
    private readonly HistoricalScheduler _clock = new(Samples.Start.ToDateTimeOffset());
    private readonly AlertSettings _settings;

    public WatchedHost(AlertSettings? settings = null, IReadOnlyList<AlertRule>? rules = null)
    {
        _settings = settings ?? new();
        Book = new(rules ?? AlertRules.Of(_settings), _settings, _clock);
        Book.News.Subscribe(News.Add);
    }

    public AlertBook Book { get; }

    public List<AlertNews> News { get; } = [];

    /// <summary>The news as "second kind id severity".</summary>
    public IEnumerable<string> Told => News.Select(news => FormattableString.Invariant(
        $"{(news.At - Samples.Start).TotalSeconds} {AlertJson.NameOf(news.Kind)} {news.Alert.Id} {AlertJson.NameOf(news.Alert.Severity)}"));

    /// <summary>The ids of what fires.</summary>
    public IEnumerable<string> Firing => Book.Alerts.Where(alert => alert.ResolvedAt is null).Select(alert => alert.Id);

    /// <summary>The second that comes next.</summary>
    public int Second { get; private set; }

    /// <summary>So many seconds of one kind of sample.</summary>
    public WatchedHost See(int seconds, Func<HostSample, HostSample> change)
    {
        for (var seen = 0; seen < seconds; seen++)
        {
            _clock.AdvanceTo((Samples.Start + TimeSpan.FromSeconds(Second)).ToDateTimeOffset());
            Book.OnNext(change(Samples.Well(Second)));
            Second++;
        }

        return this;
    }

    /// <summary>So many seconds in which all is well.</summary>
    public WatchedHost SeeWell(int seconds) => See(seconds, well => well);
}
