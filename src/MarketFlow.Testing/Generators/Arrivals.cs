using System.Collections;
using System.Globalization;
using System.Text;

namespace MarketFlow.Testing;

/// <summary>A sequence of values with the instants at which they arrive, never going back in time: what a property is checked on.</summary>
/// <remarks>
/// Hand it to <see cref="Driving.Drive{T}"/>. Its text has a line per arrival, so that the counterexample of a failed property can be read.
/// Equality is that of references: two sequences are compared by <c>SequenceEqual</c>.
/// </remarks>
/// <typeparam name="T">What arrives.</typeparam>
public sealed class Arrivals<T> : IReadOnlyList<Arrival<T>>
{
    private readonly Arrival<T>[] _arrivals;

    /// <summary>Makes a sequence of arrivals.</summary>
    /// <param name="arrivals">The arrivals in order of time; equal times keep the given order.</param>
    /// <exception cref="ArgumentException">One arrives before the one it follows.</exception>
    public Arrivals(IEnumerable<Arrival<T>> arrivals)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        _arrivals = [.. arrivals];
        for (var i = 1; i < _arrivals.Length; i++)
        {
            if (_arrivals[i].At < _arrivals[i - 1].At)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Arrival {i} is at {_arrivals[i].At:O}, before arrival {i - 1} at {_arrivals[i - 1].At:O}; must not go back in time."),
                    nameof(arrivals));
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _arrivals.Length;

    /// <inheritdoc/>
    public Arrival<T> this[int index] => _arrivals[index];

    /// <summary>The values alone, in order of arrival.</summary>
    public IEnumerable<T> Values => _arrivals.Select(arrival => arrival.Value);

    /// <inheritdoc/>
    public IEnumerator<Arrival<T>> GetEnumerator() => ((IEnumerable<Arrival<T>>)_arrivals).GetEnumerator();

    /// <summary>A line per arrival: the time since the first one, and the value.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Count} arrivals");
        foreach (var arrival in _arrivals)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  +{arrival.At - _arrivals[0].At:c}  {arrival.Value}");
        }

        return text.ToString();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
