using System.Text.Json;
using MarketFlow.Testing;
using static MarketFlow.Feeds.Tests.SimulatedSession;

namespace MarketFlow.Feeds.Tests;

/// <summary>What a market has besides trades, quotes and minute bars, and how it fits the trades.</summary>
public sealed class SimulatedNoticesTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly SimulatedMarketOptions _options = new() { Symbols = 30, EventsPerSecond = 300 };

    /// <summary>Each bar is what the trades before it say, with cancels and corrections applied; none is missing, none too many.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bars_of_every_interval_agree_with_the_trades_before_them(int seed)
    {
        SimulatedTape tape = new();
        Dictionary<(string Symbol, Timestamp Start, TimeSpan Interval), int> told = [];
        HashSet<(string Symbol, Timestamp Start)> changed = [];
        var (updates, days) = (0, 0);
        foreach (var value in Run(_options with { Seed = seed }, 400))
        {
            if (value is Bar bar)
            {
                var key = (bar.Symbol, bar.Time, bar.Interval);
                Assert.Equal(bar.Revision, told.GetValueOrDefault(key));
                Assert.Equal(tape.BarOf(bar.Symbol, bar.Time, bar.Interval), bar with { Source = default, Revision = 0, HasVendorRevision = false });
                told[key] = bar.Interval == _day ? 0 : bar.Revision + 1;
                days += bar.Interval == _day ? 1 : 0;
                updates += bar.Revision;
                Assert.True(bar.Revision == 0 || changed.Remove((bar.Symbol, bar.Time)), $"{bar} changes nothing.");
            }
            else if (tape.Take(value) is { } trade)
            {
                var start = StartOf(trade.Time, _minute);
                if (told.ContainsKey((trade.Symbol, start, _minute)) && value.Source.ReceivedAt <= start + 1.5 * _minute)
                {
                    changed.Add((trade.Symbol, start));
                }
            }
        }

        Assert.DoesNotContain(changed, key => key.Start + 1.6 * _minute < VirtualMarketClock.Open.AddSeconds(400)); // each change is told
        Assert.True(updates > 0 && tape.Revisions > 10, $"{updates} updates, {tape.Revisions} revisions");
        Assert.Equal(told.Keys.Count(key => key.Interval == _minute), days);
        AssertNoneIsMissing(seed, told, _second, TimeSpan.FromSeconds(399.9));
        AssertNoneIsMissing(seed, told, _minute, TimeSpan.FromSeconds(399));
    }

    [Fact]
    public void Nothing_is_traded_in_a_halt_which_a_limit_band_near_the_price_announces_and_a_resumption_ends()
    {
        Dictionary<string, (Timestamp From, bool IsHalted)> halts = [];
        Dictionary<string, decimal> prices = [];
        Dictionary<string, Status> bands = [];
        var (ended, bandsInAll) = (0, 0);
        foreach (var value in Run(_options, 1_200))
        {
            switch (value)
            {
                case Trade trade:
                    Assert.False(halts.TryGetValue(trade.Symbol, out var halt) && halt.IsHalted && trade.Time >= halt.From, $"{trade} is in a halt.");
                    prices[trade.Symbol] = trade.Price;
                    break;
                case Status { Kind: "halt" } halted:
                    Assert.False(halts.GetValueOrDefault(halted.Symbol).IsHalted);
                    halts[halted.Symbol] = (halted.Time, true);
                    Assert.Equal(TimeSpan.FromSeconds(15), halted.Time - bands[halted.Symbol].Time);
                    Assert.DoesNotContain(halted.Symbol, SimulatedMarket.Symbols(10));
                    break;
                case Status { Kind: "status" } resumed:
                    Assert.InRange(resumed.Time - halts[resumed.Symbol].From, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5));
                    halts[resumed.Symbol] = default;
                    ended++;
                    break;
                case Status { Kind: "luld" } band:
                    Assert.InRange(prices[band.Symbol], band.LimitDown!.Value, band.LimitUp!.Value);
                    bands[band.Symbol] = band;
                    bandsInAll++;
                    break;
            }
        }

        Assert.True(ended >= 3, $"{ended} halts ended");
        Assert.InRange(bandsInAll, 3 * 30, 5 * 30); // every five minutes, and around halts
        Assert.Equal(30, bands.Count);
    }

    [Fact]
    public void Halts_need_no_symbol_of_their_own_in_a_small_market_and_spare_the_only_one()
    {
        Assert.Equal([SimulatedMarket.Symbols(3)[2]], Run(_options with { Symbols = 3 }, 300).OfType<Status>().Where(status => status.Kind == "halt").Select(status => status.Symbol).Distinct());
        Assert.DoesNotContain(Run(_options with { Symbols = 1 }, 300), value => value is Status { Kind: "halt" });
    }

    /// <summary>Kinds of events have random numbers of their own, so that a program may be compared with and without them.</summary>
    [Fact]
    public void Quotes_and_trades_are_the_same_with_and_without_notices()
    {
        var (with, without) = (Run(_options, 20), Run(_options with { HasNotices = false }, 20));

        Assert.Equal(Told(without), Told(with));
        Assert.DoesNotContain(without, value => value is Status);

        static IEnumerable<(string, Timestamp, decimal)> Told(List<MarketEvent> events) => events
            .Where(value => value is Quote)
            .Select(value => (value.Symbol, value.Time, ((Quote)value).BidPrice));
    }

    [Theory]
    [InlineData("2026-03-09T14:00:00Z", false)] // 10:00 in New York
    [InlineData("2026-03-09T22:00:00Z", true)]
    [InlineData("2026-03-08T14:00:00Z", true)] // a Sunday
    public void Trades_are_Form_T_outside_regular_hours_alone(string start, bool isFormT)
    {
        var trades = Run(_options with { StartTime = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) }, 30).OfType<Trade>().ToList();

        Assert.All(trades, trade => Assert.Equal(isFormT, trade.Conditions.Contains("12")));
        Assert.All(trades, trade => Assert.Equal(trade.Size < 100, trade.Conditions.Contains("37")));
    }

    [Fact]
    public void Trades_off_exchange_and_no_others_name_a_reporting_facility()
    {
        foreach (var trade in Run(_options, 10).OfType<Trade>())
        {
            using var message = JsonDocument.Parse(trade.Source.Original);
            Assert.Equal(trade.Exchange == "4", message.RootElement.TryGetProperty("trfi", out var facility) && facility.GetInt32() is >= 201 and <= 203);
        }
    }

    /// <summary>The first day's last minute belongs to it, and the next day begins anew.</summary>
    [Fact]
    public void Days_begin_at_midnight_in_New_York()
    {
        var midnight = new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.FromHours(-4));
        var days = Run(_options with { StartTime = midnight.AddSeconds(-130) }, 260).OfType<Bar>().Where(bar => bar.Interval == _day).ToList();

        Assert.Equal([midnight.AddHours(-23), midnight], days.Select(bar => bar.Time.ToDateTimeOffset()).Distinct()); // 23 hours: daylight saving began on that Sunday
        Assert.True(days.Last(bar => bar.Symbol == "AAPL").Volume < days.Where(bar => bar.Symbol == "AAPL").Max(bar => bar.Volume) * 2);
    }

    private static void AssertNoneIsMissing(int seed, Dictionary<(string, Timestamp, TimeSpan), int> told, TimeSpan interval, TimeSpan until)
    {
        var end = VirtualMarketClock.Open + until;
        var expected = Run(_options with { Seed = seed, HasMinuteBars = false }, 400).OfType<Trade>()
            .Where(trade => !trade.Conditions.Contains("37") && !trade.Conditions.Contains("33"))
            .Select(trade => (trade.Symbol, StartOf(trade.Time, interval), interval))
            .Where(key => key.Item2 + interval < end)
            .ToHashSet();
        var found = told.Keys.Where(key => key.Item3 == interval && key.Item2 + interval < end).ToHashSet();
        Assert.True(expected.SetEquals(found), $"{expected.Except(found).Count()} bars of {interval} are missing, {found.Except(expected).Count()} too many");
    }

    private static Timestamp StartOf(Timestamp time, TimeSpan interval) =>
        Timestamp.FromUnixMilliseconds(time.UnixNanoseconds / 1_000_000 / (long)interval.TotalMilliseconds * (long)interval.TotalMilliseconds);
}
