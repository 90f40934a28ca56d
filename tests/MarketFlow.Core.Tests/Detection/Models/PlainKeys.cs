namespace MarketFlow.Tests;

/// <summary>The slow model of how keys are remembered, by event time: from the key's own events alone.</summary>
/// <param name="idleAfter">How far a key's time leaps for its state to begin anew.</param>
/// <param name="create">Makes a state.</param>
internal sealed class PlainKeys<TKey, TState>(Func<TKey, double> idleAfter, Func<TKey, TState> create)
    where TKey : notnull
    where TState : class
{
    private readonly Dictionary<TKey, Known> _known = [];

    /// <summary>States that were replaced, in order, since this was cleared.</summary>
    public List<TState> Over { get; } = [];

    /// <summary>States of wrong times, in order, since this was cleared.</summary>
    public List<TState> Wrong { get; } = [];

    /// <summary>All states: of each key the first, and after it the one in doubt.</summary>
    public IEnumerable<TState> All => _known.Values.SelectMany(one => one.Doubtful is { } doubtful ? [one.First.State, doubtful.State] : new[] { one.First.State });

    /// <summary>The first state of the key of a state in doubt; null where the state is not in doubt.</summary>
    public TState? Before(TState state) => _known.Values.FirstOrDefault(one => one.Doubtful?.State == state)?.First.State;

    /// <summary>The state of an event.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="time">Its time, in seconds.</param>
    /// <param name="isBackfill">Whether it is backfill.</param>
    public TState Heard(TKey key, double time, bool isBackfill)
    {
        if (!_known.TryGetValue(key, out var known))
        {
            return Begin(key, time, isBackfill);
        }

        var idle = idleAfter(key);
        var isAhead = time - known.First.Newest >= idle;
        var isBehind = !isBackfill && known.First.Newest - time >= idle;
        known.Votes += isBackfill ? "" : isAhead ? "a" : isBehind ? "b" : "y";
        var (yes, ahead, behind) = (known.Votes.Count(vote => vote == 'y'), known.Votes.Count(vote => vote == 'a'), known.Votes.Count(vote => vote == 'b'));
        if (isAhead)
        {
            if (known.Doubtful is not { } line || time - line.Newest >= idle || (!isBackfill && line.Newest - time >= idle))
            {
                if (known.Doubtful is { } other)
                {
                    Over.Add(other.State);
                }

                known.Doubtful = new(create(key), time);
            }

            var doubtful = known.Doubtful;
            doubtful.Newest = Math.Max(doubtful.Newest, time);
            if (!isBackfill && ahead > yes)
            {
                Over.Add(known.First.State);
                _known[key] = new(doubtful) { Votes = new('y', Math.Min(2, ahead)) };
            }

            return doubtful.State;
        }

        if (isBehind)
        {
            if (behind <= yes)
            {
                return known.First.State;
            }

            Over.Add(known.First.State);
            if (known.Doubtful is { } doubtful)
            {
                Over.Add(doubtful.State);
            }

            _known.Remove(key);
            return Begin(key, time, isBackfill);
        }

        if (!isBackfill && (ahead + behind == 0 || yes == 3))
        {
            known.Votes = new('y', Math.Min(2, yes));
            if (ahead + behind > 0 && known.Doubtful is { } wrong)
            {
                Wrong.Add(wrong.State);
                known.Doubtful = null;
            }
        }

        known.First.Newest = Math.Max(known.First.Newest, time);
        return known.First.State;
    }

    private TState Begin(TKey key, double time, bool isBackfill)
    {
        Line line = new(create(key), time);
        _known[key] = new(line) { Votes = isBackfill ? "" : "y" };
        return line.State;
    }

    private sealed class Line(TState state, double newest)
    {
        public TState State { get; } = state;

        public double Newest { get; set; } = newest;
    }

    private sealed class Known(Line first)
    {
        public Line First { get; } = first;

        public Line? Doubtful { get; set; }

        /// <summary>What the latest live events say: y for the known time, a for ahead, b for behind.</summary>
        public required string Votes { get; set; }
    }
}
