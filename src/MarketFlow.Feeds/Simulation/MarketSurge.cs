using System.Globalization;

namespace MarketFlow.Feeds;

/// <summary>A time of a simulated market in which more happens, as at a market's open.</summary>
/// <remarks>Until it is over, every symbol trades in each minute, so that each minute's end brings a bar of every symbol.</remarks>
public sealed record MarketSurge
{
    /// <summary>When it begins, in the market's own time, counted from its start.</summary>
    /// <value>Zero or more; default zero.</value>
    public TimeSpan At { get; init; }

    /// <summary>How long it lasts, in the market's own time.</summary>
    /// <value>Above zero; default: for ever.</value>
    public TimeSpan For { get; init; } = TimeSpan.MaxValue;

    /// <summary>How many times <see cref="SimulatedMarketOptions.EventsPerSecond"/> happen. Of surges that overlap, the largest counts.</summary>
    /// <value>Above 0, to 1,000; default 20. Below 1, it is a lull.</value>
    public double Times { get; init; } = 20;

    internal bool IsOn(TimeSpan age) => age >= At && age - At < For;

    internal static IEnumerable<string> Problems(IReadOnlyList<MarketSurge> surges, double eventsPerSecond, double maxEventsPerSecond)
    {
        foreach (var (index, surge) in surges.Index())
        {
            if (surge.At < TimeSpan.Zero)
            {
                yield return Problem(index, nameof(At), surge.At, "zero or more");
            }

            if (surge.For <= TimeSpan.Zero)
            {
                yield return Problem(index, nameof(For), surge.For, "above zero");
            }

            if (surge.Times is not (> 0 and <= 1_000))
            {
                yield return Problem(index, nameof(Times), surge.Times, "above 0, to 1,000");
            }
            else if (surge.Times * eventsPerSecond > maxEventsPerSecond)
            {
                yield return Problem(
                    index, nameof(Times), surge.Times,
                    string.Create(CultureInfo.InvariantCulture, $"at most {maxEventsPerSecond / eventsPerSecond:0.##} where EventsPerSecond is {eventsPerSecond}"));
            }
        }

        static string Problem(int index, string property, object value, string allowed) =>
            string.Create(CultureInfo.InvariantCulture, $"Surges:{index}:{property} is {value}; must be {allowed}.");
    }
}
