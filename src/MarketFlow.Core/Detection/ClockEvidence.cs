namespace MarketFlow;

/// <summary>What the latest live events of one key say about its time: whether it has moved on, or one of them has a wrong time.</summary>
/// <remarks>
/// The key's known time starts with the support of its last two live events. Each further event supports it, or says that the key is far
/// ahead of it, or far behind it. The known time is given up when more events contradict it in one direction than support it; the
/// contradiction is dismissed when the known time has the support of three. So it takes three of at most five events to move a key's
/// time by a leap, and two of three where only one event was known.
/// </remarks>
internal struct ClockEvidence
{
    private const byte Known = 2;
    private const byte Majority = 3;
    private byte _support;
    private byte _ahead;
    private byte _behind;

    /// <summary>An event that agrees with the known time.</summary>
    /// <returns>True where this dismisses the events that contradicted it.</returns>
    public bool Agrees()
    {
        if ((_ahead | _behind) == 0)
        {
            _support = _support < Known ? (byte)(_support + 1) : Known;
            return false;
        }

        if (++_support < Majority)
        {
            return false;
        }

        (_support, _ahead, _behind) = (Known, 0, 0);
        return true;
    }

    /// <summary>An event far ahead of the known time.</summary>
    /// <returns>True where the majority is ahead: then this is the evidence of the new time.</returns>
    public bool IsAhead()
    {
        if (++_ahead <= _support)
        {
            return false;
        }

        (_support, _ahead, _behind) = (Math.Min(_ahead, Known), 0, 0);
        return true;
    }

    /// <summary>An event far behind the known time.</summary>
    /// <returns>True where the majority is behind: the known time was wrong.</returns>
    public bool IsBehind() => ++_behind > _support;
}
