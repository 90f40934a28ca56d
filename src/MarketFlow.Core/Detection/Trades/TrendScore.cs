namespace MarketFlow;

/// <summary>Scores the three windows of a symbol's points in one pass, from the newest point to the oldest.</summary>
/// <remarks>
/// In double precision, each sum from the newest to the oldest: whoever adds in this order gets the same bits. Nothing is carried over
/// from one time to the next, so nothing drifts.
/// Cost: one step per point of the long window, 120 with the defaults, and only for the first trade of an interval.
/// </remarks>
internal readonly record struct TrendScore(double Short, double Medium, double Long, double Combined)
{
    private const double FullStep = 0.01;
    private const double FullDistance = 0.20;
    private const double FullChangeOfDistance = 0.10;
    private const double FullVolume = 3;

    public static TrendScore Of(Ring<TrendPoint> points, long shortSlots, long mediumSlots, TrendOptions options)
    {
        Sums sums = new(options);
        var newest = points[^1].Slot;
        double? shortScore = null;
        double? mediumScore = null;
        for (var i = points.Count - 1; i >= 0; i--)
        {
            ref var point = ref points[i];
            shortScore ??= point.Slot <= newest - shortSlots ? sums.Score() : (double?)null;
            mediumScore ??= point.Slot <= newest - mediumSlots ? sums.Score() : (double?)null;
            sums.Add(in point);
        }

        var longScore = sums.Score();
        mediumScore ??= longScore;
        shortScore ??= mediumScore;
        var combined = (options.ShortWeight * shortScore.Value) + (options.MediumWeight * mediumScore.Value) + (options.LongWeight * longScore);
        return new(shortScore.Value, mediumScore.Value, longScore, combined);
    }

    /// <summary>Standard deviation over mean of the points' prices.</summary>
    public static double VolatilityOf(Ring<TrendPoint> points)
    {
        var sum = 0.0;
        for (var i = points.Count - 1; i >= 0; i--)
        {
            sum += points[i].Price;
        }

        var mean = sum / points.Count;
        var squares = 0.0;
        for (var i = points.Count - 1; i >= 0; i--)
        {
            var off = points[i].Price - mean;
            squares += off * off;
        }

        return Math.Sqrt(squares / points.Count) / mean;
    }

    // A step leads from an older point to a newer one and weighs as much as the newer. It is known once the older has come.
    private struct Sums(TrendOptions options)
    {
        private TrendPoint _newer;
        private double _weightOfNewer;
        private int _points;
        private double _weight = 1;
        private double _prices;
        private double _volumes;
        private double _weights;
        private double _distances;
        private double _stepWeights;
        private double _steps;
        private double _changes;
        private double _directions;

        public void Add(in TrendPoint point)
        {
            if (_points > 0)
            {
                var step = _newer.Price - point.Price;
                _stepWeights += _weightOfNewer;
                _steps += _weightOfNewer * step;
                _changes += _weightOfNewer * (_newer.Distance - point.Distance);
                _directions += _weightOfNewer * Math.Sign(step) * _newer.Volume;
            }

            _points++;
            _prices += point.Price;
            _volumes += point.Volume;
            _weights += _weight;
            _distances += _weight * point.Distance;
            _newer = point;
            _weightOfNewer = _weight;
            _weight *= options.RecencyDecay;
        }

        public readonly double Score()
        {
            if (_points < 2)
            {
                return 0;
            }

            var price = _steps / _stepWeights / (_prices / _points * FullStep);
            var vwap = (_distances / _weights / FullDistance) + (_changes / _stepWeights / FullChangeOfDistance);
            var volume = _volumes == 0 ? 0 : _directions / _stepWeights / (_volumes / _points) / FullVolume;
            return (options.PriceWeight * Clamp(price)) + (options.VwapWeight * Clamp(vwap)) + (options.VolumeWeight * Clamp(volume));
        }

        private static double Clamp(double value) => Math.Clamp(value, -1, 1);
    }
}
