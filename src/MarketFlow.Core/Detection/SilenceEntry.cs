namespace MarketFlow;

/// <summary>A state in a list that forgets lazily: a state that is forgotten leaves its entry at once, and the entry the list later.</summary>
internal sealed class SilenceEntry<TKey>(IdleState<TKey> state)
{
    /// <summary>The state; null once it is forgotten.</summary>
    public IdleState<TKey>? State { get; set; } = state;
}
