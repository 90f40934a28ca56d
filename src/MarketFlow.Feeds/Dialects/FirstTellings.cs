namespace MarketFlow.Feeds;

/// <summary>Knows whether a symbol is told for the first time on a connection: venues that send the latest state on subscribe tell it again.</summary>
/// <remarks>
/// Memory: the symbols told on each of the latest connections. Of more connections than that, the one that was silent longest is
/// forgotten; of more symbols than that on one connection, the rest count as live.
/// </remarks>
/// <param name="maxConnections">Most connections that are remembered.</param>
/// <param name="maxSymbols">Most symbols that are remembered per connection.</param>
internal sealed class FirstTellings(int maxConnections = 64, int maxSymbols = SymbolTable.DefaultCapacity)
{
    private readonly Dictionary<int, Connection> _connections = [];
    private long _calls;

    public int Connections => _connections.Count;

    /// <returns>True the first time this symbol is asked for on this connection.</returns>
    public bool IsFirst(int connection, string symbol)
    {
        if (!_connections.TryGetValue(connection, out var told))
        {
            if (_connections.Count == maxConnections)
            {
                _connections.Remove(_connections.MinBy(pair => pair.Value.LastCall).Key);
            }

            _connections.Add(connection, told = new());
        }

        told.LastCall = ++_calls;
        return told.Symbols.Count < maxSymbols && told.Symbols.Add(symbol);
    }

    private sealed class Connection
    {
        public HashSet<string> Symbols { get; } = [];

        public long LastCall { get; set; }
    }
}
