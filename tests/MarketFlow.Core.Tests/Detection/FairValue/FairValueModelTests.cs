using static MarketFlow.FairValueFinding;

namespace MarketFlow.Tests;

public sealed class FairValueModelTests
{
    private static readonly double[] _anchors = [0, -2.6 * 3600, -8.1 * 3600, 3.98 * 3600, 7.98 * 3600, 21.5 * 3600];

    /// <summary>domain.md: at least 1 % from the last trade, at least 5 %, and 80 % of the last 5 on one side.</summary>
    [Fact]
    public void Agrees_event_for_event_with_a_look_through_all_that_was_told()
    {
        var told = Fragments.Agree(
            random =>
            {
                var options = random.Next(2) == 0
                    ? new FairValueOptions()
                    : new() { Window = random.Next(2, 7), ConsistentShare = random.Next(6, 11) / 10m, MaxTradeAge = TimeSpan.FromMinutes(5), IdleAfter = TimeSpan.FromMinutes(20) };
                return (options, Events: FragmentOf(random, options));
            },
            fragment => fragment.Events.Run(fragment.options),
            fragment => new Plain(fragment.options).Look(fragment.Events));

        Assert.All(Enum.GetValues<FairValueFinding>(), finding => Assert.InRange(told.Count(one => one.Finding == finding), 2_000, int.MaxValue));
    }

    private static List<MarketEvent> FragmentOf(Random random, FairValueOptions options)
    {
        decimal[] prices = random.Next(2) == 0 ? [94, 95, 99, 100, 100, 101, 105, 106] : [99.5m, 100, 100, 100.5m];
        var events = new List<MarketEvent>();
        var now = _anchors[random.Next(_anchors.Length)];
        for (var left = random.Next(10, 41); left > 0; left--)
        {
            var at = random.Next(100) switch
            {
                < 60 => now += random.Next(0, 30),
                < 70 => now,
                < 80 => now - random.Next(1, 60),
                < 86 => now += options.MaxTradeAge.TotalSeconds + random.Next(-1, 2),
                < 90 => now += 3600 * random.Next(1, 5),
                < 94 => now += options.IdleAfter.TotalSeconds + random.Next(-1, 2),
                < 97 => now - options.IdleAfter.TotalSeconds - random.Next(-1, 2),
                < 98 => now + (40 * 86_400),
                _ => now -= 120,
            };
            var (price, symbol) = (prices[random.Next(prices.Length)], random.Next(6) == 0 ? "B" : "A");
            MarketEvent next = random.Next(3) == 0 ? FairValueEvents.Trade(at, price, symbol) : FairValueEvents.Value(at, price, symbol);
            events.Add(next with { IsBackfill = random.Next(12) == 0 });
        }

        return events;
    }

    private sealed class Plain(FairValueOptions options)
    {
        private readonly PlainKeys<string, Heard> _symbols = new(_ => options.IdleAfter.TotalSeconds, _ => new());
        private readonly List<FairValueTelling> _told = [];

        public List<FairValueTelling> Look(List<MarketEvent> events)
        {
            for (var number = 0; number < events.Count; number++)
            {
                if (events[number] is not FairMarketValue || PlainSessions.PeriodOf(events[number].Time) is not null)
                {
                    Look(number, events[number]);
                }
            }

            return _told;
        }

        private void Look(int number, MarketEvent heard)
        {
            var symbol = _symbols.Heard(heard.Symbol, heard.Time.ToDateTimeOffset().Ticks / (double)TimeSpan.TicksPerSecond, heard.IsBackfill);
            symbol.All.Add(heard);
            if (heard is FairMarketValue value)
            {
                Look(number, value, symbol);
            }
        }

        private void Look(int number, FairMarketValue value, Heard symbol)
        {
            var last = symbol.All.OfType<Trade>().Aggregate((Trade?)null, (held, next) => held is null || next.Time >= held.Time ? next : held);
            if (symbol.All.OfType<FairMarketValue>().Max(one => one.Time) > value.Time)
            {
                return;
            }

            var period = PlainSessions.PeriodOf(value.Time);
            if (symbol.Period != period)
            {
                (symbol.Period, symbol.Side) = (period, null);
                symbol.Measured.Clear();
            }

            if (last is null || value.Time - last.Time > options.MaxTradeAge || last.Time - value.Time > options.MaxTradeAge)
            {
                return;
            }

            symbol.Measured.Add(value.Price > last.Price ? "up" : value.Price < last.Price ? "down" : null);
            var percent = Math.Abs(value.Price - last.Price) / last.Price * 100;
            if (percent >= options.MinPercent)
            {
                Tell(symbol.Measured[^1], percent >= options.AlertPercent ? ValuationAlert : Deviation);
            }

            var window = symbol.Measured.TakeLast(options.Window).ToList();
            string? side = null;
            foreach (var direction in new[] { "up", "down" })
            {
                if (window.Count == options.Window && window.Count(one => one == direction) >= options.ConsistentShare * options.Window)
                {
                    side = direction;
                }
            }

            if (side is not null && side != symbol.Side)
            {
                Tell(side, ConsistentValuation);
            }

            symbol.Side = side;

            void Tell(string? direction, FairValueFinding finding) => _told.Add(new(
                number, finding, direction, value.Price, last.Price, Math.Round((value.Price - last.Price) / last.Price * 100, 4)));
        }

        private sealed class Heard
        {
            public List<MarketEvent> All { get; } = [];

            public string? Period { get; set; }

            public List<string?> Measured { get; } = [];

            public string? Side { get; set; }
        }
    }
}
