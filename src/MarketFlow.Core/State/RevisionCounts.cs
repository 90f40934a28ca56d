namespace MarketFlow;

/// <summary>How often a bar was told, for the latest starts of one series.</summary>
/// <remarks>Memory: grows from 4 starts to <paramref name="depth"/> as needed, 16 bytes each.</remarks>
/// <param name="depth">How many starts are remembered; 1 or more.</param>
internal sealed class RevisionCounts(int depth)
{
    private (long Start, int Told)[] _bars = new (long, int)[Math.Min(depth, 4)];  // in order of start
    private int _count;

    /// <summary>Counts a telling of the bar with this start.</summary>
    /// <returns>How often it was told before, as far as remembered.</returns>
    public int Next(long start)
    {
        // From the end: nearly always it is the open bar, or a new one behind it.
        var place = _count;
        while (place > 0 && _bars[place - 1].Start > start)
        {
            place--;
        }

        if (place > 0 && _bars[place - 1].Start == start)
        {
            return _bars[place - 1].Told++;
        }

        Insert(place, start);
        return 0;
    }

    public void Clear() => _count = 0;

    private void Insert(int place, long start)
    {
        if (_count == depth)
        {
            if (place == 0)
            {
                return; // earlier than all that is remembered, of which there is as much as may be
            }

            place--;
            _bars.AsSpan(1, place).CopyTo(_bars);
        }
        else
        {
            if (_count == _bars.Length)
            {
                Array.Resize(ref _bars, (int)Math.Min(depth, _count * 2L));
            }

            _bars.AsSpan(place, _count - place).CopyTo(_bars.AsSpan(place + 1));
            _count++;
        }

        _bars[place] = (start, 1);
    }
}
