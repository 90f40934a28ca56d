using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MarketFlow.Feeds;

/// <summary>What the faults of one connection make of each message: nothing, one message, or several, now or later. No I/O.</summary>
/// <param name="faults">The connection's faults.</param>
/// <param name="random">Decides where a fault concerns a share of the messages; the same seed decides the same.</param>
internal sealed partial class MessageFaults(IReadOnlyList<Fault> faults, Random random)
{
    private byte[]? _heldBack;
    private long _lastSequence;

    /// <summary>A message as it goes out, and how late.</summary>
    internal readonly record struct Outgoing(ReadOnlyMemory<byte> Message, TimeSpan Delay);

    /// <summary>Decides about a message.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="age">Time since the connection opened.</param>
    public IReadOnlyList<Outgoing> Apply(ReadOnlyMemory<byte> message, TimeSpan age)
    {
        if (IsOn(FaultKind.Silent, age))
        {
            return [];
        }

        if (IsOn(FaultKind.RepeatSequence, age) || IsOn(FaultKind.ReverseSequence, age))
        {
            message = Resequenced(message, IsOn(FaultKind.ReverseSequence, age));
        }

        if (IsOn(FaultKind.Corrupt, age))
        {
            message = message[..(message.Length / 2)];
        }

        var delay = faults.Where(fault => fault.Kind == FaultKind.Delay && fault.IsOn(age)).Select(fault => fault.Delay).DefaultIfEmpty().Max();
        if (_heldBack is null && IsOn(FaultKind.Reorder, age))
        {
            _heldBack = message.ToArray();
            return [];
        }

        List<Outgoing> outgoing = [new(message, delay)];
        if (IsOn(FaultKind.Duplicate, age))
        {
            outgoing.Add(new(message, delay));
        }

        if (_heldBack is not null)
        {
            outgoing.Add(new(_heldBack, delay));
            _heldBack = null;
        }

        return outgoing;
    }

    private bool IsOn(FaultKind kind, TimeSpan age) =>
        faults.Any(fault => fault.Kind == kind && fault.IsOn(age) && (fault.Share >= 1 || random.NextDouble() < fault.Share));

    private byte[] Resequenced(ReadOnlyMemory<byte> message, bool isReverse) =>
        Encoding.UTF8.GetBytes(Sequence().Replace(Encoding.UTF8.GetString(message.Span), found =>
        {
            var sequence = long.Parse(found.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            _lastSequence = _lastSequence == 0 ? sequence : isReverse ? Math.Max(1, _lastSequence - 1) : _lastSequence;
            return string.Create(CultureInfo.InvariantCulture, $"\"q\":{_lastSequence}");
        }));

    [GeneratedRegex("\"q\":(?<number>[0-9]{1,18})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sequence();
}
