using System.Reactive.Subjects;
using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>Detectors take back what cancelled and corrected trades caused, and report what they cannot.</summary>
public sealed class UndoneDetectionTests
{
    private static readonly HighLowOptions _any = new() { Bands = [new(decimal.MaxValue, 0, 0)], Cooldown = TimeSpan.Zero };
    private readonly RecordingObserver<Detection> _found = new();
    private readonly RecordingObserver<Status> _notUndone = new();
    private readonly Subject<MarketEvent> _feed = new();
    private long _ids;

    [Fact]
    public void Forgets_the_high_of_a_cancelled_trade()
    {
        using var subscription = _feed.DetectHighLow(_any, notUndone: _notUndone).Subscribe(_found);
        Send(Trade("10:00:00", 210), Trade("10:00:01", 211));
        var wrong = Trade("10:00:02", 219, size: 1_000_000);
        Send(wrong, wrong.Cancel(), Trade("10:00:04", 212));

        var last = (HighLowDetail)_found.Values[^1].Detail!;
        Assert.Equal([211m, 219m, 212m], _found.Values.Select(each => each.Price));
        Assert.Equal((211m, 212m, 2), (last.Previous, last.SessionHigh, last.CountUp));
        Assert.Equal((300m, 211m), (last.Volume, last.Vwap));
        Assert.Empty(_notUndone.Values);
    }

    [Fact]
    public void Takes_the_corrected_price_in_the_place_of_the_wrong_one()
    {
        using var subscription = _feed.DetectHighLow(_any, notUndone: _notUndone).Subscribe(_found);
        var wrong = Trade("10:00:01", 219);
        Send(Trade("10:00:00", 210), wrong, wrong.Correct(Trade("10:00:03", 211.9m)), Trade("10:00:04", 212));

        var last = (HighLowDetail)_found.Values[^1].Detail!;
        Assert.Equal((211.9m, 212m, 300m), (last.Previous, last.Extreme, last.Volume));
    }

    [Fact]
    public void Sees_no_V_top_behind_a_cancelled_high()
    {
        using var subscription = _feed.DetectHighLow(_any, notUndone: _notUndone).Subscribe(_found);
        var wrong = Trade("10:00:01", 219);
        Send(Trade("10:00:00", 210), wrong, wrong.Cancel(), Trade("10:00:04", 209));

        Assert.Equal(ReversalPattern.None, ((HighLowDetail)_found.Values[^1].Detail!).Reversal);
    }

    /// <summary>Whatever trades come and are cancelled: the extremes are those of the trades that remain, or a status says that they may not be.</summary>
    [Fact]
    public void Knows_the_extremes_of_the_trades_that_remain()
    {
        var (compared, uncertain) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            HashSet<Trade> left = [];
            Subject<MarketEvent> feed = new();
            RecordingObserver<Detection> found = new();
            var isUncertain = false;
            using var subscription = feed.DetectHighLow(_any, notUndone: new StatusObserver(status => isUncertain |= status.Message!.Contains("not certain"))).Subscribe(found);
            for (var second = 0; second < 90; second++)
            {
                if (left.Count > 0 && random.Next(3) == 0)
                {
                    // Mostly those at the extremes, for the others are easy.
                    var ordered = left.OrderBy(trade => trade.Price).ToList();
                    var cancelled = random.Next(4) switch { 0 => ordered[random.Next(ordered.Count)], 1 => ordered[0], _ => ordered[^1] };
                    left.Remove(cancelled);
                    feed.OnNext(cancelled.Cancel());
                    continue;
                }

                var (before, seen) = (left.Count == 0 ? ((decimal, decimal)?)null : (left.Max(each => each.Price), left.Min(each => each.Price)), found.Count);
                var trade = Trade($"10:{second / 60:00}:{second % 60:00}", 100 + random.Next(-20, 21));
                left.Add(trade);
                feed.OnNext(trade);
                if (before is not var (high, low) || isUncertain)
                {
                    uncertain += isUncertain ? 1 : 0;
                    continue;
                }

                Assert.Equal(trade.Price > high || trade.Price < low, found.Count > seen);
                if (found.Count > seen)
                {
                    var detail = (HighLowDetail)found.Values[^1].Detail!;
                    Assert.Equal((Math.Max(high, trade.Price), Math.Min(low, trade.Price)), (detail.SessionHigh, detail.SessionLow));
                    compared++;
                }
            }
        }

        Assert.InRange(compared, 1_000, int.MaxValue);
        Assert.InRange(uncertain, 0, compared / 2);
    }

    [Fact]
    public void Compares_fair_values_with_the_trade_before_a_cancelled_one()
    {
        using var subscription = _feed.DetectFairValue(notUndone: _notUndone).Subscribe(_found);
        var wrong = Trade("10:00:01", 150);
        Send(Trade("10:00:00", 210), wrong, wrong.Cancel(), Value("10:00:02"));
        Assert.Empty(_found.Values);

        var corrected = Trade("10:00:03", 150);
        Send(corrected, corrected.Correct(Trade("10:00:05", 190)), Value("10:00:06"));
        Assert.Equal(190, ((FairValueDetail)Assert.Single(_found.Values).Detail!).LastTradePrice);
        Assert.Empty(_notUndone.Values);
    }

    [Fact]
    public void Compares_with_nothing_once_all_kept_trades_are_cancelled_and_says_so()
    {
        using var subscription = _feed.DetectFairValue(notUndone: _notUndone).Subscribe(_found);
        var trades = Enumerable.Range(0, 6).Select(second => Trade($"10:00:0{second}", 100 + second)).ToArray();
        Send(trades);
        Send([.. trades.Skip(2).Select(trade => trade.Cancel()), Value("10:00:07")]);

        Assert.Empty(_found.Values);
        Assert.Equal((StatusKinds.NotUndone, "AAPL"), (Assert.Single(_notUndone.Values).Kind, _notUndone.Values[0].Symbol));
    }

    [Fact]
    public void Reports_what_a_cancelled_trade_leaves_behind()
    {
        using var trend = _feed.DetectTrend(notUndone: _notUndone).Subscribe(_found);
        using var surge = _feed.DetectSurge(notUndone: _notUndone).Subscribe(_found);
        using var highLow = _feed.DetectHighLow(notUndone: _notUndone).Subscribe(_found);
        var other = Trade("10:00:00", 1) with { Symbol = "MSFT" };
        Trade[] trades = [.. Enumerable.Range(0, 30).Select(second => Trade($"10:00:{second:00}", 100 + second))];
        Send(trades);
        Send(trades[15].Cancel(), other.Cancel());

        Assert.Equal(["Trend", "Surge", "High/low"], _notUndone.Values.Select(status => status.Message!.Split(". ", 2)[1].Split(':')[0]));
        Assert.All(_notUndone.Values, status => Assert.Equal(("AAPL", default), (status.Symbol, status.Source)));
    }

    private Trade Trade(string time, decimal price, decimal size = 100) => Prints.Print(time, price, size) with { Exchange = "Q", Id = ++_ids };

    private static FairMarketValue Value(string time) => new() { Symbol = "AAPL", Time = Prints.At(time), Price = 210.1m };

    private void Send(params MarketEvent[] events) => Array.ForEach(events, _feed.OnNext);

    private sealed class StatusObserver(Action<Status> seen) : IObserver<Status>
    {
        public void OnNext(Status value) => seen(value);

        public void OnError(Exception error) => throw error;

        public void OnCompleted()
        {
        }
    }
}
