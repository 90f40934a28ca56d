namespace MarketFlow;

/// <summary>The operators: market data streams in, market data streams out, every event accounted for.</summary>
/// <remarks>
/// What holds for all of them: state belongs to one subscription; time comes from the clock that is passed in; no thread is added;
/// an error of the caller's throws at the call; if a delegate of the caller's throws later, the result ends with that exception.
/// </remarks>
public static partial class FlowOperators
{
}
