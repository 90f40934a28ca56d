using System.Buffers;
using System.Globalization;
using System.Reactive.Linq;
using System.Text;
using MarketFlow.Testing;
using MarketFlow.Tests;
using Xunit.Abstractions;

namespace MarketFlow.Feeds.Tests;

/// <summary>Bars made of the trades of recorded sessions, beside the venue's own where it tells some.</summary>
public sealed class RecordedBarsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly BarAggregationOptions _byEventTime = new() { ClosesAfter = null };

    /// <summary>What differs is written to the test's output, and explained in docs/explanation/bars-from-trades.md.</summary>
    [RecordedFact]
    public void HitBtcs_trades_make_its_own_candles_but_where_its_history_begins_within_a_minute()
    {
        var (trades, candles) = RecordedTrades.HitBtc();
        var bars = BarsOf(trades, _minute);
        var venues = candles.ToDictionary(candle => (candle.Symbol, candle.Time));

        var differing = bars.Where(bar => Figures(bar) != Figures(venues[(bar.Symbol, bar.Time)])).ToList();
        foreach (var bar in differing)
        {
            output.WriteLine($"{bar.Symbol} {bar.Time}: trades {Figures(bar)}, candle {Figures(venues[(bar.Symbol, bar.Time)])}");
        }

        Assert.Equal((1_000, 448, 5), (trades.Count, bars.Count, differing.Count));
        Assert.All(differing, bar => // the venue tells the last hundred trades, and the first of them stands in mid-minute
        {
            Assert.Equal(bars.Where(one => one.Symbol == bar.Symbol).Min(one => one.Time), bar.Time);
            var candle = venues[(bar.Symbol, bar.Time)];
            Assert.True(bar.Volume < candle.Volume && bar.High <= candle.High && bar.Low >= candle.Low && bar.Close == candle.Close);
        });

        var first = trades.GroupBy(trade => trade.Symbol).ToDictionary(same => same.Key, same => same.Min(trade => trade.Time));
        var made = bars.Select(bar => (bar.Symbol, bar.Time)).ToHashSet();
        Assert.All(candles.Where(candle => candle.Time >= first[candle.Symbol]), candle => Assert.Contains((candle.Symbol, candle.Time), made));
    }

    [RecordedFact]
    public void HitBtcs_trades_are_all_in_the_bars_in_whatever_order_they_come()
    {
        var trades = RecordedTrades.HitBtc().Trades;
        var random = new Random(20210715);
        var options = _byEventTime with { RevisableBars = 1_000, IdleAfter = TimeSpan.FromDays(30) };
        var expected = BarsOf(trades, TimeSpan.FromDays(1), options).ToDictionary(bar => (bar.Symbol, bar.Time), Figures);
        var place = trades.Select(trade => trade.Time).Distinct().ToDictionary(time => time, _ => random.Next());
        var inDisorder = trades.OrderBy(trade => place[trade.Time]).ToList(); // those of one instant stay in their order, which is all that tells them apart
        var last = BarsOf(inDisorder, TimeSpan.FromDays(1), options).GroupBy(bar => (bar.Symbol, bar.Time)).ToDictionary(tellings => tellings.Key, tellings => Figures(tellings.Last()));

        Assert.Equal(trades.Sum(trade => trade.Size), last.Values.Sum(bar => bar.Volume));
        Assert.Equal(expected.OrderBy(bar => bar.ToString()), last.OrderBy(bar => bar.ToString()));
    }

    [RecordedFact]
    public void Iexs_trades_make_bars_of_a_second_and_of_a_minute()
    {
        var trades = RecordedTrades.Iex();
        var (seconds, minutes) = (BarsOf(trades, TimeSpan.FromSeconds(1)), BarsOf(trades, _minute));
        foreach (var bar in seconds)
        {
            output.WriteLine($"{bar.Symbol} {bar.Time}: {Figures(bar)}, VWAP {bar.Vwap}");
        }

        Assert.Equal(9, trades.Count);
        Assert.All((List<List<Bar>>)[seconds, minutes], bars =>
        {
            Assert.Equal(trades.Sum(trade => trade.Size), bars.Sum(bar => bar.Volume));
            Assert.Equal(trades.Sum(trade => trade.Price * trade.Size), bars.Sum(bar => Math.Round(bar.Vwap!.Value * bar.Volume, 10)));
            Assert.Equal(trades.Count, bars.Sum(bar => bar.Trades));
            Assert.All(bars, bar => Assert.Null(bar.Validate()));
        });
        var tesla = seconds.First(bar => bar.Symbol == "TSLA");
        Assert.Equal((250.64m, 250.65m, 250.64m, 250.65m, 50m, 250.648m), (tesla.Open, tesla.High, tesla.Low, tesla.Close, tesla.Volume, tesla.Vwap));
        Assert.Equal(trades.Last(trade => trade.Symbol == "TSLA" && trade.Time < tesla.Time + TimeSpan.FromSeconds(1)).Source, tesla.Source);
    }

    [RecordedFact]
    public void A_session_played_twice_makes_the_same_bytes_of_bars_and_detections()
    {
        var first = Play();

        Assert.NotEmpty(first);
        Assert.Equal(first, Play());

        static byte[] Play()
        {
            var (trades, candles) = RecordedTrades.HitBtc();
            var bars = BarsOf(trades, _minute);
            var written = new ArrayBufferWriter<byte>();
            foreach (var told in (IEnumerable<MarketEvent>)[.. bars, .. Detections(bars), .. Detections(candles)])
            {
                EventJson.Write(told, written);
                written.Write(Encoding.UTF8.GetBytes(told is Detection { Detail: var detail } ? $" {detail}\n" : "\n"));
            }

            return written.WrittenSpan.ToArray();
        }
    }

    [RecordedFact]
    public void Detectors_find_something_of_each_kind_in_HitBtcs_candles()
    {
        var found = Detections(RecordedTrades.HitBtc().Candles);
        foreach (var pattern in found.GroupBy(one => ((BarDetail)one.Detail!).Pattern))
        {
            output.WriteLine($"{pattern.Key}: {pattern.Count()}");
        }

        Assert.Superset(
            new HashSet<BarPattern> { BarPattern.SignificantMove, BarPattern.CloseAtHigh, BarPattern.CloseAtLow, BarPattern.GapUp, BarPattern.GapDown },
            found.Select(one => ((BarDetail)one.Detail!).Pattern).ToHashSet());
    }

    private static List<Detection> Detections(List<Bar> bars)
    {
        var seen = new RecordingObserver<Detection>();
        var always = MarketCalendar.AroundTheClock;
        var source = bars.ToObservable();
        using var surge = source.DetectVolumeSurge(new() { Calendar = always }).Subscribe(seen.OnNext);
        using var move = source.DetectSignificantMove().Subscribe(seen.OnNext);
        using var extreme = source.DetectCloseAtExtreme(new() { Calendar = always, IdleAfter = TimeSpan.FromDays(1) }).Subscribe(seen.OnNext);
        using var gap = source.DetectBarGap().Subscribe(seen.OnNext);
        return [.. seen.Values];
    }

    private static List<Bar> BarsOf(List<Trade> trades, TimeSpan interval, BarAggregationOptions? options = null)
    {
        var seen = new RecordingObserver<Bar>();
        using var subscription = trades.ToObservable().AggregateBars(interval, new VirtualMarketClock(), options ?? _byEventTime).Subscribe(seen);
        seen.AssertGrammar();
        Assert.True(seen.IsCompleted);
        return [.. seen.Values];
    }

    private static BarFigures Figures(Bar bar) => new(bar.Open, bar.High, bar.Low, bar.Close, bar.Volume);

    private readonly record struct BarFigures(decimal Open, decimal High, decimal Low, decimal Close, decimal Volume)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"O {Open} H {High} L {Low} C {Close} V {Volume}");
    }
}
