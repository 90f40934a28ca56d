namespace MarketFlow.Host;

/// <summary>The last so many values of something that is looked at once a second.</summary>
/// <param name="length">How many.</param>
internal sealed class Recent<T>(int length)
{
    private readonly Queue<T> _values = new(length);

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="first">What came before all of them.</param>
    /// <returns>The value of so many looks ago; where there were fewer, what came before all.</returns>
    public T Push(T value, T first)
    {
        _values.Enqueue(value);
        return _values.Count > length ? _values.Dequeue() : first;
    }
}
