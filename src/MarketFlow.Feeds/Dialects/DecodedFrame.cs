namespace MarketFlow.Feeds;

/// <summary>What a decoder found in one frame. Reused from frame to frame.</summary>
public sealed class DecodedFrame
{
    private readonly List<MarketEvent> _events = [];
    private readonly List<DecodeFault> _faults = [];

    /// <summary>The events, in the frame's order; all valid. What has an unusual field is among them as a <see cref="VendorMessage"/>.</summary>
    public IReadOnlyList<MarketEvent> Events => _events;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<DecodeFault> Faults => _faults;

    /// <summary>How many of the events are messages with an unusual field.</summary>
    public int Unusual { get; private set; }

    /// <summary>Messages that carry no event: acknowledgements, heartbeats, kinds that MarketFlow does not carry.</summary>
    public int Ignored { get; private set; }

    /// <summary>Adds an event if it is valid, a fault that says why if it is not.</summary>
    /// <param name="value">The event.</param>
    /// <param name="frame">The frame it was found in.</param>
    public void Add(MarketEvent value, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Validate() is { } reason)
        {
            _faults.Add(new(frame, value.Source.Original, $"{value.Type} {value.Symbol}: {reason}"));
        }
        else
        {
            _events.Add(value);
        }
    }

    /// <summary>Adds a message whose kind and symbol are known, and one of whose fields MarketFlow cannot use.</summary>
    /// <param name="message">The message; its <see cref="VendorMessage.Unusual"/> says which field.</param>
    /// <exception cref="ArgumentException">The message does not say what is unusual.</exception>
    public void AddUnusual(VendorMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Unusual is null)
        {
            throw new ArgumentException("Unusual is null; must name the field and what is allowed.", nameof(message));
        }

        _events.Add(message);
        Unusual++;
    }

    /// <summary>Adds an event if its figures are possible in its market, an unusual message that says why not if they are not.</summary>
    /// <param name="value">The event, of a known symbol.</param>
    /// <param name="kind">Which channel it came on, and what it stands for there.</param>
    /// <param name="hasSignedPrices">True where prices may be zero or negative.</param>
    internal void Add(MarketEvent value, in MessageKind kind, bool hasSignedPrices)
    {
        if ((value.Validate() ?? (hasSignedPrices ? null : value.ValidatePrices())) is { } reason)
        {
            AddUnusual(kind.Unusual(value.Symbol, value.Time, value.Source, reason, value.IsBackfill));
        }
        else
        {
            _events.Add(value);
        }
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="frame">The frame it was found in.</param>
    /// <param name="bytes">The part that could not be read.</param>
    /// <param name="reason">What is wrong: names the thing, its value and what was allowed.</param>
    public void AddFault(Frame frame, ReadOnlyMemory<byte> bytes, string reason) => _faults.Add(new(frame, bytes, reason));

    /// <summary>Counts a message that carries no event.</summary>
    public void AddIgnored() => Ignored++;

    /// <summary>Adds everything found in a part of the frame.</summary>
    internal void AddAll(DecodedFrame part)
    {
        _events.AddRange(part._events);
        _faults.AddRange(part._faults);
        Ignored += part.Ignored;
        Unusual += part.Unusual;
    }

    /// <summary>Takes back everything found so far and leaves one fault: the frame as a whole is not what the protocol allows.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="reason">What is wrong: names the thing, its value and what was allowed.</param>
    public void Reject(Frame frame, string reason)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Clear();
        AddFault(frame, frame.Bytes, reason);
    }

    /// <summary>Makes it empty, for the next frame.</summary>
    public void Clear()
    {
        _events.Clear();
        _faults.Clear();
        (Ignored, Unusual) = (0, 0);
    }
}
