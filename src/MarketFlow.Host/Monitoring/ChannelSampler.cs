using System.Globalization;

namespace MarketFlow.Host;

/// <summary>Takes samples of one channel.</summary>
/// <remarks>Rules: domain.md, Health. Memory: a minute of counts, ten seconds of ages.</remarks>
/// <param name="channel">The channel.</param>
/// <param name="ages">How old its events were when they left the merge.</param>
/// <param name="budget">What the oldest but a hundredth of them may be.</param>
internal sealed class ChannelSampler(MarketChannel channel, AgeHistogram ages, TimeSpan budget)
{
    /// <summary>How old an event of a channel that gathers nothing may be.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private const double MaxErrorRate = 0.1;
    private const double MaxFill = 0.9;
    private readonly Recent<(long Received, long Faults)> _minute = new(60);
    private readonly Recent<AgeCounts> _ages = new(10);
    private readonly AgeCounts _start = ages.Read();

    public ChannelSample Take(LedgerSnapshot ledger, IReadOnlyList<LaneSample> lanes, Timestamp now)
    {
        var account = ledger[channel.Name];
        var faults = account.Removed(RemovalReason.Invalid) + account.Removed(RemovalReason.BreakerOpen);
        var before = _minute.Push((account.Received, faults), (0, 0));
        var received = account.Received - before.Received;
        var counts = ages.Read();
        var latest = counts.Since(_ages.Push(counts, _start));
        var state = channel.Monitor.State;
        var sample = new ChannelSample
        {
            Name = channel.Name,
            Lane = lanes.FirstOrDefault(lane => lane.Name == channel.Name) ?? new(channel.Name, Waiting: 0, HighWater: 0, Capacity: 0),
            Received = account.Received,
            Emitted = account.Emitted,
            Faults = faults,
            ErrorRate = received == 0 ? 0 : (double)(faults - before.Faults) / received,
            IsBreakerOpen = state.IsOpen(now.ToDateTimeOffset()),
            LastFailure = state.LastFailure,
            P50 = latest.Quantile(0.5),
            P99 = latest.Quantile(0.99),
            Budget = budget,
        };
        return sample with { Reasons = [.. ReasonsOf(sample, state)] };
    }

    /// <summary>Says until when a channel's breaker is open, and why.</summary>
    public static string WhyOpen(ChannelState state) =>
        Words($"its breaker is open until {Timestamp.Clamp(state.OpenUntil ?? default)}; the last failure was: {state.LastFailure}");

    private static IEnumerable<string> ReasonsOf(ChannelSample sample, ChannelState state)
    {
        if (sample.IsBreakerOpen)
        {
            yield return WhyOpen(state);
        }

        if (sample.ErrorRate > MaxErrorRate)
        {
            yield return Words($"{sample.ErrorRate:P1} of its events in the last minute were faults; at most {MaxErrorRate:P0} may be");
        }

        if (sample.Lane.Fill > MaxFill)
        {
            yield return Words($"{sample.Lane.Waiting:N0} events wait in its lane of {sample.Lane.Capacity:N0}; at most {MaxFill:P0} may");
        }

        if (sample.P99 > sample.Budget)
        {
            yield return Words($"p99 is {sample.P99.Value.TotalMilliseconds:0.#} ms; must be at most {sample.Budget.TotalMilliseconds:0} ms");
        }
    }

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
