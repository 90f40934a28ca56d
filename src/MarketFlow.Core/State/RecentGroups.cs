namespace MarketFlow;

/// <summary>A state per group, for a bounded number of groups: the group longest not asked for is forgotten first.</summary>
/// <remarks>
/// Memory: one node per group, at most the bound. A forgotten group's state is cleared and reused, so that churn does not allocate.
/// </remarks>
/// <typeparam name="TGroup">What states are kept for, e.g. a symbol.</typeparam>
/// <typeparam name="TState">What is kept.</typeparam>
/// <param name="max">Most groups kept; 1 or more.</param>
/// <param name="create">Makes a state that remembers nothing.</param>
/// <param name="clear">Makes a state forget everything.</param>
internal sealed class RecentGroups<TGroup, TState>(int max, Func<TState> create, Action<TState> clear)
    where TGroup : notnull
{
    private readonly Dictionary<TGroup, LinkedListNode<(TGroup Group, TState State)>> _nodes = [];
    private readonly LinkedList<(TGroup Group, TState State)> _leastRecentFirst = new();

    /// <summary>How many groups are kept.</summary>
    public int Count => _nodes.Count;

    /// <summary>The group's state; a cleared one where the group is new or was forgotten.</summary>
    public TState this[TGroup group]
    {
        get
        {
            if (!_nodes.TryGetValue(group, out var node))
            {
                node = _nodes.Count < max ? new((group, create())) : Reuse(group);
                _nodes.Add(group, node);
                _leastRecentFirst.AddLast(node);
            }
            else if (node != _leastRecentFirst.Last)
            {
                _leastRecentFirst.Remove(node);
                _leastRecentFirst.AddLast(node);
            }

            return node.Value.State;
        }
    }

    private LinkedListNode<(TGroup Group, TState State)> Reuse(TGroup group)
    {
        var node = _leastRecentFirst.First!;
        _nodes.Remove(node.Value.Group); // first, because a key's own equality may throw: a node is in both or in none
        _leastRecentFirst.Remove(node);
        clear(node.Value.State);
        node.Value = (group, node.Value.State);
        return node;
    }
}
