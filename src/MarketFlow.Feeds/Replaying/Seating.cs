namespace MarketFlow.Feeds;

/// <summary>Which socket plays which recorded connection. Not thread-safe: the replayer holds its gate.</summary>
internal sealed class Seating(int connections)
{
    private readonly int[] _sockets = new int[connections];
    private readonly List<int> _lost = [];
    private int _taken;
    private int _arrived;

    /// <summary>True while every recorded connection has a socket.</summary>
    public bool IsFull => _taken == connections && _lost.Count == 0;

    /// <summary>Takes the next recorded connection, else the one lost longest ago, else one that is shared.</summary>
    public int Take()
    {
        var seat = _taken < connections ? _taken++ : _lost.Count > 0 ? _lost[0] : _arrived % connections;
        _lost.Remove(seat);
        _sockets[seat]++;
        _arrived++;
        return seat;
    }

    /// <summary>Gives it back; it is lost once no socket plays it.</summary>
    public void Leave(int seat)
    {
        if (--_sockets[seat] == 0)
        {
            _lost.Add(seat);
        }
    }
}
