using System.Runtime.CompilerServices;

namespace MarketFlow;

/// <summary>A list in a record that is equal to another list with the same elements in the same order.</summary>
/// <remarks>
/// The compiler compares the fields of a record, and lists are equal only to themselves. A record keeps its list in a field of this type
/// and returns <see cref="Items"/>. Size: one reference. The default value is the empty list. A list that is changed later changes the record.
/// </remarks>
internal readonly struct ValueList<T> : IEquatable<ValueList<T>>
{
    private readonly IReadOnlyList<T>? _items;

    /// <param name="items">The list; it is not copied.</param>
    /// <param name="property">The property that is set, for the message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    public ValueList(IReadOnlyList<T> items, [CallerMemberName] string property = "")
    {
        ArgumentNullException.ThrowIfNull(items, property);
        _items = items;
    }

    public IReadOnlyList<T> Items => _items ?? [];

    public bool Equals(ValueList<T> other) => ReferenceEquals(_items, other._items) || Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
