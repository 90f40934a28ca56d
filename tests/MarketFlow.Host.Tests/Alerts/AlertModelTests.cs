using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Host.Tests;

/// <summary>Whatever the values, the book does what a look back over all of them would do.</summary>
public sealed class AlertModelTests
{
    private const double Threshold = 10;
    private static readonly AlertSettings _settings = new()
    {
        RepeatEvery = TimeSpan.FromSeconds(7),
        EscalateAfter = TimeSpan.FromSeconds(12),
        KeepResolved = 3,
    };

    [Fact]
    public void Agrees_with_a_look_back_over_all_values() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Value, byte Times, byte Action)[]>(), ArbMap.Default.ArbFor<byte>(), (steps, duration) =>
        {
            var minimum = duration % 5;

            // Each value some seconds long, around the threshold of 10, the 9 where it is over and the 20 where it is an error.
            (double Value, bool IsAcknowledged)[] seconds =
                [.. steps.SelectMany(step => Enumerable.Range(0, 1 + (step.Times % 9)).Select(second => ((double)(step.Value % 24), second == 0 && step.Action % 6 == 0)))];
            var told = Run(seconds, minimum).ToList();
            var model = new LookingBack(minimum);
            Assert.Equal(seconds.SelectMany((_, now) => model.At(seconds, now)), told);
            return true;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Run((double Value, bool IsAcknowledged)[] seconds, int minimum)
    {
        var value = 0d;
        AlertRule rule = new("latency", TimeSpan.FromSeconds(minimum), _ => [new("x", value, Threshold, value >= 20 ? AlertSeverity.Error : AlertSeverity.Warning, "", "", "")]);
        WatchedHost host = new(_settings, rules: [rule]);
        foreach (var second in seconds)
        {
            value = second.Value;
            host.SeeWell(1);
            if (second.IsAcknowledged)
            {
                host.Book.Acknowledge("latency:x", "Ada");
            }
        }

        Assert.InRange(host.Book.Alerts.Count(alert => alert.ResolvedAt is not null), 0, 3);
        return host.Told;
    }

    /// <summary>The rules, each told by looking back as far as it takes; only what was told is written down.</summary>
    private sealed class LookingBack(int minimum)
    {
        private readonly List<(int At, string Kind, int Severity)> _told = [];
        private readonly HashSet<int> _acknowledged = [];

        public List<string> At((double Value, bool IsAcknowledged)[] seconds, int now)
        {
            List<string> told = [];
            var (before, beganBefore) = FiringAt(seconds, now - 1);
            var (isFiring, began) = FiringAt(seconds, now);
            if (before && !isFiring)
            {
                if (_told.Any(news => news.At >= beganBefore && news.Kind != "acknowledged"))
                {
                    Say("resolved", SeverityAt(seconds, beganBefore, now - 1));
                }
            }
            else if (isFiring)
            {
                var severity = SeverityAt(seconds, began, now);
                var firings = _told.Where(news => news.Kind is not ("resolved" or "acknowledged")).ToList();
                var isNew = firings.All(news => news.At < began);
                var isWorse = firings.Count > 0 && severity > firings[^1].Severity;
                var isDue = firings.Count == 0 || now - firings[^1].At >= 7;
                if (isWorse || (isDue && (isNew || !_acknowledged.Contains(began))))
                {
                    Say(isNew ? "raised" : isWorse ? "worsened" : "repeated", severity);
                }

                if (seconds[now].IsAcknowledged && _acknowledged.Add(began))
                {
                    _acknowledgedAt[began] = now;
                    Say("acknowledged", severity);
                }
            }

            return told;

            void Say(string kind, int severity)
            {
                _told.Add((now, kind, severity));
                told.Add($"{now} {kind} latency:x {(severity == 0 ? "warning" : severity == 1 ? "error" : "critical")}");
            }
        }

        private readonly Dictionary<int, int> _acknowledgedAt = [];

        // It fires since the last second at which it began, if it was not over in between.
        private (bool IsFiring, int Began) FiringAt((double Value, bool IsAcknowledged)[] seconds, int now)
        {
            var (isFiring, began, over) = (false, -1, -1);
            for (var second = 0; second <= now; second++)
            {
                if (isFiring && seconds[second].Value <= 9)
                {
                    (isFiring, over) = (false, second);
                }
                else if (!isFiring && second - minimum > over && Enumerable.Range(second - minimum, minimum + 1).All(at => at >= 0 && seconds[at].Value > Threshold))
                {
                    (isFiring, began) = (true, second);
                }
            }

            return (isFiring, began);
        }

        private int SeverityAt((double Value, bool IsAcknowledged)[] seconds, int began, int now)
        {
            var worst = seconds[began..(now + 1)].Any(second => second.Value >= 20) ? 1 : 0;
            var isLeft = now - began >= 12 && !(_acknowledgedAt.TryGetValue(began, out var at) && at < began + 12);
            return worst + (isLeft ? 1 : 0);
        }
    }
}
