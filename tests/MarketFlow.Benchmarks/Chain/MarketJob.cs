namespace MarketFlow.Benchmarks;

/// <summary>The job of every chain: 90 % ticks, 8 % bars, 2 % fair values of many symbols (Zipf 1), 5 % of them copies of up to 1,000 events ago.</summary>
/// <remarks>
/// Always the same events, drawn with a fixed seed. <see cref="Advance"/> makes the next pass of them: later, and with other numbers.
/// So a chain is measured in its steady state, its memory of keys being full, and making events is not in the times.
/// </remarks>
internal sealed class MarketJob
{
    public const int Length = 1 << 19;
    public const int BatchLength = 256;
    public const int EventsPerSecond = 200_000;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    public static readonly DateTimeOffset Start = new(2026, 3, 9, 13, 30, 0, TimeSpan.Zero);

    private const long NanosecondsPerEvent = 1_000_000_000 / EventsPerSecond;
    private const int SymbolShift = 40;
    private const int LatestCopy = 1_000;

    private readonly Tick[] _events = new Tick[Length];
    private readonly bool[] _isCopy = new bool[Length];
    private int _passes;

    public MarketJob(int symbols = 8_000)
    {
        Symbols = symbols;
        var random = new Random(20260309);
        var zipf = new Zipf(symbols);
        var numbers = new long[symbols];
        var start = (Start - DateTimeOffset.UnixEpoch).Ticks * 100;
        for (var i = 0; i < Length; i++)
        {
            _isCopy[i] = i > LatestCopy && random.Next(100) < 5;
            if (_isCopy[i])
            {
                _events[i] = _events[i - 1 - random.Next(LatestCopy)];
                continue;
            }

            var symbol = zipf.Draw(random);
            _events[i] = new()
            {
                Time = start + (i * NanosecondsPerEvent),
                Symbol = symbol,
                Key = KeyOf(symbol, ++numbers[symbol]),
                Kind = random.Next(100) switch { < 90 => TickKind.Tick, < 98 => TickKind.Bar, _ => TickKind.FairValue },
                Price = random.Next(40, 4_000) / 4.0,
                Size = 1,
            };
            if (_events[i].Kind != TickKind.FairValue)
            {
                _events[i].Size = random.Next(1, 1_000);
            }
        }

        Distinct = _events.Select(value => value.Key).Distinct().Count();
    }

    public int Symbols { get; }

    /// <summary>How many events of a pass are no copies.</summary>
    public int Distinct { get; }

    public ReadOnlySpan<Tick> Events => _events;

    /// <summary>Whether the event is a copy, and so came over the other connection.</summary>
    public bool IsCopy(int index) => _isCopy[index];

    public static long KeyOf(int symbol, long number) => ((long)symbol << SymbolShift) | number;

    public static long NumberOf(long key) => key & ((1L << SymbolShift) - 1);

    /// <summary>When the event at an index arrives.</summary>
    public DateTimeOffset ArrivalOf(int index) => Start.AddTicks((((long)_passes * Length) + index) * NanosecondsPerEvent / 100);

    /// <summary>Turns the events into those of the next pass.</summary>
    public void Advance()
    {
        _passes++;
        foreach (ref var value in _events.AsSpan())
        {
            value.Time += Length * NanosecondsPerEvent;
            value.Key += Length;
        }
    }
}
