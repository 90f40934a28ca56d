namespace MarketFlow;

/// <summary>The latest bars of a series by their starts, whatever the order in which they came.</summary>
/// <remarks>
/// Memory: 24 bytes and the figures per bar, for <paramref name="capacity"/> bars, in one array that grows to it.
/// </remarks>
/// <typeparam name="T">What is remembered of a bar.</typeparam>
/// <param name="capacity">How many bars are remembered, the newest included; 1 or more.</param>
internal sealed class BarHistory<T>(int capacity) : IdleState<BarSeries>
    where T : struct
{
    private KeptBar[] _bars = new KeptBar[Math.Min(capacity, 4)]; // in order of start
    private int _count;

    /// <summary>The period of which the bars are.</summary>
    public TradingPeriod Period { get; private set; }

    /// <summary>The bars before the newest, the oldest first.</summary>
    public ReadOnlySpan<KeptBar> Earlier => _bars.AsSpan(0, _count - 1);

    /// <summary>Makes a bar part of its period: of the one that is kept, or of a later one, which begins anew.</summary>
    /// <returns>False where its period is over.</returns>
    public bool TryEnter(TradingPeriod period, long start)
    {
        if (_count == 0 || period == Period)
        {
            Period = period;
            return true;
        }

        if (start < _bars[_count - 1].Start)
        {
            return false;
        }

        (Period, _count) = (period, 0);
        return true;
    }

    /// <summary>Puts a bar in its place, or in place of its earlier telling.</summary>
    /// <returns>True where it is the newest; false where newer ones are known, it is older than all that is remembered, or it was revised since.</returns>
    public bool Place(long start, int revision, T figures)
    {
        var place = _count;
        while (place > 0 && _bars[place - 1].Start > start)
        {
            place--;
        }

        if (place > 0 && _bars[place - 1].Start == start)
        {
            return Revise(ref _bars[place - 1], revision, figures) && place == _count;
        }

        if (_count < capacity)
        {
            MakeRoom(place);
        }
        else if (place == 0)
        {
            return false;
        }
        else
        {
            place--;
            _bars.AsSpan(1, place).CopyTo(_bars);
        }

        _bars[place] = new() { Start = start, Revision = revision, Figures = figures };
        return place == _count - 1;
    }

    /// <summary>Marks a pattern as found in the newest bar.</summary>
    /// <returns>False where it was already.</returns>
    public bool TryMark(BarPattern pattern)
    {
        ref var found = ref _bars[_count - 1].Found;
        var before = found;
        found |= (byte)(1 << (int)pattern);
        return found != before;
    }

    private static bool Revise(ref KeptBar told, int revision, T figures)
    {
        if (revision < told.Revision)
        {
            return false;
        }

        (told.Revision, told.Figures) = (revision, figures);
        return true;
    }

    private void MakeRoom(int place)
    {
        if (_count == _bars.Length)
        {
            Array.Resize(ref _bars, Math.Min(capacity, _count * 2));
        }

        _bars.AsSpan(place, _count - place).CopyTo(_bars.AsSpan(place + 1));
        _count++;
    }

    internal struct KeptBar
    {
        public long Start;
        public T Figures;
        public int Revision;
        public byte Found; // a bit per pattern
    }
}
