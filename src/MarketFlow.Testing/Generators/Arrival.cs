namespace MarketFlow.Testing;

/// <summary>A value and the instant of virtual time at which it arrives.</summary>
/// <typeparam name="T">What arrives.</typeparam>
/// <param name="At">When it arrives.</param>
/// <param name="Value">What arrives.</param>
public readonly record struct Arrival<T>(DateTimeOffset At, T Value);
