namespace MarketFlow;

/// <summary>Where an event came from, from the first byte to the client: feed, connection, sequence, receive time, original bytes.</summary>
/// <remarks>
/// The frame is shared by all events decoded from it, and <see cref="Original"/> is a slice of it: nothing is copied.
/// Whoever keeps events for long keeps their frames alive; <see cref="Detached"/> makes a context that keeps only its own slice.
/// The default value is the context of an event that came from no feed.
/// </remarks>
public readonly struct SourceContext : IEquatable<SourceContext>
{
    private const long NoSequence = long.MinValue;
    private readonly Frame? _frame;
    private readonly int _offset;
    private readonly int _length;
    private readonly long _sequence;

    /// <summary>Makes the context of an event that stands at <paramref name="offset"/> in a frame.</summary>
    /// <param name="frame">The frame it was decoded from.</param>
    /// <param name="offset">Where the event's own bytes begin in the frame.</param>
    /// <param name="length">How many bytes are the event's own.</param>
    /// <param name="sequence">The feed's own sequence, where it gives one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slice is not within the frame.</exception>
    public SourceContext(Frame frame, int offset, int length, long? sequence = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (long)length, frame.Bytes.Length, nameof(length));
        _frame = frame;
        _offset = offset;
        _length = length;
        _sequence = sequence ?? NoSequence;
    }

    /// <summary>Name of the feed; empty where the event came from none.</summary>
    public string Feed => _frame?.Feed ?? string.Empty;

    /// <summary>Number of the connection within its feed, from 1; 0 where the event came from none.</summary>
    public int Connection => _frame?.Connection ?? 0;

    /// <summary>When the frame arrived; the Unix epoch where the event came from none.</summary>
    public Timestamp ReceivedAt => _frame?.ReceivedAt ?? default;

    /// <summary>The feed's own sequence, where it gives one.</summary>
    public long? Sequence => _frame is null || _sequence == NoSequence ? null : _sequence;

    /// <summary>The vendor's own bytes of this event.</summary>
    public ReadOnlyMemory<byte> Original => _frame is null ? default : _frame.Bytes.Slice(_offset, _length);

    /// <summary>The bytes kept alive by this context: the whole frame it is a slice of.</summary>
    public int RetainedBytes => _frame?.Bytes.Length ?? 0;

    /// <summary>The same context with a copy of its own slice alone, so that the rest of the frame can be collected.</summary>
    public SourceContext Detached() =>
        _frame is null || _length == _frame.Bytes.Length
            ? this
            : new(new Frame(_frame.Feed, _frame.Connection, _frame.ReceivedAt, Original.ToArray(), _frame.IsBinary), 0, _length, Sequence);

    /// <summary>The same feed, connection, receive time, sequence and bytes.</summary>
    public static bool operator ==(SourceContext left, SourceContext right) => left.Equals(right);

    /// <summary>Another feed, connection, receive time, sequence or bytes.</summary>
    public static bool operator !=(SourceContext left, SourceContext right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SourceContext other) =>
        Connection == other.Connection && Feed == other.Feed && Sequence == other.Sequence && ReceivedAt == other.ReceivedAt
        && Original.Span.SequenceEqual(other.Original.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SourceContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Feed, Connection, Sequence, ReceivedAt);
}
