using MarketFlow.Testing;

namespace MarketFlow.Tests;

/// <summary>The event with which generic operators are tested.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Number">Its sequence.</param>
/// <param name="Connection">The connection that it came over.</param>
public sealed record Signal(string Key, long Number, int Connection = 1)
{
    private static readonly Timestamp _start = VirtualMarketClock.Open;

    /// <summary>When it happened: a millisecond after the one with the number before.</summary>
    public Timestamp Time => _start + TimeSpan.FromMilliseconds(Number);
}
