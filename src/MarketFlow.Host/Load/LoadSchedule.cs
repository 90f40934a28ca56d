namespace MarketFlow.Host;

/// <summary>When how many events are due, fixed before the run: what is late against it is late, whoever was slow.</summary>
/// <remarks>
/// Time is cut into slots of a millisecond, at each of which all that is due goes out together, as vendors gather. An event's
/// intended time is its slot's, so that the gathering is no part of the latency.
/// </remarks>
/// <param name="stretches">Trades, quotes, second bars and fair market values.</param>
/// <param name="minutes">When minutes begin, in seconds: each tells the bars of all symbols, spread over its first second.</param>
/// <param name="symbols">How many that are.</param>
internal sealed class LoadSchedule(IReadOnlyList<RateStretch> stretches, IReadOnlyList<double> minutes, int symbols)
{
    /// <summary>Slots in a second.</summary>
    public const int SlotsPerSecond = 1_000;

    /// <summary>How many slots there are.</summary>
    public long Slots { get; } = (long)Math.Ceiling(stretches.Sum(stretch => stretch.Seconds) * SlotsPerSecond - 1e-6);

    /// <summary>How many events are due at all, bars of minutes included.</summary>
    public long Total => TicksUntil(Slots) + MinuteBarsUntil(Slots);

    /// <summary>How many events but bars of minutes are due before a slot.</summary>
    public long TicksUntil(long slot)
    {
        var (left, events) = ((double)slot / SlotsPerSecond, 0.0);
        foreach (var stretch in stretches)
        {
            events += stretch.EventsIn(Math.Min(left, stretch.Seconds));
            left -= stretch.Seconds;
            if (left <= 0)
            {
                break;
            }
        }

        return (long)Math.Floor(events + 1e-6); // what should be whole is not lost to rounding
    }

    /// <summary>How many bars of minutes are due before a slot.</summary>
    public long MinuteBarsUntil(long slot)
    {
        var bars = 0L;
        foreach (var minute in minutes)
        {
            bars += (long)(symbols * Math.Clamp(((double)slot / SlotsPerSecond) - minute, 0, 1));
        }

        return bars;
    }
}
