using FsCheck;
using FsCheck.Fluent;

namespace MarketFlow.Feeds.Tests;

/// <summary>
/// Whatever is subscribed and however it changes: no pause that is legal costs a connection, and a link that stops bringing what is due is
/// recycled at its limit. The model is the table below and the arrival times, looked at one by one.
/// </summary>
public sealed class SilencePropertyTests
{
    private static readonly (string Dialect, string Topic, int? Fixed, int? Floor)[] _table =
    [
        ("massive", "T.*", 15, null), ("massive", "Q.*", 15, null), ("massive", "A.*", 30, null), ("massive", "AM.*", 150, null),
        ("massive", "T.AAPL", null, 60), ("massive", "Q.ZZZ", null, 60), ("massive", "A.ZZZ", null, 60), ("massive", "AM.AAPL", null, 150),
        ("massive", "FMV.*", null, 60), ("massive", "FMV.ZZZ", null, 60), ("massive", "LULD.*", null, null), ("massive", "NOI.*", null, null),
        ("alpaca", "trades.*", 15, null), ("alpaca", "bars.*", 150, null), ("alpaca", "quotes.ZZZ", null, 60), ("alpaca", "bars.AAPL", null, 150),
        ("alpaca", "updatedBars.*", null, null), ("alpaca", "dailyBars.*", null, null), ("alpaca", "statuses.*", null, null), ("alpaca", "lulds.ZZZ", null, null),
        ("coinbase", "*.BTC-USD", null, 60), ("kraken", "*.XBT/USD", null, 60), ("hitbtc", "*.BTCUSD", null, 60), ("hitbtc", "*.ETHUSD", null, 60),
    ];

    private static readonly Gen<(int Kind, int Percent, int Choice)> _steps =
        from kind in Gen.Choose(0, 9)
        from percent in Gen.Choose(1, 99)
        from choice in Gen.Choose(0, 4_095)
        select (kind, percent, choice);

    private static readonly Gen<Plan> _plans =
        from dialect in Gen.Elements("massive", "alpaca", "coinbase", "kraken", "hitbtc")
        from steps in _steps.ListOf()
        select new Plan(dialect, [.. steps.Take(30)]);

    [Fact]
    public void Legal_pauses_cost_no_connection_and_a_dead_feed_is_recycled_at_its_limit() =>
        Prop.ForAll(_plans.ToArbitrary(), plan =>
        {
            var topics = plan.Choose(plan.Steps.Length);
            using var feed = new QuietFeed(plan.Dialect, topics, isAnswering: true);
            Model model = new(topics, feed.Now);
            foreach (var (kind, percent, choice) in plan.Steps)
            {
                if (kind == 0)
                {
                    topics = plan.Choose(choice);
                    feed.Want(topics);
                    model.Want(topics, feed.Now);
                    continue;
                }

                var longest = Math.Min(model.Limit() ?? 7_200, 7_200) - model.Pause(feed.Now);
                feed.AdvanceBy(Math.Max(0, longest * percent / 100));
                feed.Data();
                model.Data(feed.Now);
            }

            var wasKept = feed.Connections == 1;
            var limit = model.Limit();
            if (limit is null or > 100_000)
            {
                feed.AdvanceBy(3 * 3_600);
                return wasKept && feed.Connections == 1;
            }

            feed.AdvanceBy(Math.Max(0, limit.Value - model.Pause(feed.Now) - 0.001));
            var wasPatient = feed.Connections == 1;
            feed.AdvanceBy(0.252);
            var wasRecycled = feed.Connections == 2;
            feed.AdvanceBy((limit.Value + 0.25) * 5);
            return wasKept && wasPatient && wasRecycled && feed.Connections == (model.IsFixed ? 7 : 2);
        }).QuickCheckThrowOnFailure();

    private sealed record Plan(string Dialect, (int Kind, int Percent, int Choice)[] Steps)
    {
        public override string ToString() => $"{Dialect}: {string.Join(' ', Steps)}";

        public string[] Choose(int choice)
        {
            var all = _table.Where(row => row.Dialect == Dialect).Select(row => row.Topic).ToArray();
            return [.. all.Where((_, index) => (choice >> index & 1) == 1)];
        }
    }

    private sealed class Model(string[] topics, DateTimeOffset start)
    {
        private string[] _topics = topics;
        private DateTimeOffset _from = start;
        private List<(DateTimeOffset From, DateTimeOffset To)> _pauses = [];

        public bool IsFixed => Rows.Any(row => row.Fixed is not null);

        private IEnumerable<(string Dialect, string Topic, int? Fixed, int? Floor)> Rows => _table.Where(row => _topics.Contains(row.Topic));

        public double Pause(DateTimeOffset now) => (now - _from).TotalSeconds;

        /// <summary>When the connection is recycled, in seconds after the pause began; null for never.</summary>
        public double? Limit() => (Rows.Min(row => row.Fixed), Rows.Min(row => row.Floor)) switch
        {
            (null, null) => null,
            ({ } limit, null) => limit,
            (null, { } floor) => Learned(floor),
            ({ } limit, { } floor) => Math.Min(limit, Learned(floor) ?? limit),
        };

        public void Data(DateTimeOffset now)
        {
            _pauses.Add((_from, now));
            _from = now;
        }

        public void Want(string[] topics, DateTimeOffset now)
        {
            var (before, stricter) = (_topics, IsStricterThan(topics));
            _topics = topics;
            _from = stricter ? now : _from;
            _pauses = before.Length > 0 && before.All(topics.Contains) ? _pauses : [];
        }

        private bool IsStricterThan(string[] topics)
        {
            var before = Rows.ToArray();
            var now = _table.Where(row => topics.Contains(row.Topic)).ToArray();
            var newest = now.Where(row => row.Fixed is not null && row.Fixed == now.Min(each => each.Fixed)).ToArray();
            return (newest.Length > 0 && (!(before.Min(row => row.Fixed) <= newest[0].Fixed) || !_topics.Contains(First(topics, newest))))
                || (now.Any(row => row.Floor is not null) && before.All(row => row.Floor is null));
        }

        // Of several topics with the same limit the first one counts, as it is written.
        private static string First(string[] topics, (string Dialect, string Topic, int? Fixed, int? Floor)[] rows) =>
            topics.First(topic => rows.Any(row => row.Topic == topic));

        private double? Learned(int floor)
        {
            DateTimeOffset? counted = null;
            var seconds = 0;
            foreach (var (_, to) in _pauses)
            {
                if (counted is null || (to - counted.Value).TotalSeconds >= 1)
                {
                    (counted, seconds) = (to, seconds + 1);
                }
            }

            if (seconds < 4)
            {
                return null;
            }

            // The product keeps minutes, so it may remember one minute longer than 30.
            var minute = _pauses[^1].To.UtcTicks / TimeSpan.TicksPerMinute;
            var longest = _pauses.Where(pause => pause.To.UtcTicks / TimeSpan.TicksPerMinute > minute - 31).Max(pause => (pause.To - pause.From).TotalSeconds);
            return 2 * Math.Max(floor, 20 * longest);
        }
    }
}
