namespace MarketFlow.Host;

/// <summary>Messages in order of arrival, any of which can be taken out at the same small cost.</summary>
/// <remarks>
/// A list linked through one array: a place is taken and given back without allocating. Memory: the most that ever waited at
/// once; all of it but a small array is given back when the list runs empty. Not thread-safe.
/// </remarks>
internal sealed class MessageList
{
    private const int None = -1;
    private const int SmallCapacity = 1024;
    private Place[] _places = [];
    private int _first = None;
    private int _last = None;
    private int _free = None;
    private int _used;

    /// <summary>How many messages wait.</summary>
    public int Count { get; private set; }

    /// <summary>The place of the oldest message; of no meaning where the list is empty.</summary>
    public int First => _first;

    /// <summary>The message at a place.</summary>
    public SharedMessage this[int place] => _places[place].Message!;

    /// <summary>When the message at a place arrived.</summary>
    public long ArrivalOf(int place) => _places[place].Arrival;

    /// <summary>The place after this one, or a negative number after the last.</summary>
    public int After(int place) => _places[place].Next;

    /// <summary>Adds a message at the end.</summary>
    /// <returns>Its place, by which it can be taken out.</returns>
    public int Add(SharedMessage message, long arrival)
    {
        var place = TakePlace();
        _places[place] = new() { Message = message, Arrival = arrival, Previous = _last, Next = None };
        if (_last == None)
        {
            _first = place;
        }
        else
        {
            _places[_last].Next = place;
        }

        _last = place;
        Count++;
        return place;
    }

    /// <summary>Takes the message at a place out.</summary>
    public SharedMessage Remove(int place)
    {
        var (message, previous, next) = (_places[place].Message!, _places[place].Previous, _places[place].Next);
        if (previous == None)
        {
            _first = next;
        }
        else
        {
            _places[previous].Next = next;
        }

        if (next == None)
        {
            _last = previous;
        }
        else
        {
            _places[next].Previous = previous;
        }

        _places[place] = new() { Next = _free };
        _free = place;
        Count--;
        if (Count == 0)
        {
            StartAnew();
        }

        return message;
    }

    /// <summary>Takes all messages out.</summary>
    public void Clear()
    {
        Array.Clear(_places, 0, _used);
        StartAnew();
    }

    private void StartAnew()
    {
        _places = _places.Length > SmallCapacity ? [] : _places;
        _first = _last = _free = None;
        _used = Count = 0;
    }

    private int TakePlace()
    {
        if (_free != None)
        {
            var place = _free;
            _free = _places[place].Next;
            return place;
        }

        if (_used == _places.Length)
        {
            Array.Resize(ref _places, Math.Max(16, _places.Length * 2));
        }

        return _used++;
    }

    private struct Place
    {
        public SharedMessage? Message;
        public long Arrival;
        public int Previous;
        public int Next;
    }
}
