namespace MarketFlow.Host;

/// <summary>Counts the connections of each key of one vendor's protocol, in the order in which they came.</summary>
/// <remarks>Thread-safe. Memory: the connections that are open.</remarks>
/// <typeparam name="T">A connection; compared by reference.</typeparam>
/// <param name="allowed">Most connections per key, 1 or more.</param>
internal sealed class KeySeats<T>(int allowed)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<T>> _connections = [];

    /// <summary>Seats a connection.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="connection">The connection.</param>
    /// <returns>Null where there was room; else the oldest of the others, and one of them all has to <see cref="Leave"/>.</returns>
    public T? Take(string key, T connection)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(key, out var seated))
            {
                _connections[key] = seated = [];
            }

            seated.Add(connection);
            return seated.Count > allowed ? seated[0] : null;
        }
    }

    /// <summary>Frees the seat of a connection; one that has none changes nothing.</summary>
    public void Leave(string key, T connection)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(key, out var seated) && seated.Remove(connection) && seated.Count == 0)
            {
                _connections.Remove(key);
            }
        }
    }
}
