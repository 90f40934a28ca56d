namespace MarketFlow.Tests;

/// <summary>Trend detection written from domain.md and its page alone: makes all points and windows anew at every look.</summary>
internal static class TrendModel
{
    private const int Interval = 5;

    public static List<Detection> Of(IReadOnlyList<Trade> trades) => PlainHistory.Play(trades, (history, session, _) => Judge(history, session));

    private static Detection? Judge(PlainHistory history, string session)
    {
        var trade = history.Trades[^1].Trade;
        var inOrder = history.InOrder.ToList();
        if (inOrder.Count > 1 && SlotOf(inOrder[^2]) == SlotOf(trade))
        {
            return null;
        }

        var points = PointsOf(history).Where(point => point.Slot > SlotOf(trade) - (600 / Interval)).ToList();
        var warmUp = session switch { "opening" => 45, "after hours" => 240, _ => 90 };
        if (points.Count < 8 || trade.Time - inOrder[0].Time < TimeSpan.FromSeconds(warmUp))
        {
            return null;
        }

        points.Reverse(); // the newest first
        var windows = new[] { 180, 360, 600 }.Select(seconds => ScoreOf(points.Where(point => point.Slot > SlotOf(trade) - (seconds / Interval)).ToList())).ToList();
        var score = (0.3 * windows[0]) + (0.4 * windows[1]) + (0.3 * windows[2]);
        var ofSession = session switch { "premarket" => 0.010, "opening" => 0.150, "midday" => 0.008, "closing" => 0.200, _ => 0.005 };
        var ofBand = trade.Price < 10 ? 0.020 : trade.Price < 50 ? 0.010 : trade.Price < 200 ? 0.008 : trade.Price < 500 ? 0.005 : 0.003;
        var volatility = VolatilityOf(points.Select(point => point.Price));
        var threshold = Math.Min(ofSession, ofBand) * (volatility > 0.02 ? 0.5 : volatility < 0.005 ? 2 : 1);
        var size = Math.Abs(score);
        var direction = size < threshold ? 0 : Math.Sign(score);
        var strength = size < threshold ? TrendStrength.None : size < 1.5 * threshold ? TrendStrength.Weak : size < 2 * threshold ? TrendStrength.Moderate : TrendStrength.Strong;
        var last = history.Found.LastOrDefault();
        var lastDirection = last?.Direction switch { "up" => 1, "down" => -1, _ => 0 };
        var lastDetail = (TrendDetail?)last?.Detail;
        if (direction == lastDirection && strength == (lastDetail?.Strength ?? TrendStrength.None))
        {
            return null;
        }

        return PlainHistory.Detected(trade, "trend", direction, new TrendDetail
        {
            Strength = strength,
            Score = Math.Round((decimal)score, 4),
            ShortScore = Math.Round((decimal)windows[0], 4),
            MediumScore = Math.Round((decimal)windows[1], 4),
            LongScore = Math.Round((decimal)windows[2], 4),
            Since = direction == lastDirection ? lastDetail!.Since : trade.Time,
            Vwap = PlainHistory.Rounded(history.Vwap, 10),
            VwapPosition = history.Vwap is { } vwap ? Math.Round(PlainHistory.Percent(trade.Price, vwap), 4) : null,
            PercentChange = Math.Round(PlainHistory.Percent(trade.Price, history.First), 4),
            Volume = history.Volume,
            RelativeVolume = PlainHistory.Rounded(history.RelativeVolume, 4),
        });
    }

    private static long SlotOf(Trade trade) => PlainHistory.SecondOf(trade) / Interval;

    // A point's distance is from the VWAP as it stood when the next point began, late trades included.
    private static List<Point> PointsOf(PlainHistory history)
    {
        List<Point> points = [];
        var (turnover, volume) = (0m, 0m);
        foreach (var (trade, isLate) in history.Trades)
        {
            if (!isLate)
            {
                var isNew = points.Count == 0 || points[^1].Slot != SlotOf(trade);
                if (isNew)
                {
                    Close();
                    points.Add(new() { Slot = SlotOf(trade) });
                }

                points[^1].Price = (double)trade.Price;
                points[^1].Volume += (double)trade.Size;
            }

            turnover += trade.Price * trade.Size;
            volume += trade.Size;
        }

        Close();
        return points;

        void Close()
        {
            if (points.Count > 0)
            {
                points[^1].Distance = volume == 0 ? 0 : (points[^1].Price / (double)(turnover / volume)) - 1;
            }
        }
    }

    private static double ScoreOf(List<Point> newestFirst)
    {
        if (newestFirst.Count < 2)
        {
            return 0;
        }

        List<double> weights = [1];
        foreach (var _ in newestFirst.Skip(1))
        {
            weights.Add(weights[^1] * 0.9);
        }

        var (steps, changes, directions, ofSteps) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < newestFirst.Count - 1; i++)
        {
            var (newer, older) = (newestFirst[i], newestFirst[i + 1]);
            steps += weights[i] * (newer.Price - older.Price);
            changes += weights[i] * (newer.Distance - older.Distance);
            directions += weights[i] * Math.Sign(newer.Price - older.Price) * newer.Volume;
            ofSteps += weights[i];
        }

        var (distances, ofPoints, prices, volumes) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < newestFirst.Count; i++)
        {
            distances += weights[i] * newestFirst[i].Distance;
            ofPoints += weights[i];
            prices += newestFirst[i].Price;
            volumes += newestFirst[i].Volume;
        }

        var price = steps / ofSteps / (prices / newestFirst.Count * 0.01);
        var vwap = (distances / ofPoints / 0.20) + (changes / ofSteps / 0.10);
        var volume = volumes == 0 ? 0 : directions / ofSteps / (volumes / newestFirst.Count) / 3;
        return (0.5 * Bounded(price)) + (0.3 * Bounded(vwap)) + (0.2 * Bounded(volume));
    }

    private static double Bounded(double value) => value > 1 ? 1 : value < -1 ? -1 : value;

    private static double VolatilityOf(IEnumerable<double> prices)
    {
        var (sum, count) = (0.0, 0);
        foreach (var price in prices)
        {
            sum += price;
            count++;
        }

        var mean = sum / count;
        var squares = 0.0;
        foreach (var price in prices)
        {
            squares += (price - mean) * (price - mean);
        }

        return Math.Sqrt(squares / count) / mean;
    }

    private sealed class Point
    {
        public long Slot { get; init; }

        public double Price { get; set; }

        public double Volume { get; set; }

        public double Distance { get; set; }
    }
}
