using System.Globalization;
using System.Text;

namespace MarketFlow.Testing;

/// <summary>One true sequence of trades as seen over several connections, each with its own delays, losses and reconnects.</summary>
/// <remarks>
/// For properties about deduplication: drive <see cref="Copies"/> through the operator, and expect <see cref="Seen"/>.
/// Each copy has a <see cref="MarketEvent.Source"/>: its connection, the instant it was received, and the position in
/// <see cref="Truth"/> (from 1) as the feed's sequence. A connection keeps the order in which events were published.
/// </remarks>
public sealed class RedundantFeed
{
    internal RedundantFeed(IReadOnlyList<Arrival<Trade>> truth, IReadOnlyList<IReadOnlyList<Passage>> connections, TimeSpan maxDelay)
    {
        MaxDelay = maxDelay;
        Truth = truth;
        Passages = connections;
        var copies = connections.SelectMany(CopiesOver).OrderBy(copy => copy.At).ToList();
        var numbers = new Dictionary<(int, int), int>();
        foreach (var connection in Enumerable.Range(0, connections.Count))
        {
            numbers.Add((connection, 0), connection + 1);
        }

        var arrivals = copies.ConvertAll(copy =>
        {
            numbers.TryAdd((copy.Connection, copy.Life), numbers.Count + 1);
            var frame = new Frame("redundant", numbers[(copy.Connection, copy.Life)], copy.At, ReadOnlyMemory<byte>.Empty);
            return new Arrival<Trade>(copy.At, truth[copy.Index].Value with { Source = new(frame, 0, 0, copy.Index + 1) });
        });
        Copies = new(arrivals);
        Seen = [.. arrivals.Select(arrival => arrival.Value).DistinctBy(trade => trade.Source.Sequence)];
        var arrived = copies.Select(copy => copy.Index).ToHashSet();
        Lost = [.. truth.Select(arrival => arrival.Value).Where((_, index) => !arrived.Contains(index))];
    }

    /// <summary>What was published, each event once, at the instant of its publishing; without source.</summary>
    public IReadOnlyList<Arrival<Trade>> Truth { get; }

    /// <summary>What arrives over all connections together.</summary>
    public Arrivals<Trade> Copies { get; }

    /// <summary>The first copy of each event that arrives at all, in order of arrival: what is left when all repeats are removed.</summary>
    public IReadOnlyList<Trade> Seen { get; }

    /// <summary>The events of <see cref="Truth"/> that all connections lost.</summary>
    public IReadOnlyList<Trade> Lost { get; }

    /// <summary>How many connections there are at a time. They are numbered from 1; a reconnect takes the next free number.</summary>
    public int Connections => Passages.Count;

    /// <summary>What happens to each event, per connection.</summary>
    internal IReadOnlyList<IReadOnlyList<Passage>> Passages { get; }

    /// <summary>The longest delay that the feed was made with.</summary>
    internal TimeSpan MaxDelay { get; }

    /// <summary>A line per copy: the time since the first one, connection, position in the truth, and the trade.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Truth.Count} events over {Connections} connections, {Lost.Count} lost");
        foreach (var (at, trade) in Copies)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  +{at - Copies[0].At:c}  connection {trade.Source.Connection}  #{trade.Source.Sequence}  ")
                .Append(CultureInfo.InvariantCulture, $"{trade.Symbol} {trade.Size} at {trade.Price}, id \"{trade.Id}\" of {trade.Exchange ?? "no exchange"}{(trade.Facility is null ? "" : $" by {trade.Facility}")}, {trade.Time}");
        }

        return text.ToString();
    }

    private IEnumerable<(DateTimeOffset At, int Connection, int Life, int Index)> CopiesOver(IReadOnlyList<Passage> passages, int connection)
    {
        var now = DateTimeOffset.MinValue;
        var life = 0;
        for (var index = 0; index < passages.Count; index++)
        {
            var passage = passages[index];
            var at = Truth[index].At + passage.Delay;
            now = at > now ? at : now; // a connection delivers in order, so one that is held up holds up those behind it
            if (passage.IsReconnect)
            {
                life++;
                for (var again = Math.Max(0, index - passage.Replayed); again < index; again++)
                {
                    if (now - Truth[again].At <= MaxDelay)
                    {
                        yield return (now, connection, life, again);
                    }
                }
            }

            if (!passage.IsLost)
            {
                yield return (now, connection, life, index);
            }
        }
    }
}

/// <summary>What happens to one event on one connection.</summary>
/// <param name="Delay">From its publishing to its arrival, unless those before it are slower.</param>
/// <param name="IsLost">True where it does not arrive.</param>
/// <param name="IsReconnect">True where the connection breaks before it and comes back under a new number.</param>
/// <param name="Replayed">How many of the events before it are told again after the reconnect.</param>
internal readonly record struct Passage(TimeSpan Delay, bool IsLost, bool IsReconnect, int Replayed);
