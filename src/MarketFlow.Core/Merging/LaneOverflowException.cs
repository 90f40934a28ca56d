namespace MarketFlow;

/// <summary>A lane that may not lose anything (<see cref="Overflow.Fail"/>) was full.</summary>
/// <param name="message">Names the lane and its capacity.</param>
public sealed class LaneOverflowException(string message) : Exception(message);
