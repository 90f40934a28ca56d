using System.Reactive.Concurrency;

namespace MarketFlow.Host;

/// <summary>A symbol of a topic that has never been seen and differs from a known one only in case.</summary>
/// <param name="Topic">The topic, as the client wrote it.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Known">The known symbol.</param>
internal readonly record struct SymbolWarning(string Topic, string Symbol, string Known)
{
    /// <summary>The code of these warnings.</summary>
    public const string Code = "symbol-case";

    /// <summary>Names the symbol and the known one.</summary>
    public string Message =>
        $"No event of {ClientError.Shown(Symbol)} has been received; symbols are case-sensitive, and {ClientError.Shown(Known)} is known.";
}

/// <summary>The symbols that the host has received events of or is configured with, to warn of topics that differ from one of them only in case.</summary>
/// <remarks>
/// Thread-safe; called on the threads of clients, never on the delivery thread. Nothing is done per event: the symbols are read when a
/// client subscribes to one that was not known at the last reading, at most <see cref="MostReadings"/> times a second, because a
/// reading holds up the delivery for as long as it takes to copy the list. Beyond that, a symbol that became known within the last
/// second may be missing. Memory: one entry per symbol of the last reading.
/// </remarks>
/// <param name="read">Reads the symbols; a symbol may occur several times.</param>
/// <param name="clock">Supplies "now". No work is scheduled on it.</param>
internal sealed class KnownSymbols(Func<IEnumerable<string>> read, IScheduler clock)
{
    /// <summary>Most readings per second.</summary>
    public const int MostReadings = 20;

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Reading _last = new([]);
    private DateTimeOffset _since = DateTimeOffset.MinValue;
    private int _readings;

    /// <summary>The warnings for some topics, in their order.</summary>
    /// <param name="topics">Topics as clients write them, each with its symbol; a wildcard never has a warning.</param>
    public IReadOnlyList<SymbolWarning> WarningsFor(IEnumerable<(string Topic, string Symbol)> topics)
    {
        var last = Volatile.Read(ref _last);
        List<(string Topic, string Symbol)> unknown = [.. topics.Where(topic => topic.Symbol != TopicFilter.AllSymbols && !last.Symbols.Contains(topic.Symbol))];
        if (unknown.Count == 0)
        {
            return [];
        }

        var now = ReadAgain();
        List<SymbolWarning> warnings = [];
        foreach (var (topic, symbol) in unknown)
        {
            if (!now.Symbols.Contains(symbol) && now.ByAnyCase.TryGetValue(symbol, out var known))
            {
                warnings.Add(new(topic, symbol, known));
            }
        }

        return warnings;
    }

    private Reading ReadAgain()
    {
        lock (_gate)
        {
            var now = clock.Now;
            if (now < _since || now - _since >= _second)
            {
                (_since, _readings) = (now, 0);
            }

            if (_readings < MostReadings)
            {
                _readings++;
                Volatile.Write(ref _last, new(read()));
            }

            return _last;
        }
    }

    private sealed class Reading
    {
        public Reading(IEnumerable<string> symbols)
        {
            foreach (var symbol in symbols)
            {
                if (Symbols.Add(symbol))
                {
                    ByAnyCase.TryAdd(symbol, symbol);
                }
            }
        }

        public HashSet<string> Symbols { get; } = [];

        public Dictionary<string, string> ByAnyCase { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
