namespace MarketFlow.Host;

/// <summary>How one connection of a feed is.</summary>
/// <param name="Slot">Which of the feed's connections it is, from 0.</param>
/// <param name="State">What it does now, in lower case: e.g. <c>open</c>, <c>connecting</c>, <c>waiting</c>.</param>
/// <param name="LastError">Why it failed last; null where it never did.</param>
/// <param name="LastFrameAt">When it last brought something.</param>
/// <param name="Attempts">Attempts to connect since data last flowed.</param>
/// <param name="Frames">Frames it brought.</param>
/// <param name="Bytes">Bytes in them.</param>
internal sealed record ConnectionSample(int Slot, string State, string? LastError, Timestamp? LastFrameAt, int Attempts, long Frames, long Bytes);
