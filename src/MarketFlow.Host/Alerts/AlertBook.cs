using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Runtime.ExceptionServices;

namespace MarketFlow.Host;

/// <summary>Watches samples of the host by rules, and knows which alerts fire.</summary>
/// <remarks>
/// All time is that of the samples, but for acknowledgements, whose is the clock's. Any thread may look and acknowledge; what is told of
/// alerts is told one at a time, in order, without a lock held, on the thread of the sample or of whoever acknowledges. What an observer
/// of the news throws is thrown to them, once all is told.
/// Memory: what fires, one state for each thing a rule is about, and the last alerts that are over.
/// Rule: domain.md, Health and alerts.
/// </remarks>
internal sealed class AlertBook : IObserver<HostSample>, IDisposable
{
    private readonly IReadOnlyList<AlertRule> _rules;
    private readonly AlertSettings _settings;
    private readonly IScheduler _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AlertInstance> _instances = [];
    private readonly Queue<Alert> _resolved = new();
    private readonly Queue<AlertNews> _untold = new();
    private readonly Dictionary<string, long> _raised = [];
    private readonly Subject<AlertNews> _news = new();
    private bool _isTelling;

    /// <summary>Makes the book; samples come by <see cref="OnNext"/>, in their order.</summary>
    /// <param name="rules">What is watched; for this book alone, since rules remember.</param>
    /// <param name="settings">The numbers that all rules have in common.</param>
    /// <param name="clock">Says when an alert is acknowledged. No work is scheduled on it.</param>
    public AlertBook(IReadOnlyList<AlertRule> rules, AlertSettings settings, IScheduler clock)
    {
        _rules = [.. rules.Where(rule => !settings.Silenced.Contains(rule.Name))];
        _settings = settings;
        _clock = clock;
        foreach (var rule in rules)
        {
            _raised[rule.Name] = 0;
        }
    }

    /// <summary>What happens to alerts, as it does; ends with the book.</summary>
    public IObservable<AlertNews> News => _news;

    /// <summary>What fires, the worst first, then what is over, the latest first. A copy; any thread.</summary>
    public IReadOnlyList<Alert> Alerts
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _instances.Values.Select(instance => instance.Firing).OfType<Alert>()
                        .OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal),
                    .. _resolved.Reverse(),
                ];
            }
        }
    }

    /// <summary>How often each rule has fired. A copy; any thread.</summary>
    public IReadOnlyDictionary<string, long> Raised
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, long>(_raised);
            }
        }
    }

    /// <summary>Looks at the next sample.</summary>
    public void OnNext(HostSample value)
    {
        lock (_gate)
        {
            HashSet<string> read = [];
            foreach (var rule in _rules)
            {
                foreach (var reading in rule.Read(value))
                {
                    var id = AlertInstance.IdOf(rule.Name, reading.About);
                    if (!_settings.Silenced.Contains(id) && read.Add(id))
                    {
                        Look(id, rule, reading, value.At);
                    }
                }
            }

            foreach (var (_, gone) in _instances.Where(instance => !read.Contains(instance.Key)))
            {
                Note(gone, gone.Gone(value.At), value.At);
            }
        }

        Tell();
    }

    /// <summary>Says that somebody knows of an alert. Any thread.</summary>
    /// <param name="id">Which.</param>
    /// <param name="by">Who.</param>
    /// <returns>How it is now; null where it does not fire.</returns>
    public Alert? Acknowledge(string id, string by)
    {
        Alert? alert;
        lock (_gate)
        {
            var instance = _instances.GetValueOrDefault(id);
            Timestamp now = _clock.Now;
            if (instance?.Acknowledge(by, now) == true)
            {
                _untold.Enqueue(new(AlertNewsKind.Acknowledged, now, instance.Firing!));
            }

            alert = instance?.Firing;
        }

        Tell();
        return alert;
    }

    /// <summary>Does nothing: what fired when samples ended still does.</summary>
    public void OnError(Exception error)
    {
    }

    /// <summary>Does nothing: what fired when samples ended still does.</summary>
    public void OnCompleted()
    {
    }

    /// <summary>Nothing is told any more; what is watched after it is not told, and does no harm.</summary>
    public void Dispose() => _news.OnCompleted();

    private void Look(string id, AlertRule rule, in AlertReading reading, Timestamp now)
    {
        if (!_instances.TryGetValue(id, out var instance))
        {
            if (reading.Value <= reading.Threshold)
            {
                return;
            }

            _instances.Add(id, instance = new(rule.Name, reading.About, rule.For, _settings));
        }

        var hasFired = instance.Firing is not null;
        var outcome = instance.Look(reading, now);
        if (!hasFired && instance.Firing is not null)
        {
            _raised[rule.Name]++;
        }

        Note(instance, outcome, now);
    }

    private void Note(AlertInstance instance, (AlertNewsKind? News, Alert? Resolved) outcome, Timestamp now)
    {
        if (outcome.Resolved is { } resolved)
        {
            if (_resolved.Count == _settings.KeepResolved)
            {
                _resolved.Dequeue();
            }

            _resolved.Enqueue(resolved);
        }

        if (outcome.News is { } kind)
        {
            _untold.Enqueue(new(kind, now, outcome.Resolved ?? instance.Firing!));
        }
    }

    // Whoever comes while another tells leaves its news to that one, so that they are told in order.
    private void Tell()
    {
        lock (_gate)
        {
            if (_isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        // Thrown once all is told: what one observer throws must neither hold back the news behind it nor silence the book for ever.
        ExceptionDispatchInfo? thrown = null;
        while (TryTake(out var news))
        {
            try
            {
                _news.OnNext(news);
            }
            catch (Exception error)
            {
                thrown ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        thrown?.Throw();
    }

    private bool TryTake([NotNullWhen(true)] out AlertNews? news)
    {
        lock (_gate)
        {
            _isTelling = _untold.TryDequeue(out news);
            return _isTelling;
        }
    }
}
