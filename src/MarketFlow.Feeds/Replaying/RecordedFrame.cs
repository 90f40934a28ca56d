namespace MarketFlow.Feeds;

/// <summary>One frame of a recorded session.</summary>
/// <param name="Connection">Which connection of the recording it came on; any numbers.</param>
/// <param name="At">When it was received.</param>
/// <param name="Bytes">The frame, whole.</param>
/// <param name="IsBinary">True where the vendor sent it as a binary message.</param>
public sealed record RecordedFrame(int Connection, Timestamp At, ReadOnlyMemory<byte> Bytes, bool IsBinary);
