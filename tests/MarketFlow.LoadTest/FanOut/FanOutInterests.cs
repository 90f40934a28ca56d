namespace MarketFlow.LoadTest;

/// <summary>Who wants what, and therefore how many times each event is to be delivered: exactly as often whatever its symbol.</summary>
internal sealed class FanOutInterests
{
    /// <summary>A tenth of the clients take each event, and at least one.</summary>
    private const int TakersDivisor = 10;

    private FanOutInterests(int takers, IReadOnlyList<bool[]?> wanted) => (Takers, Wanted) = (takers, wanted);

    /// <summary>How many clients want any one event.</summary>
    public int Takers { get; }

    /// <summary>By client: which symbols it asks for, by rank; null for everything.</summary>
    public IReadOnlyList<bool[]?> Wanted { get; }

    /// <summary>How many clients an event goes to.</summary>
    public static int TakersOf(int clients, bool isIdentical) => isIdentical ? clients : Math.Max(1, clients / TakersDivisor);

    /// <summary>Every client wants everything, and says so in one topic.</summary>
    public static FanOutInterests Identical(int clients) => new(TakersOf(clients, isIdentical: true), new bool[]?[clients]);

    /// <summary>Each client names the symbols it wants: every symbol has a tenth of the clients, each symbol another tenth.</summary>
    /// <param name="clients">How many there are; at least 1.</param>
    /// <param name="symbols">How many there are.</param>
    /// <param name="seed">The same seed gives the same interests.</param>
    public static FanOutInterests Arbitrary(int clients, int symbols, int seed = 1)
    {
        Random random = new(seed);
        var takers = TakersOf(clients, isIdentical: false);
        bool[][] wanted = [.. Enumerable.Range(0, clients).Select(_ => new bool[symbols])];
        int[] order = [.. Enumerable.Range(0, clients)];
        for (var symbol = 0; symbol < symbols; symbol++)
        {
            random.Shuffle(order);
            foreach (var client in order.AsSpan(0, takers))
            {
                wanted[client][symbol] = true;
            }
        }

        return new(takers, wanted);
    }
}
