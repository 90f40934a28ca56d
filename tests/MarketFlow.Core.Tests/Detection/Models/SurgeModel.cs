namespace MarketFlow.Tests;

/// <summary>Surge detection written from domain.md and its page alone: looks through the whole history at every trade.</summary>
internal static class SurgeModel
{
    public static List<Detection> Of(IReadOnlyList<Trade> trades) => PlainHistory.Play(trades, Judge);

    private static Detection? Judge(PlainHistory history, string session, List<(Detection Detection, string Part)> ever)
    {
        var trade = history.Trades[^1].Trade;
        var now = PlainHistory.SecondOf(trade);
        var seconds = history.InOrder
            .GroupBy(PlainHistory.SecondOf)
            .Select(second => (Second: second.Key, second.Last().Price, Volume: second.Sum(each => each.Size)))
            .ToList();
        var volume = seconds[^1].Volume;
        var earlier = seconds.SkipLast(1).Where(second => second.Second >= now - 60).ToList();
        if (earlier.Count < 3)
        {
            return null;
        }

        var lookBack = session switch { "opening" or "closing" => 2, "midday" => 5, _ => 10 };
        var compared = earlier.Where(second => second.Second <= now - lookBack).Select(second => (decimal?)second.Price).LastOrDefault();
        var ofSession = session switch { "opening" or "closing" => 2m, "midday" => 1m, _ => 0.5m };
        var (ofBand, dollars) = trade.Price < 10 ? (3m, 0.10m) : trade.Price < 50 ? (2m, 0.50m) : trade.Price < 200 ? (1.5m, 1m) : trade.Price < 500 ? (1m, 2m) : (0.5m, 3m);
        var volatility = VolatilityOf(earlier.ConvertAll(second => (double)second.Price));
        var percent = Math.Min(ofSession, ofBand) * (volatility > 0.02 ? 0.7m : volatility < 0.005 ? 1.5m : 1m);
        var change = trade.Price - (compared ?? trade.Price);
        var average = earlier.Sum(second => second.Volume);
        var isSurge = session switch
        {
            "midday" => IsPrice(1) || IsVolume(1),
            "opening" or "closing" => IsPrice(1) && IsVolume(1),
            _ => (IsPrice(1.5m) && IsVolume(0.7m)) || (IsVolume(2) && IsPrice(0.5m)),
        };
        var direction = Math.Sign(change);
        var word = direction == 0 ? null : direction > 0 ? "up" : "down";
        var last = history.Found.LastOrDefault(found => found.Direction == word);
        if (!isSurge || (last is not null && trade.Time - last.Time < TimeSpan.FromSeconds(5)))
        {
            return null;
        }

        var priceTimes = compared is { } from ? Math.Min(Math.Abs(change) * 100 / (from * percent), Math.Abs(change) / dollars) : 0;
        var multiple = average == 0 ? 0 : volume * earlier.Count / average;
        return PlainHistory.Detected(trade, "surge", direction, new SurgeDetail
        {
            Magnitude = compared is { } then ? Math.Round(Math.Abs(PlainHistory.Percent(trade.Price, then)), 4) : 0,
            Score = Math.Round((Math.Min(2, priceTimes) * 25) + (Math.Min(2, multiple / 1.3m) * 25), 1),
            Trigger = IsPrice(1) && IsVolume(1) ? SurgeTrigger.Both : IsPrice(1) ? SurgeTrigger.Price : SurgeTrigger.Volume,
            PriceChange = change,
            VolumeMultiple = Math.Round(multiple, 4),
            ExpiresAt = trade.Time + TimeSpan.FromSeconds(30),
            CountToday = ever.Count(each => each.Part[..10] == history.Part[..10]) + 1,
        });

        bool IsPrice(decimal times) =>
            compared is { } from && Math.Abs(change) >= dollars * times && Math.Abs(change) * 100 >= from * percent * times;

        bool IsVolume(decimal times) => average > 0 && volume * earlier.Count >= 1.3m * times * average;
    }

    private static double VolatilityOf(List<double> prices)
    {
        var sum = 0.0;
        prices.ForEach(price => sum += price);
        var mean = sum / prices.Count;
        var squares = 0.0;
        prices.ForEach(price => squares += (price - mean) * (price - mean));
        return Math.Sqrt(squares / prices.Count) / mean;
    }
}
