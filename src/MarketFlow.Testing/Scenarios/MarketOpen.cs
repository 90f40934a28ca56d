namespace MarketFlow.Testing;

/// <summary>The surge of a market open, in virtual time: millions of events, made as they are read.</summary>
public static class MarketOpen
{
    private static readonly string[] _busiest = ["SPY", "QQQ", "IWM", "DIA"];

    /// <summary>Tells a market open: a ramp, a spike with bursts in it, and a tail, with duplicates, late events and redundant connections.</summary>
    /// <param name="options">The market; null for the defaults, the target load of the whole system.</param>
    /// <param name="truth">Counts what is told, as it is read; null where that is of no interest. Give each reading one of its own.</param>
    /// <returns>
    /// The arrivals in order of time, always the same ones for the same options; lazily, so nothing is kept. Hand them to <see cref="Driving.Drive{T}"/>.
    /// Each event has a <see cref="MarketEvent.Source"/>: connection 1 tells first; 2 up to <see cref="MarketOpenOptions.Connections"/> tell
    /// the same later; one more connection tells the duplicates. Events of a frame share their <see cref="Frame"/> and arrive at one instant.
    /// The sequence counts first tellings in order of arrival from 1, copies keep it: whatever a stream under test keeps apart,
    /// it never goes back within it.
    /// A trade's id is unique within symbol and exchange only, as in life. All prices move by cents.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <remarks>Allocates the events, a frame for each few of them, and what is under way over slower connections. Symbols are interned.</remarks>
    public static IEnumerable<Arrival<MarketEvent>> Arrivals(MarketOpenOptions? options = null, MarketOpenTruth? truth = null)
    {
        options ??= new();
        return options.Validate() is { } refusal
            ? throw new ArgumentOutOfRangeException(nameof(options), refusal)
            : Read(options, truth ?? new());
    }

    /// <summary>The symbols that trade, the busiest first: SPY, QQQ, IWM, DIA, AAAA, AAAB and so on.</summary>
    /// <param name="count">How many: 1 or more; see <see cref="MarketOpenOptions.Symbols"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static IReadOnlyList<string> Symbols(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. _busiest.Concat(Enumerable.Range(0, Math.Max(0, count - _busiest.Length)).Select(Letters)).Take(count)];
    }

    private static string Letters(int number) => string.Create(4, number, static (letters, rest) =>
    {
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            letters[i] = (char)('A' + (rest % 26));
            rest /= 26;
        }
    });

    private static IEnumerable<Arrival<MarketEvent>> Read(MarketOpenOptions options, MarketOpenTruth truth)
    {
        truth.Clear();
        var deliveries = new MarketOpenDeliveries(options);
        while (deliveries.MoveNext())
        {
            var at = options.Open.AddTicks(deliveries.AtTicks);
            var now = Timestamp.FromDateTimeOffset(at);
            for (var i = 0; i < deliveries.Count; i++)
            {
                var told = deliveries.Events[i];
                truth.Count(told, deliveries.AreCopies, new TimeSpan(deliveries.AtTicks), now);
                yield return new(at, told);
            }
        }
    }
}
