namespace MarketFlow;

/// <summary>The next revision of a bar, for the latest starts of one series.</summary>
/// <remarks>Memory: grows from 4 starts to <paramref name="depth"/> as needed, 16 bytes each.</remarks>
/// <param name="depth">How many starts are remembered; 1 or more.</param>
internal sealed class RevisionCounts(int depth)
{
    private (long Start, int Next)[] _bars = new (long, int)[Math.Min(depth, 4)];  // in order of start
    private int _count;

    /// <summary>Numbers a bar with this start.</summary>
    /// <param name="start">The start.</param>
    /// <param name="least">The lowest number that it may have.</param>
    /// <returns>One more than the bar before it with this start, as far as remembered, and at least <paramref name="least"/>.</returns>
    public int Next(long start, int least)
    {
        // From the end: nearly always it is the open bar, or a new one behind it.
        var place = _count;
        while (place > 0 && _bars[place - 1].Start > start)
        {
            place--;
        }

        if (place > 0 && _bars[place - 1].Start == start)
        {
            ref var next = ref _bars[place - 1].Next;
            var revision = Math.Max(next, least);
            next = revision + 1;
            return revision;
        }

        Insert(place, start, least + 1);
        return least;
    }

    public void Clear() => _count = 0;

    private void Insert(int place, long start, int next)
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

        _bars[place] = (start, next);
    }
}
