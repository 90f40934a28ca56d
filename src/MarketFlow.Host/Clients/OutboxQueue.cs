namespace MarketFlow.Host;

/// <summary>The messages that wait in an outbox: the order in which they leave, and the latest of each key where only that may stay.</summary>
/// <remarks>
/// Order: as they arrived. Under pressure (more than half the bound waits) bars and status go before the rest, but nothing passes
/// an answer. Within a symbol and kind order always holds. Not thread-safe.
/// </remarks>
/// <param name="maxBytes">The bound, in bytes of messages.</param>
internal sealed class OutboxQueue(int maxBytes)
{
    private readonly MessageList _first = new(); // bars and status
    private readonly MessageList _rest = new();
    private readonly Queue<long> _answers = new(); // arrivals of the waiting answers
    private Dictionary<ConflationKey, int>? _latest; // while conflating: the place of the only message of each key
    private long _arrivals;

    /// <summary>How many messages wait.</summary>
    public int Count => _first.Count + _rest.Count;

    /// <summary>How many of them are market events.</summary>
    public int Events => Count - _answers.Count;

    /// <summary>How many bytes they are, by <see cref="SharedMessage.Size"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where more waits than may. A message that waits alone may be longer than the bound.</summary>
    public bool IsOverBound => Bytes > maxBytes && Count > 1;

    private bool IsUnderPressure => Bytes > maxBytes / 2;

    /// <summary>Adds a message, and conflates once the bound is passed, until only half of it waits.</summary>
    /// <returns>How many messages were conflated: older ones that it, or the conflation it set off, replaced, or itself.</returns>
    public int Add(SharedMessage message)
    {
        if (_latest is not null && message.OnlyLatestMatters && IsOlderThanWaiting(message))
        {
            return 1;
        }

        var replaced = _latest is not null && message.OnlyLatestMatters ? RemoveOlder(message.Key) : 0;
        var arrival = _arrivals++;
        var place = (message.GoesFirst ? _first : _rest).Add(message, arrival);
        Bytes += message.Size;
        if (message.IsAnswer)
        {
            _answers.Enqueue(arrival);
        }

        if (_latest is not null && message.OnlyLatestMatters)
        {
            _latest.Add(message.Key, place);
        }

        return replaced + (IsOverBound && _latest is null ? Conflate() : 0);
    }

    /// <summary>Takes what leaves next.</summary>
    /// <param name="batch">Receives the messages, at least one where any waits.</param>
    /// <param name="maxBatchBytes">Most bytes to take; one message alone may be longer.</param>
    public void TakeInto(List<SharedMessage> batch, int maxBatchBytes)
    {
        var firstGoFirst = IsUnderPressure;
        var taken = 0;
        while (Count > 0)
        {
            var list = Next(firstGoFirst);
            taken += list[list.First].Size + ClientFrame.MaxExtraLength;
            if (taken > maxBatchBytes && batch.Count > 0)
            {
                break;
            }

            batch.Add(Remove(list, list.First));
        }

        if (!IsUnderPressure)
        {
            _latest = null;
        }
    }

    /// <summary>Drops all that waits.</summary>
    public void Clear()
    {
        _first.Clear();
        _rest.Clear();
        _answers.Clear();
        _latest = null;
        Bytes = 0;
    }

    private MessageList Next(bool firstGoFirst)
    {
        if (_first.Count == 0 || _rest.Count == 0)
        {
            return _first.Count == 0 ? _rest : _first;
        }

        var arrival = _first.ArrivalOf(_first.First);
        var mayPass = firstGoFirst && (!_answers.TryPeek(out var answer) || arrival < answer);
        return mayPass || arrival < _rest.ArrivalOf(_rest.First) ? _first : _rest;
    }

    private int Conflate()
    {
        _latest = [];
        var replaced = 0;
        for (int place = _rest.First, next; place >= 0; place = next)
        {
            next = _rest.After(place);
            if (_rest[place] is { OnlyLatestMatters: true, Key: var key } message)
            {
                if (IsOlderThanWaiting(message))
                {
                    Bytes -= _rest.Remove(place).Size; // what is listed as the latest of its key stays
                    replaced++;
                    continue;
                }

                replaced += RemoveOlder(key);
                _latest.Add(key, place);
            }
        }

        return replaced;
    }

    private bool IsOlderThanWaiting(SharedMessage message) => _latest!.TryGetValue(message.Key, out var place) && !message.Replaces(_rest[place]);

    private int RemoveOlder(ConflationKey key)
    {
        if (!_latest!.TryGetValue(key, out var older))
        {
            return 0;
        }

        Remove(_rest, older);
        return 1;
    }

    private SharedMessage Remove(MessageList list, int place)
    {
        var message = list.Remove(place);
        Bytes -= message.Size;
        if (message.IsAnswer)
        {
            _answers.Dequeue();
        }
        else if (message.OnlyLatestMatters)
        {
            _latest?.Remove(message.Key);
        }

        return message;
    }
}
