using System.Diagnostics.CodeAnalysis;

namespace MarketFlow;

/// <summary>Finds what belongs to a route. Never changed: a change makes another table.</summary>
/// <remarks>Up to eight routes are compared one by one, which for kinds of events costs less than a hash; more are looked up.</remarks>
internal sealed class RouteTable<TRoute, TValue>
    where TRoute : notnull
{
    private const int MaxCompared = 8;
    private readonly (TRoute Route, TValue Value)[] _entries;
    private readonly Dictionary<TRoute, TValue>? _many;

    private RouteTable((TRoute Route, TValue Value)[] entries)
    {
        _entries = entries;
        _many = entries.Length > MaxCompared ? entries.ToDictionary(entry => entry.Route, entry => entry.Value) : null;
    }

    public static RouteTable<TRoute, TValue> Empty { get; } = new([]);

    public IEnumerable<TValue> Values => _entries.Select(entry => entry.Value);

    /// <summary>A table with one route more, which this one does not have.</summary>
    public RouteTable<TRoute, TValue> With(TRoute route, TValue value) => new([.. _entries, (route, value)]);

    public bool TryGetValue(TRoute route, [MaybeNullWhen(false)] out TValue value)
    {
        if (_many is not null)
        {
            return _many.TryGetValue(route, out value);
        }

        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (EqualityComparer<TRoute>.Default.Equals(entry.Route, route))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
