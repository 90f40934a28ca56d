namespace MarketFlow.Feeds;

/// <summary>Something in a frame that could not be read.</summary>
/// <param name="Frame">The frame: its feed, connection and receive time.</param>
/// <param name="Bytes">The part that could not be read; the whole frame where no part of it could be.</param>
/// <param name="Reason">What is wrong: names the thing, its value and what was allowed.</param>
public sealed record DecodeFault(Frame Frame, ReadOnlyMemory<byte> Bytes, string Reason);
