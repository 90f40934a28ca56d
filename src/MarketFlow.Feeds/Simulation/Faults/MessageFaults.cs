using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MarketFlow.Feeds;

/// <summary>What the faults of one connection make of each message: nothing, one message, or several, now or later. No I/O.</summary>
/// <param name="faults">The connection's faults.</param>
/// <param name="random">Decides where a fault concerns a share of the messages; the same seed decides the same.</param>
internal sealed partial class MessageFaults(IReadOnlyList<Fault> faults, Random random)
{
    private readonly bool _changesSequences = faults.Any(fault => fault.Kind is FaultKind.RepeatSequence or FaultKind.ReverseSequence);
    private byte[]? _heldBack;
    private long _lastSequence;

    /// <summary>A message as it goes out, and how late.</summary>
    internal readonly record struct Outgoing(ReadOnlyMemory<byte> Message, TimeSpan Delay);

    /// <summary>How many messages were held back so far, to come after the one that follows.</summary>
    public int Holds { get; private set; }

    /// <summary>How long a message that is held back waits for one that follows.</summary>
    public TimeSpan LongestHold { get; private set; }

    /// <summary>Decides about a message.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="age">Time since the connection opened.</param>
    public IReadOnlyList<Outgoing> Apply(ReadOnlyMemory<byte> message, TimeSpan age)
    {
        if (On(FaultKind.Silent, age) is not null)
        {
            return [];
        }

        if (_changesSequences)
        {
            message = Resequenced(message, age);
        }

        if (On(FaultKind.Corrupt, age) is not null)
        {
            message = message[..(message.Length / 2)];
        }

        var delay = On(FaultKind.Delay, age)?.Delay ?? TimeSpan.Zero;
        if (_heldBack is null && On(FaultKind.Reorder, age) is { } reorder)
        {
            _heldBack = message.ToArray();
            (Holds, LongestHold) = (Holds + 1, reorder.Delay);
            return [];
        }

        List<Outgoing> outgoing = [new(message, delay)];
        if (On(FaultKind.Duplicate, age) is not null)
        {
            outgoing.Add(new(message, delay));
        }

        if (Release(Holds) is { } heldBack)
        {
            outgoing.Add(new(heldBack, delay));
        }

        return outgoing;
    }

    /// <summary>Takes a message that was held back and that none has followed.</summary>
    /// <param name="hold">Which one, by <see cref="Holds"/>.</param>
    /// <returns>Null where it has gone.</returns>
    public ReadOnlyMemory<byte>? Release(int hold)
    {
        if (_heldBack is null || hold != Holds)
        {
            return null;
        }

        ReadOnlyMemory<byte> released = _heldBack;
        _heldBack = null;
        return released;
    }

    // Asked once per message and kind, for each question may draw a number.
    private Fault? On(FaultKind kind, TimeSpan age) =>
        faults.FirstOrDefault(fault => fault.Kind == kind && fault.IsOn(age) && (fault.Share >= 1 || random.NextDouble() < fault.Share));

    private ReadOnlyMemory<byte> Resequenced(ReadOnlyMemory<byte> message, TimeSpan age)
    {
        var back = On(FaultKind.ReverseSequence, age) is not null ? 1 : On(FaultKind.RepeatSequence, age) is not null ? 0 : (int?)null;
        return Encoding.UTF8.GetBytes(Sequence().Replace(Encoding.UTF8.GetString(message.Span), found =>
        {
            var sequence = long.Parse(found.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            _lastSequence = back is { } steps && _lastSequence > 0 ? Math.Max(1, _lastSequence - steps) : sequence;
            return string.Create(CultureInfo.InvariantCulture, $"\"q\":{_lastSequence}");
        }));
    }

    [GeneratedRegex("\"q\":(?<number>[0-9]{1,18})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sequence();
}
