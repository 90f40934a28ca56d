namespace MarketFlow;

/// <summary>Puts the events of each key in order: what comes before its turn is held until its turn, or until it has waited long enough. Not thread-safe.</summary>
/// <remarks>
/// Memory: at most <paramref name="maxHeld"/> events before their turn, whoever waits to be taken, and one line per key, at most
/// <paramref name="maxKeys"/>; after a surge, room for 64 more or a quarter more. In steady state nothing is allocated.
/// </remarks>
/// <param name="maxDelay">How long an event may be held before its turn.</param>
/// <param name="maxHeld">How many may be; one more, and the one held longest goes.</param>
/// <param name="maxKeys">For how many keys the order is remembered.</param>
/// <param name="late">What becomes of an event whose turn has passed.</param>
internal sealed class SequenceBuffer<T, TKey>(TimeSpan maxDelay, int maxHeld, int maxKeys, LateEvents late)
    where TKey : notnull
{
    private const int MinSpares = 64;
    private readonly LinkedList<Early> _longestHeldFirst = new();
    private readonly LinkedList<Early> _spares = new();
    private readonly Queue<T> _ready = new();
    private RecentGroups<TKey, Line>? _lines;

    /// <summary>How many events are here, before their turn or waiting to be taken.</summary>
    public int Count => _longestHeldFirst.Count + _ready.Count;

    /// <summary>For how many entries there is room, those of each key left out.</summary>
    public int Capacity => _longestHeldFirst.Count + _spares.Count + _ready.Capacity;

    /// <summary>How many places of events that have gone are kept for the next ones.</summary>
    public int Spares => _spares.Count;

    /// <summary>How many wait to be taken, their turn having come.</summary>
    public int Ready => _ready.Count;

    /// <summary>When the next event has been held long enough, whether its turn has come or not; never, where none is held.</summary>
    public DateTimeOffset NextDue =>
        _longestHeldFirst.First is { } longest ? DueTime.After(longest.ValueRef.Since, maxDelay) : DueTime.Never;

    /// <returns>False where the event's turn has passed and it is to be removed.</returns>
    public bool Place(TKey key, long sequence, T value, DateTimeOffset now)
    {
        _lines ??= new(maxKeys, create: static () => new(), clear: Forget);
        var line = _lines[key];
        if (!line.HasBegun || line.IsInTurn(sequence))
        {
            (line.HasBegun, line.Last) = (true, sequence);
            _ready.Enqueue(value);
            Release(line, upTo: sequence);
        }
        else if (sequence > line.Last)
        {
            Hold(line, sequence, value, now);
        }
        else if (late == LateEvents.Remove)
        {
            return false;
        }
        else
        {
            _ready.Enqueue(value);
        }

        return true;
    }

    /// <summary>Takes the next event whose turn has come or that has been held long enough.</summary>
    public bool TryTake(DateTimeOffset now, bool isEnding, out T value)
    {
        while (_longestHeldFirst.First is { } longest && (isEnding || NextDue <= now))
        {
            Release(longest.ValueRef.Line, upTo: longest.ValueRef.Sequence);
        }

        var isReady = _ready.TryDequeue(out value!);
        _ready.TrimAfterSurge();
        return isReady;
    }

    public void Clear()
    {
        _lines = null;
        _longestHeldFirst.Clear();
        _spares.Clear();
        _ready.Clear();
    }

    private void Hold(Line line, long sequence, T value, DateTimeOffset now)
    {
        var node = _spares.First ?? new LinkedListNode<Early>(default);
        if (node.List is not null)
        {
            _spares.Remove(node);
        }

        node.ValueRef = new() { Line = line, Sequence = sequence, Value = value, Since = now };
        _longestHeldFirst.AddLast(node);
        line.Insert(node);
        if (_longestHeldFirst.Count > maxHeld)
        {
            var longest = _longestHeldFirst.First!.ValueRef;
            Release(longest.Line, upTo: longest.Sequence);
        }
    }

    // Beyond upTo goes whatever is in turn then: it waited for nothing else.
    private void Release(Line line, long upTo)
    {
        var released = 0;
        foreach (var node in line.Waiting)
        {
            var (sequence, value) = (node.ValueRef.Sequence, node.ValueRef.Value);
            if (sequence > upTo && !line.IsInTurn(sequence))
            {
                break;
            }

            released++;
            line.Last = sequence;
            _ready.Enqueue(value);
            _longestHeldFirst.Remove(node);
            node.ValueRef = default;
            _spares.AddLast(node);
        }

        line.Waiting.RemoveRange(0, released);
        line.Waiting.TrimAfterSurge();
        while (_spares.Count > MinSpares + (_longestHeldFirst.Count / 4))
        {
            _spares.RemoveLast();
        }
    }

    private void Forget(Line line)
    {
        Release(line, upTo: long.MaxValue);
        line.HasBegun = false;
    }

    private struct Early
    {
        public Line Line;
        public long Sequence;
        public T Value;
        public DateTimeOffset Since;
    }

    /// <summary>One key's order.</summary>
    private sealed class Line
    {
        public bool HasBegun;
        public long Last;

        /// <summary>In order of sequence, equal ones in order of arrival.</summary>
        public List<LinkedListNode<Early>> Waiting { get; } = [];

        /// <summary>True for the next one and for a repeat of the last one: neither goes back nor leaves anybody out.</summary>
        public bool IsInTurn(long sequence) => sequence >= Last && (ulong)(sequence - Last) <= 1;

        public void Insert(LinkedListNode<Early> node)
        {
            var at = Waiting.Count;
            while (at > 0 && Waiting[at - 1].ValueRef.Sequence > node.ValueRef.Sequence)
            {
                at--;
            }

            Waiting.Insert(at, node);
        }
    }
}
